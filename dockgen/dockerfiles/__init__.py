"""Reads any Dockerfile as BuildKit does."""
