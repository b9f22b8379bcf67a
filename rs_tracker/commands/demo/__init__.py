"""The demo: two associations, sixty people and two years of sessions, made anew each time by the real services."""
