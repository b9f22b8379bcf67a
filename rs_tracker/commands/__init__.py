"""The commands of `rs-tracker`, each loaded only when it is called, so that a small one starts at once."""
