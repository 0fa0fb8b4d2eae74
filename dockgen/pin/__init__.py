"""Pins the images of Dockerfiles to digests."""
