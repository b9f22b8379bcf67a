"""Profiles, endorsements held, supervisors and supervisees."""
