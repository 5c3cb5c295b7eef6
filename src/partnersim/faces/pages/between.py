"""What lies between two arms of a claim: each by its own plan, under the same contract and visits."""

from __future__ import annotations

import math
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.studies.words.numbers import number_text
from partnersim.studies.words.thresholds import is_clear


def between_table(rows: list[dict[str, Any]]) -> str:
    """What the arm between lies apart from either arm, by claim and outcome."""
    lines = []
    for row in rows:
        between = row["between"]
        for name in between["above"] if between else ():
            steps = [bold_effect(between[way][name], row["measured"][name]["unit"]) for way in ("below", "above")]
            arms = [between[which].replace("_", " ") for which in ("less", "arm", "more")]
            lines.append([row["id"], f"`{name}`", " to ".join(arms), *steps])
    if not lines:
        return "The table was made before claims had an arm between."
    heads = ("claim", "outcome", "arms", "contract and visits", "the common plan")
    return markdown_table(heads, lines, right=range(3, 5))


def bold_effect(found: dict[str, Any], unit: str) -> str:
    """An effect in a unit, bold where its interval excludes zero."""
    effect = number_text(math.nan if found["effect"] is None else found["effect"], unit=unit, signed=True)
    return f"**{effect}**" if found["low"] is not None and is_clear(found["low"], found["high"]) else effect
