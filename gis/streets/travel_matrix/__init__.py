"""Travel times of the nation, from every populated cell to every center, as arrays on disk."""
