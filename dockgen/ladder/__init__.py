"""Builds the variants of a project's image and shows what each costs and gains."""
