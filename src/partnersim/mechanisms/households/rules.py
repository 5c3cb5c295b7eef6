"""The rules that run inside the compiled household month: every ``CompiledRule`` of the files that it calls."""

from __future__ import annotations

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households import (
    capital,
    consumption,
    credit,
    debt,
    enterprise,
    entry_exit,
    groups,
    labour,
    practice,
    readiness,
    services,
)

FILES = (
    labour, enterprise, capital, services, debt, consumption, practice, entry_exit, credit, readiness, groups,
)  # fmt: skip
"""Files of rules in the order in which the month first comes to them. A rule stands in the file of its equation."""

RULES: tuple[CompiledRule, ...] = tuple(
    rule()
    for file in FILES
    for rule in vars(file).values()
    if isinstance(rule, type) and issubclass(rule, CompiledRule) and rule.__module__ == file.__name__
)
"""All of them, file by file as they stand there; the compiled month carries them out."""
