"""Commands that show something without running it: scenarios, check, describe, schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli.options import (
    AsJson,
    AsMarkdown,
    InLanguage,
    Language,
    Sets,
    changes,
    scenario_of,
)
from partnersim.faces.cli.remarking import set_paths
from partnersim.faces.cli.tables import show, show_json, table

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.words.texts import Texts


def scenarios(as_json: AsJson = False, as_markdown: AsMarkdown = False) -> int:
    """List the scenarios that come with the program."""
    from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario

    found = [shipped_scenario(name) for name in shipped_names()]
    if as_json:
        rows = [
            {"name": s.name, "title": s.title, "description": s.description, "extends": s.extends}
            for s in found
        ]
        show_json(rows)
        return 0
    cells = [[s.name, s.extends or "-", s.title] for s in found]
    show(table(["scenario", "extends", "what it stands for"], cells, markdown=as_markdown))
    return 0


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A YAML file, or a shipped name.")],
    sets: Sets = None,
    language: InLanguage = Language.en,
    as_json: AsJson = False,
) -> int:
    """Check a scenario file: what is wrong in it, and what is valid and does nothing."""
    from partnersim.studies.words.remarks import scenario_remarks
    from partnersim.studies.words.texts import Texts

    scenario = scenario_of(file, changes(sets=sets))
    told, texts = facts(scenario), Texts(language.value)
    remarks = scenario_remarks(scenario, texts, tried=set_paths(sets))
    if as_json:
        show_json({"file": file, "valid": True, **told, "remarks": remarks})
        return 0
    show(
        "\n".join(
            [_valid(file, told, texts), *(texts.say("note: {remark}", remark=text) for text in remarks)]
        )
    )
    return 0


def _valid(file: str, told: dict[str, Any], texts: Texts) -> str:
    """That a scenario is valid, and what is in it."""
    from partnersim.studies.words.numbers import exact_text

    numbers = {
        name: exact_text(told[name], language=texts.language) for name in ("households", "of_households")
    }
    parts = [
        texts.say(
            "{months} from {start}",
            months=texts.say_count("{n} month", "{n} months", told["months"]),
            start=told["start"],
        ),
        texts.say("{households} of {of_households} households simulated", **numbers),
        texts.say_count("{n} organization", "{n} organizations", told["organizations"]),
        texts.say_count("{n} agreement", "{n} agreements", told["agreements"]),
        texts.say_count("{n} event", "{n} events", told["events"]),
    ]
    name = f"'{told['name']}' ({told['scenario_hash']})"
    return texts.say("{file}: valid. {name}, {parts}.", file=file, name=name, parts=", ".join(parts))


def schema() -> int:
    """Print the JSON schema of a scenario file."""
    from partnersim.scenario.documents.describe import json_schema
    from partnersim.scenario.spec import Scenario

    show_json(json_schema(Scenario))
    return 0


def facts(spec: Scenario) -> dict[str, Any]:
    """What a scenario is, in short, as plain data."""
    from partnersim.scenario.documents.identity import scenario_hash
    from partnersim.studies.runs.design import simulated_households

    total = spec.place.households if spec.sample.coverage == "all" else spec.place.listed_households
    return {
        "name": spec.name,
        "title": spec.title,
        "scenario_hash": scenario_hash(spec),
        "start": spec.time.start,
        "months": spec.time.months,
        "households": simulated_households(spec),
        "of_households": total,
        "organizations": len(spec.actors),
        "agreements": len(spec.agreements),
        "events": len(spec.events),
    }
