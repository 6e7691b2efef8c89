"""Accounts on the web side: sign-in and guards."""
