"""`mindconnect`: the command line."""
