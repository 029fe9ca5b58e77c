"""What a center offers and when: pure functions, the time is an argument."""
