"""Cleaning as pure functions: encodings, codes, addresses, coordinates, names."""
