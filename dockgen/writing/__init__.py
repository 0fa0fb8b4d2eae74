"""Compares, merges, and writes files: all of them or none."""
