"""Reads Dockerfiles, whoever wrote them, and says which practices they keep."""
