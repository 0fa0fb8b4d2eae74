"""Asks registries, by the OCI distribution specification, what a tag stands for and which tags there are."""
