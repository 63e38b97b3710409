"""A zip with all that an index was made from, and what can be done with it."""
