"""Accounts: people, their sessions, and who is acting now."""
