"""What several languages need, each thing once."""
