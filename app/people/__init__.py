"""What belongs to a person: who looks, signing in, the page of an account, and reviews."""
