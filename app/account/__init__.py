"""Accounts: signing in and out, what belongs to a person, and the page of an account."""
