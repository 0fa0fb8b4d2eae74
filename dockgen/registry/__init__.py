"""Asks registries for digests and tags, by the OCI distribution specification."""
