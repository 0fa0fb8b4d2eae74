"""The checks, in the order in which a report tells them."""
