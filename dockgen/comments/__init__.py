"""The comments in generated files: sentences by id, filled in and wrapped."""
