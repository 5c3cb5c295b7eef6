"""Discovering: in which box of uncertain inputs an outcome is of interest, and which alternative regrets least."""
