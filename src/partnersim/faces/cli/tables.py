"""Printing: aligned text tables, Markdown tables, and JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from partnersim.faces.cli.streams import holds_all_characters


def show(text: str, /) -> None:
    """Print text on the standard output, at once."""
    print(text, flush=True)


def show_json(document: Any, /) -> None:
    """Print one JSON document; where the output lacks characters, escaped, so that no value changes."""
    show(to_json(document, escaped=not holds_all_characters(sys.stdout)))


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]], /, *, right: Sequence[int] = ()) -> str:
    """Columns under headings, two spaces apart.

    Args:
        heads: headings.
        rows: cells.
        right: numbers of the columns to be aligned to the right.
    """
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    # The last column may hold whole sentences; a rule as long would only wrap.
    lines.insert(1, ["-" * width for width in (*widths[:-1], min(widths[-1], 24))])

    def line(cells: list[str]) -> str:
        pads = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(pads).rstrip()

    return "\n".join(line(cells) for cells in lines)


def markdown_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], /, *, right: Sequence[int] = ()
) -> str:
    """The same as a Markdown table."""
    rule = ["---:" if column in right else "---" for column in range(len(heads))]
    lines = [heads, rule, *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    /,
    *,
    right: Sequence[int] = (),
    markdown: bool = False,
) -> str:
    """A table as text or as Markdown."""
    return (markdown_table if markdown else text_table)(heads, rows, right=right)


def to_json(document: Any, /, *, escaped: bool = False) -> str:
    """One JSON document; numbers that are none become null, and every number keeps its full precision.

    Args:
        document: plain data, or what can be made so.
        escaped: write characters beyond ASCII as escapes.
    """
    return json.dumps(_plain(document), indent=2, ensure_ascii=escaped, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
