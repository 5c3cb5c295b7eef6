"""Chance: keyed draws, the generator behind them, and normal quantiles."""
