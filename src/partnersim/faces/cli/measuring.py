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
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]...", help="Only those whose name, label or definition has all of these words."
        ),
    ] = None,
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
    listed = [(kind, m) for kind, measures in tables.items() if of in (None, kind) for m in measures]
    if words:
        listed = _with_words(listed, words)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "name": m.name, "of": str(kind), "label": m.label, "label_id": m.label_id, "unit": m.unit,
                "better": m.better, "link": str(m.link), "group": m.group, "leads": m.leads, "definition": m.doc,
            }
            for kind, m in listed
        ]  # fmt: skip
        show_json(rows)
        return 0
    texts, lang = Texts(language.value), language.value
    said = {
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
            m.name, said[kind], texts.label(m.name), unit_text(m.unit, language=lang),
            said[m.better], said[m.link], m.doc,
        ]
        for kind, m in listed
    ]  # fmt: skip
    show(table(heads, cells, markdown=as_markdown))
    return 0


def _with_words(listed: list[tuple[Of, Any]], words: list[str]) -> list[tuple[Of, Any]]:
    """Measures with all words in their name, their label in either language or their definition.

    Raises:
        ScenarioError: there is none.
    """
    from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
    from partnersim.scenario.phrases import Phrase

    wanted = [word.lower() for word in words]
    texts = {m.name: f"{m.name} {m.label} {m.label_id} {m.doc}".lower() for _, m in listed}
    having = [(kind, m) for kind, m in listed if all(word in texts[m.name] for word in wanted)]
    if not having:
        parts = sorted({part for _, m in listed for part in (m.name, *m.name.split("_"))})
        message = Phrase("no measure has '{words}' in its name or definition", words=" ".join(words)[:80])
        raise ScenarioError(Problem(message=message, suggestion=nearest(wanted[-1], among=parts)))
    return having
