"""Reads a project's files and folders, and what its `.gitignore` excludes."""
