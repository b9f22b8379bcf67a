"""The log: one form, many dates, history, an old spreadsheet."""
