"""Packing: the tables that evaluators look for, from a comparison of two arms."""
