"""Joining, signing in and out, codes, addresses, devices."""
