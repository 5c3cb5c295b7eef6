"""What a trial file may say, as Markdown: every field with unit, range, default and meaning."""

from __future__ import annotations

import inspect
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from partnersim.scenario.documents.fields import field_note
from partnersim.scenario.documents.shape import allowed
from partnersim.scenario.experiments.trial_outcomes import MEANING, Outcome
from partnersim.scenario.experiments.trial_parts import PART_CLASSES, LoanChange
from partnersim.scenario.experiments.trial_population import Population
from partnersim.scenario.experiments.trial_terms import Amount, Rate
from partnersim.scenario.experiments.trials import Design

_GROUPS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("population", Population),
    ("design", Design),
    ("an outcome", Outcome),
    ("an amount", Amount),
    ("a rate", Rate),
    ("a change of a lender's terms (`then`)", LoanChange),
)


def terms_text() -> str:
    """Tables of population, design, outcomes and parts, in Markdown."""
    lines = []
    for title, group in _GROUPS:
        lines += [f"### Fields of {title}", "", *_table(group), ""]
    lines += ["### Quantities of outcomes (`of`)", "", "| of | unit | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{of}` | {unit} | {meaning} |" for of, (unit, meaning) in MEANING.items()]
    for part in PART_CLASSES:
        kind = _options(part.model_fields["kind"].annotation)[0]
        lines += ["", f"### Part `{kind}`", "", _sentence(part), "", *_table(part)]
    return "\n".join(lines)


def _table(group: type[BaseModel]) -> list[str]:
    rows = ["| field | unit | allowed | if empty | meaning |", "| --- | --- | --- | --- | --- |"]
    for name, field in group.model_fields.items():
        if name == "kind" and group in PART_CLASSES:
            continue
        unit = field_note(field, key="unit")
        accepted = allowed(field.annotation, field).replace("|", "/")
        rows.append(
            f"| `{name}` | {unit} | {accepted or '-'} | {_default(field.default)} | {field.description} |"
        )
    return rows


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    if value is None or value in ("", (), {}):
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sentence(part: type[BaseModel]) -> str:
    return " ".join((inspect.getdoc(part) or "").split("\n\n")[0].split())


def _options(annotation: Any) -> tuple[Any, ...]:
    return tuple(getattr(annotation, "__args__", ()))
