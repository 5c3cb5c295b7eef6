"""When a proposal on which members vote holds for all of them."""

from __future__ import annotations

NONE, MAJORITY, SUPERMAJORITY, UNANIMITY = "none", "majority", "supermajority", "unanimity"

_SLACK = 1e-12
"""Votes are shares of one, so that two thirds of them may come out a little below two thirds."""


def carries(in_favour: float, voting: str, needed: float) -> bool:
    """Whether a proposal holds with this share of the votes.

    Args:
        in_favour: share of the votes that were cast for it, 0 to 1.
        voting: MAJORITY: more than half; SUPERMAJORITY: at least ``needed``; UNANIMITY: all; NONE: always.
        needed: share for a supermajority, 0.5 to 1.
    """
    if voting == MAJORITY:
        return in_favour > 0.5 + _SLACK
    if voting == SUPERMAJORITY:
        return in_favour >= needed - _SLACK
    return voting == NONE or in_favour >= 1.0 - _SLACK
