"""Whole projects from templates."""
