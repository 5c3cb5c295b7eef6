"""Experiments as data: claims, trials and published targets, and reading them."""
