"""The arms of a claim as levers of the page: what a room sees in Compare, and may move on from."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from partnersim.faces.app.levers import AS_IT_IS, levers_of
from partnersim.faces.app.remembered import identity_of
from partnersim.faces.app.session import CASES, Choice, shipped
from partnersim.faces.app.setting import Kept, Setting, name_of
from partnersim.faces.app.work import at_page_size
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claim import Claim
from partnersim.scenario.spec import Scenario
from partnersim.studies.claims.run import registered
from partnersim.studies.explaining.differences import differences

FACTORIAL = ("both", "neither")
"""Arms of an interaction that are opened: with both of its parts, and with neither."""


@cache
def choice_of_claim(number: str) -> Choice | None:
    """A claim's arms: the one with what it speaks of as the case now, the one without as arm B.

    An arm that is the case as it was stands there already, and there is no arm B then; so it is with a claim of a
    single arm. Some claims are tried in another case than the one that they are about; then that one is opened.

    Args:
        number: of the claim.

    Returns:
        None for a claim with an arm that no levers, numbers and single values make of a case in its months.
    """
    found = next((one for one in registered(check_arms=False) if one.claim.id == number), None)
    if found is None:
        return None
    names, scenarios = compared_arms(found.claim), found.arms()
    for case in dict.fromkeys((found.claim.case, *CASES)):
        if case not in CASES:
            continue
        settings = [setting_of(shipped(case), scenarios[name]) for name in names]
        made = [setting for setting in settings if setting is not None]
        if len(made) == len(names):
            return _chosen(case, made, names)
    return None


def _chosen(case: str, settings: list[Setting], names: tuple[str, ...]) -> Choice:
    """The case with its first setting, and the second as arm B if that is another one and not the case itself."""
    now, *others = settings
    chosen = Choice(positions=now.positions, numbers=now.numbers, more=now.more, case=case)
    without = next((other for other in others if other.changed and other != now), None)
    if without is None:
        return chosen
    kept = Kept(without.positions, without.numbers, without.more, name=name_of(names[1].replace("_", " ")))
    return replace(chosen, kept=kept)


def compared_arms(claim: Claim) -> tuple[str, ...]:
    """Names of the arms that are opened, the one with what the claim speaks of first."""
    if claim.design == "factorial":
        return FACTORIAL
    return tuple(dict.fromkeys(claim.compared))


def setting_of(base: Scenario, arm: Scenario) -> Setting | None:
    """How levers, numbers and further fields of a case have to stand to be another scenario of it.

    Returns:
        None if they cannot: it differs in something that is no switch, number or word, or in its months or households.
    """
    arm = at_page_size(arm)
    if identity_of(base) == identity_of(arm):
        return Setting()
    try:
        left = {one.dotted: one.other for one in differences(base, arm)}
    except ScenarioError:
        return None
    positions = {}
    for lever in levers_of(base):
        for position in lever.positions:
            if position == AS_IT_IS or not _covers(left, position.values):
                continue
            positions[lever.key] = position.key
            left = {path: value for path, value in left.items() if path not in position.values}
            break
    numbers = {}
    for lever in levers_of(base):
        if lever.path in left and isinstance(left[lever.path], int | float):
            numbers[lever.key] = float(left.pop(lever.path))
    setting = Setting(positions, numbers, left)
    if not all(isinstance(value, bool | int | float | str) for value in left.values()):
        return None
    try:
        made = base.but(setting.values_in(base))
    except ScenarioError:
        return None
    return setting if identity_of(made) == identity_of(arm) else None


def _covers(left: dict[str, Any], values: Any) -> bool:
    """Whether a position sets nothing but what is left to be set, and sets it so."""
    return bool(values) and all(path in left and left[path] == value for path, value in values.items())
