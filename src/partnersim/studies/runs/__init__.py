"""Runs: from a design to tidy tables, with one store, one progress and one treatment of failures."""
