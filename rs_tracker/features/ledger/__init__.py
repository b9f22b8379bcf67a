"""The ledger: appending rows, the keys that sign them, checkpoints, and looking whether all of it holds."""
