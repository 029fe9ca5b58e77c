"""One module a publisher: what it publishes, how to read it, clean it and load it."""
