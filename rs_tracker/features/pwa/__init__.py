"""The phone: what makes the pages an app, and the door where a phone delivers what it kept."""
