"""Reads a person's files: one project, its folders, what its `.gitignore` keeps out."""
