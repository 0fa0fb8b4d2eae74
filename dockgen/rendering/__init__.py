"""Templates to text, each value quoted for its place."""
