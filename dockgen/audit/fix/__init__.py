"""Fixes findings of an audit, if the file and the project prove that the program still builds and runs."""
