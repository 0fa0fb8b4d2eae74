"""Explains practices, and what each line of a Dockerfile does."""
