"""Holding the model against every published result it knows of, those it was fitted to and those it was not."""
