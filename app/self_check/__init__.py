"""The self-check: its questions, what the answers mean, and what is offered after it."""
