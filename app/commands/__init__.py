"""Commands of `mindconnect`, one module each; pyproject.toml names them."""
