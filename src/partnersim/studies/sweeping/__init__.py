"""Sweeps: many points of a few fields, each run with the same seeds."""
