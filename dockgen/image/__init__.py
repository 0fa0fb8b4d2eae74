"""Reads an image from the archive that an engine saves: once, from the start to the end, without running anything."""
