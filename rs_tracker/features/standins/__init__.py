"""When the supervisor is gone: saying so, naming who was there, the office's own confirmation with evidence."""
