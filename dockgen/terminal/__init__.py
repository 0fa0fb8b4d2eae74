"""Talks to people: questions, reports, progress."""
