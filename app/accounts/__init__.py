"""Accounts: passwords, tokens, encryption, and the acts of signing in and out. No Streamlit."""
