"""The catalogue of options, a person's answers, and the selection of practices."""
