"""Fixes what an audit finds, where the text and the project prove that the program still builds and runs."""
