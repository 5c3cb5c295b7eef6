"""Remarks on scenarios that are valid and dead, said before a run on the standard error."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.words.texts import Texts


def set_paths(sets: Sequence[str] | None, /) -> list[str]:
    """The dotted paths of texts such as ``actors.ilo.staff=2``."""
    return [text.partition("=")[0].strip() for text in sets or ()]


def remark_before(
    specs: Mapping[str, Scenario] | Scenario, texts: Texts, /, *, sets: Sequence[str] | None = None
) -> list[str]:
    """Say on the standard error what is valid and dead in scenarios, each remark once.

    Args:
        specs: one scenario, or several by arm.
        texts: the language.
        sets: values that were set on the command line; each that does nothing is remarked on.

    Returns:
        The remarks, for a JSON document.
    """
    from partnersim.studies.words.remarks import scenario_remarks

    arms = specs if isinstance(specs, Mapping) else {"": specs}
    said: dict[str, list[str]] = {}
    for arm, spec in arms.items():
        for line in scenario_remarks(spec, texts, tried=set_paths(sets)):
            said.setdefault(line, []).append(arm)
    lines = []
    for line, where in said.items():
        lines.append(line if len(where) == len(arms) else f"{', '.join(where)}: {line}")
        print(texts.say("note: {remark}", remark=lines[-1]), file=sys.stderr)
    return lines
