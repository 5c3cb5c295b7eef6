"""Levers of a case: each at its plausible values against the case as it is, and what it moves."""

from partnersim.studies.levers.rows import LeverRow, LeverTable, Move
from partnersim.studies.levers.run import run_levers

__all__ = ["LeverRow", "LeverTable", "Move", "run_levers"]
