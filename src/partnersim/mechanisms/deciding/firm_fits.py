"""The fitted parameter sets by which firms decide."""

from __future__ import annotations

from functools import cache

from partnersim.scenario.fits.firm_choice import shipped_firm_choice
from partnersim.theory.firm_choice import FirmChoice

SHARP = 1e-6
"""Spread of a choice without chance, percent of profit."""


@cache
def firm_choice_sets() -> tuple[tuple[FirmChoice, float], ...]:
    """All fitted parameter sets, each with the owner interest of state firms (percent of profit).

    Raises:
        FileNotFoundError: the file of fits is not among the shipped scenarios.
        ScenarioError: the file cannot be used.
    """
    return tuple(
        (
            FirmChoice(**{name: float(value) for name, value in one.parameters}),
            float(one.owner_interest_state_firms),
        )
        for one in shipped_firm_choice().sets
    )


def firm_choice_set(number: int, *, rule: str = "logit") -> tuple[FirmChoice, float]:
    """Parameter set ``number`` and its owner interest of state firms (percent of profit).

    Under the rule "threshold" the spread of the logit is `SHARP`: a firm takes part where its surplus is
    positive, and the chance is 0 or 1.

    Raises:
        ValueError: there is no such set.
    """
    sets = firm_choice_sets()
    if not 0 <= number < len(sets):
        raise ValueError(f"mechanisms.firm_participation.fit is {number}; sets 0 to {len(sets) - 1} exist")
    choice, owner_interest = sets[number]
    return (choice._replace(scale=SHARP) if rule == "threshold" else choice), owner_interest
