"""Finding a center: from where, what was found, and one center in full."""
