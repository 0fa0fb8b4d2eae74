"""Says what a practice is, and what each line of a Dockerfile does."""
