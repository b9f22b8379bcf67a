"""The rules of the trade: what an hour is, when it counts, and what is missing. No clock, no files, no web."""
