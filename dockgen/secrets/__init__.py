"""Secrets: how files that hold them are called, how they look, and which a build is given."""
