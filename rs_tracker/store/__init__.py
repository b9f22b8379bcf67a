"""Tables: one file per aggregate, for SQLite and PostgreSQL, and nothing of the web."""
