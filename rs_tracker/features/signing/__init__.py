"""One queue over all associations, the signing moment, sending back."""
