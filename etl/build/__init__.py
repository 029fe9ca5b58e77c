"""Derived tables: the register, the population grid, the snapshot."""
