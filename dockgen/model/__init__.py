"""The nouns that all rooms share: what was found, what was chosen, and what will be built."""
