"""Writes files: compared, merged, all of them or none."""
