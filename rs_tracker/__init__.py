"""rs_tracker: the log of reflective supervision hours toward the endorsement."""
