"""The outside world: clock, passwords, mail, spreadsheets. Each file knows one library."""
