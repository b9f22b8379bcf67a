"""Messages on their way: written with their cause, sent by a loop."""
