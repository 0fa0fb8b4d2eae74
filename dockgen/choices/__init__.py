"""The catalogue of options, what was asked for, and which practices go together."""
