"""Hour summaries and my log as files and print."""
