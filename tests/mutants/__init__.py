"""Mutation testing of the conditions under which something is signed, cancelled, struck or counted."""
