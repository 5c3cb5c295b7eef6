"""Claims whose arms have the same budgets: what each arm spends of them, and the effect at equal spending."""

from __future__ import annotations

from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.between import bold_effect
from partnersim.studies.words.numbers import number_text


def spending_table(rows: list[dict[str, Any]]) -> str:
    """What the two arms compared spent, the effect as it is, and the effect at equal spending."""
    lines = []
    for row in rows:
        level = row["at_equal_spending"]
        if level is not None:
            spent = [f"{arm.replace('_', ' ')} {_idr(amount)}" for arm, amount in row["spent"].items()]
            effects = [bold_effect(one, row["unit"]) for one in (row, level)]
            lines.append([row["id"], "; ".join(spent), f"`{row['outcome']}`", *effects])
    if not lines:
        return "The table has no such claim."
    heads = ("claim", "spent", "outcome", "effect", "at equal spending")
    return markdown_table(heads, lines, right=range(3, 5))


def _idr(amount: float | None) -> str:
    return "unknown" if amount is None else number_text(amount, unit="IDR")
