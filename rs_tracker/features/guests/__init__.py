"""Supervisors without an account: a link, what waits, the typed code, the signature."""
