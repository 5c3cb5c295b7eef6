"""Every claim at every link of the results chain, on docs/claims.md."""

from __future__ import annotations

from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.between import bold_effect
from partnersim.measures.comparing import COHORT
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import share_text

LINKS = ("input", "activity", "output", "outcome", "impact")
ENGLISH = Texts("en")


def chain_table(rows: list[dict[str, Any]]) -> str:
    """Every claim at every link of the chain, and on the cohort that is fixed in its arms."""
    lines = []
    for row in rows:
        cells = [_at_link(row, link) for link in LINKS]
        cohort = [_measured(name, row) for name in COHORT if name in row["measured"]]
        if row["measured"]:
            lines.append([row["id"], row["link"], *cells, "; ".join(cohort)])
    if not lines:
        return "The table was made before outcomes were told apart by link."
    return markdown_table(("claim", "its link", *LINKS, "the same households"), lines)


def _at_link(row: dict[str, Any], link: str) -> str:
    """The first outcome of a claim at a link, its own before others; empty where none was looked at.

    Of one arm alone only its own outcome is shown, which is held against a mark: of others the arm has a size, and no
    effect.
    """
    names = [name for name, one in row["measured"].items() if one["link"] == link and name not in COHORT]
    if row["design"] == "level":
        names = [name for name in names if name == row["outcome"]]
    return _measured(names[0], row) if names else ""


def _measured(name: str, row: dict[str, Any]) -> str:
    one = row["measured"][name]
    effect = bold_effect(one, one["unit"])
    share = share_text(one["share"], ENGLISH)
    return f"`{name}` {effect}{f' ({share})' if share else ''}"
