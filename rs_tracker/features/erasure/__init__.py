"""Erasing oneself: names, addresses and words go, what was signed stays without them."""
