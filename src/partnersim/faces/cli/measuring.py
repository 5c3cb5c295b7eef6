"""The command that lists what is measured: ``partnersim outcomes``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from partnersim.faces.cli.options import AsJson, AsMarkdown, InLanguage, Language
from partnersim.faces.cli.tables import table, to_json


class Of(StrEnum):
    """What is described: a month, or a whole run."""

    month = "month"
    run = "run"


_HEADS = {
    "en": ("name", "of", "what it is", "unit", "better", "link", "definition"),
    "id": ("nama", "per", "arti", "satuan", "lebih baik", "mata rantai", "definisi"),
}
_WORDS = {
    "month": "bulan", "run": "simulasi", "higher": "lebih tinggi", "lower": "lebih rendah", "neither": "-",
    "input": "masukan", "activity": "kegiatan", "output": "keluaran", "outcome": "hasil", "impact": "dampak",
}  # fmt: skip
"""Indonesian words of the closed vocabularies."""


def outcomes(
    of: Annotated[
        Of | None,
        typer.Option("--of", help="Only measures of a month, or outcomes of a run.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    language: InLanguage = Language.en,
) -> int:
    """List every measure and outcome with its definition."""
    from partnersim.measures import MEASURES, OUTCOMES
    from partnersim.studies.words.numbers import unit_text

    tables = {Of.month: MEASURES, Of.run: OUTCOMES}
    found = [(kind, m) for kind, measures in tables.items() if of in (None, kind) for m in measures]
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "name": m.name, "of": str(kind), "label": m.label, "label_id": m.label_id, "unit": m.unit,
                "better": m.better, "link": str(m.link), "group": m.group, "leads": m.leads, "definition": m.doc,
            }
            for kind, m in found
        ]  # fmt: skip
        typer.echo(to_json(rows))
        return 0
    lang = language.value

    def word(text: str) -> str:
        return _WORDS[text] if lang == "id" else text

    cells = [
        [
            m.name, word(kind), m.label_id if lang == "id" else m.label, unit_text(m.unit, language=lang),
            word(m.better), word(m.link), m.doc,
        ]
        for kind, m in found
    ]  # fmt: skip
    typer.echo(table(_HEADS[lang], cells, markdown=as_markdown))
    return 0
