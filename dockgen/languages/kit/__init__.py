"""What the languages share: each module is about one thing that several of them look for."""
