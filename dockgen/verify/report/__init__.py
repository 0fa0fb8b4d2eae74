"""How a verification is told: while it goes on, at its end to people, and to other programs."""
