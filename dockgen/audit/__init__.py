"""Checks any Dockerfile against the practices."""
