"""Builds variants of a project's image and compares their size, build times, and contents."""
