"""What the test installation is made with, wherever a test opens its database."""

LEDGER_KEY = "a ledger key that only tests know, long enough"
