"""Text helpers: safe output, unique names, hashes. Together with `errors.py`, the lowest layer."""
