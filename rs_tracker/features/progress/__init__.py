"""Goals and standings: what counts, what is missing, and why."""
