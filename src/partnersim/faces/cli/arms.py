"""Scenarios as they are written on the command line: a name or path, with values set after commas, and a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from partnersim.faces.cli.options import Changes, scenario_of
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

FROM = (
    'A scenario: a shipped name or a YAML file, with values set after commas ("jember,actors.ilo.staff=2").'
)
"""How commands explain such an argument."""

_SETTING = re.compile(r"\s*[A-Za-z_][\w-]*(\.[\w-]+)*\s*=")
_OPENING, _CLOSING = "[{(", "]})"


def arm_of(text: str, asked: Changes, /) -> Scenario:
    """A scenario written as ``jember`` or ``jember,actors.ilo.staff=2``; the options of the command come first.

    Raises:
        ScenarioError: the input is wrong.
    """
    name, *sets = split_sets(text)
    if ("," in name or "=" in name) and not Path(name).exists():
        form = Phrase(
            'a scenario comes first, then values as FIELD=VALUE after commas: "jember,actors.ilo.staff=2"'
        )
        raise ScenarioError(Problem(file=text[:60], message=form))
    return scenario_of(name, replace(asked, sets=[*asked.sets, *sets]))


def labelled_arms(texts: Sequence[str], asked: Changes, /) -> dict[str, Scenario]:
    """Scenarios by label, each written as ``LABEL=jember,actors.ilo.staff=2``.

    Raises:
        ScenarioError: a label is missing or used twice, or the input is wrong.
    """
    arms: dict[str, Scenario] = {}
    for text in texts:
        label, equals, rest = text.partition("=")
        label = label.strip()
        if not equals or not label or not rest.strip() or "," in label or "." in label:
            form = Phrase(
                'is not of the form "LABEL=SCENARIO,FIELD=VALUE", such as '
                '"strict=jember,regulation.enforcement=0.3"'
            )
            raise ScenarioError(Problem(file=f"--arm {text[:60]}", message=form))
        if label in arms:
            raise ScenarioError(
                Problem(
                    file=f"--arm {text[:60]}",
                    message=Phrase("has the label '{label}' of another arm", label=label),
                )
            )
        arms[label] = arm_of(rest, asked)
    return arms


def split_sets(text: str, /) -> list[str]:
    """The name and the settings of an arm; commas inside brackets and quotes, or before no setting, part nothing."""
    pieces, depth, quote, begun = [], 0, "", 0
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character == "," and depth == 0 and _SETTING.match(text, place + 1):
            pieces.append(text[begun:place].strip())
            begun = place + 1
    return [*pieces, text[begun:].strip()]
