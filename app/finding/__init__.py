"""The find page: where from, what was found, and one center with all that is known of it."""
