"""Secrets: names of files that hold them, forms of their values, and the secrets of builds."""
