"""Proof pages: whether a signature is real and still stands, without an account; bundles; bringing them elsewhere."""
