"""Group sessions, roster first: a sheet that gathers who came, in however many associations, and is signed once."""
