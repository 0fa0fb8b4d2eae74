"""Comments in generated files: looked up by id, filled in, and wrapped."""
