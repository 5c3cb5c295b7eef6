"""The command that lists what is measured: ``partnersim outcomes``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from partnersim.faces.cli.options import AsJson, AsMarkdown, InLanguage, Language
from partnersim.faces.cli.tables import show, show_json, table


class Of(StrEnum):
    """What is described: a month, a whole run, or what only a comparison of runs tells."""

    month = "month"
    run = "run"
    comparison = "comparison"


def outcomes(
    of: Annotated[
        Of | None,
        typer.Option(
            "--of", help="Only measures of a month, outcomes of a run, or of comparisons.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    language: InLanguage = Language.en,
) -> int:
    """List every measure and outcome with its definition."""
    from partnersim.measures import MEASURES, OUTCOMES
    from partnersim.measures.comparing import COHORT_OUTCOMES, RUN_OUTCOMES
    from partnersim.studies.words.numbers import NONE, unit_text
    from partnersim.studies.words.texts import Texts

    tables = {Of.month: MEASURES, Of.run: OUTCOMES, Of.comparison: (*RUN_OUTCOMES, *COHORT_OUTCOMES)}
    found = [(kind, m) for kind, measures in tables.items() if of in (None, kind) for m in measures]
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "name": m.name, "of": str(kind), "label": m.label, "label_id": m.label_id, "unit": m.unit,
                "better": m.better, "link": str(m.link), "group": m.group, "leads": m.leads, "definition": m.doc,
            }
            for kind, m in found
        ]  # fmt: skip
        show_json(rows)
        return 0
    texts, lang = Texts(language.value), language.value
    words = {
        "month": texts.say("month"), "run": texts.say("run"), "comparison": texts.say("comparison"),
        "higher": texts.say("higher"),
        "lower": texts.say("lower"), "neither": NONE, "input": texts.say("input"),
        "activity": texts.say("activity"), "output": texts.say("output"), "outcome": texts.say("outcome"),
        "impact": texts.say("impact"),
    }  # fmt: skip
    heads = [
        texts.say("name"), texts.say("of"), texts.say("what it is"), texts.say("unit"), texts.say("better"),
        texts.say("link"), texts.say("definition"),
    ]  # fmt: skip
    cells = [
        [
            m.name, words[kind], texts.label(m.name), unit_text(m.unit, language=lang),
            words[m.better], words[m.link], m.doc,
        ]
        for kind, m in found
    ]  # fmt: skip
    show(table(heads, cells, markdown=as_markdown))
    return 0
