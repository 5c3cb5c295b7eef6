"""Every claim in a sentence or two on docs/claims.md, what speaks against a claim first."""

from __future__ import annotations

from typing import Any

from partnersim.studies.words.claims import claim_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import VERDICTS, verdict_of

OPEN = ("contradicted", "cannot show")
"""Verdicts that are read first, with what would have to be true; all others are folded."""


def in_words(rows: list[dict[str, Any]], titles: dict[str, str]) -> str:
    """All claims in words: contradicted ones and those that cannot be shown, then the others, folded.

    Args:
        rows: of the table of claims. titles: heading of each verdict.
    """
    order = [*OPEN, *(verdict for verdict in VERDICTS if verdict not in OPEN)]
    parts = []
    for verdict in order:
        told = [line(row) for row in rows if verdict_of(row) == verdict]
        if not told:
            continue
        head, lines = f"{titles[verdict]} ({len(told)})", "\n".join(told)
        parts.append(f"### {head}, in words\n\n{lines}" if verdict in OPEN else folded(head, lines))
    return "\n\n".join(parts)


def line(row: dict[str, Any]) -> str:
    """One claim: its number, what it says, and what came of it."""
    return f"- **{row['id']}** *{row['statement'].strip()}* {claim_text(row, Texts('en'))}"


def folded(head: str, text: str) -> str:
    """Markdown that is shown when its heading is clicked, on GitHub and on the site of these pages."""
    return f'<details markdown="1">\n<summary>{head}</summary>\n\n{text}\n\n</details>'
