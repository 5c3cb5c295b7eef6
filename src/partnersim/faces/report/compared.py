"""The part of the report that holds two arms against each other more closely: chain, payers, households, draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnersim.faces.report.tables import plain_table
from partnersim.studies.words.arms import ArmNames
from partnersim.studies.words.compared import compared_lines
from partnersim.studies.words.compared_tables import Rows, chain_rows, draw_rows, payer_rows, winner_rows
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison


def closer_sections(comparison: Comparison, names: ArmNames, texts: Texts, /) -> list[dict[str, Any]]:
    """For each pair of arms a heading, lines in words, and the tables there are; tables without rows are empty texts.

    Args:
        comparison: the comparison. names: what arms are called. texts: the language.
    """
    sections = []
    for number, (base, other) in enumerate(comparison.pairs):

        def shown(rows: Rows, key: str, left: int, number: int = number) -> str:
            heads, cells = rows
            return plain_table(heads, cells, key=f"{key}_{number}", numbers=heads[left:]) if cells else ""

        pair = comparison, base, other, texts
        sections.append({
            "title": names.less(base, other),
            "lines": [line.strip() for line in compared_lines(*pair, names=names)],
            "chain": shown(chain_rows(*pair, names=names), "chain", 3),
            "payers": shown(payer_rows(*pair, names=names), "payers", 1),
            "winners": shown(winner_rows(*pair), "winners", 1) if comparison.households is not None else "",
            "draws": shown(draw_rows(*pair), "draws", 2) if len(comparison.draws) else "",
        })  # fmt: skip
    return sections
