"""What proves who somebody is: passwords, tokens, sign-in at another provider, and the vault of a key."""
