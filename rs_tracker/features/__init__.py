"""The rooms. Each has views and forms (the web), service and queries (the work); only the roof knows all of them."""
