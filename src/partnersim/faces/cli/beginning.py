"""The command that begins a scenario of one's own: ``partnersim new``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.tables import show
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.words.texts import Texts


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The YAML file to write, such as my.yaml.")],
    base: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="The scenario that it goes on from.")
    ] = "jember",
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Write a short scenario of your own with comments: the figures of the place to fill in, and how lists change."""
    from partnersim.studies.runs.files import written_together
    from partnersim.studies.words.texts import Texts

    spec, texts = o.scenario_of(base, o.changes()), Texts(language.value)
    if file.suffix not in (".yaml", ".yml"):
        near = f"{file.name.partition('.')[0] or 'my'}.yaml"
        raise ScenarioError(
            Problem(file=str(file), message=Phrase("is no name of a YAML file"), suggestion=near)
        )
    if file.exists() and not force:
        raise ScenarioError(Problem(file=str(file), message=Phrase("is there already; --force replaces it")))
    from partnersim.scenario.documents.advice import as_form
    from partnersim.scenario.documents.texts import TITLE_FORM

    text = begun(spec, base, as_form(file.stem, TITLE_FORM) or "my-place", texts)
    with written_together(file.parent) as draft:
        (draft / file.name).write_text(text, "utf-8")
    show(
        texts.say(
            "{file} is written. Change the figures of the place, then: partnersim check {file}; partnersim run {file} "
            "--replicates 5 --out mine",
            file=file,
        )
    )  # fmt: skip
    return 0


def begun(spec: Scenario, base: str, name: str, texts: Texts, /) -> str:
    """The text of a scenario that goes on from another: the place's figures with meanings, and examples of changes.

    Args:
        spec: the scenario gone on from. base: how it is named. name: of the new one. texts: the language.
    """
    said = {
        "begins": texts.say("A scenario of your own. What is not said here is as in {base}.", base=base),
        "start": texts.say("first month, written year-month"),
        "year": texts.say("all rupiah are of this year"),
        "lists": texts.say("Lists merge by name: what you say of an item changes that item, all else stays."),
    }
    lines = [
        f"# {said['begins']}", f"extends: {base}", f"name: {name}", f'title: "{_as_title(name)}"', "",
        f"# {_about_place(base, texts)}", "place:",
        *_commented(spec.place, _place_facts(), texts, indent="  "), "",
        "time:", f"  start: {spec.time.start}  # {said['start']}", f"  months: {spec.time.months}",
        f"  base_year: {spec.time.base_year}  # {said['year']}", "",
        f"# {said['lists']}", *_examples(spec, texts),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _as_title(name: str) -> str:
    """A name as people write it: the first letter of each word large."""
    return " ".join(f"{word[:1].upper()}{word[1:]}" for word in re.split("[-_]+", name) if word)


def _about_place(base: str, texts: Texts) -> str:
    return texts.say(
        "The place: counted or published figures. Look them up; what you delete stays as in {base}.",
        base=base,
    )


def _place_facts() -> tuple[str, ...]:
    from partnersim.scenario.remarks import PLACE_FACTS

    return PLACE_FACTS


def _commented(part: Any, names: tuple[str, ...], texts: Texts, *, indent: str) -> list[str]:
    lines = []
    for name in names:
        field = type(part).model_fields[name]
        value, unit = getattr(part, name), field.json_schema_extra["unit"]
        said = WHERE.get(name)
        where = f" {texts.say(said)}" if said else ""
        lines.append(f"{indent}{name}: {_plain(value)}  # {unit}: {texts.meaning(field.description)}{where}")
    return lines


def noted_where() -> dict[str, str]:
    """Where each figure of a place is published, for the catalogue of texts."""
    from partnersim.studies.words.catalogue import noted

    return {
        "households": noted("[Statistics office: the regency in figures (Dalam Angka)]"),
        "listed_households": noted(
            "[Social affairs office: registered poor households (DTSEN, before it DTKS)]"
        ),
        "hamlets": noted("[Village potential statistics (Podes)]"),
        "villages": noted("[Statistics office: the regency in figures (Dalam Angka)]"),
        "poverty_line_idr": noted("[Statistics office: poverty in the regency; in rupiah of base_year]"),
        "headcount": noted("[Statistics office: poverty in the regency; 9.5 percent is 0.095]"),
        "mean_household_size": noted("[Population census, or the yearly survey (Susenas)]"),
    }


WHERE = noted_where()


def _examples(spec: Scenario, texts: Texts) -> list[str]:
    """An actor whose staff may be changed, and one that may be taken away with `remove: true`."""
    persons, none = texts.say("persons"), texts.say("This scenario has no organizations.")
    absent = texts.say("takes it out with money, staff and its place in agreements")
    removed = texts.say("takes an item of a list away")
    if not spec.actors:
        return [f"# {none}", "# actors: []"]
    first, last = spec.actors[0], spec.actors[-1]
    lines = ["actors:", f"  - name: {first.name}", f"    staff: {_plain(first.staff)}  # {persons}"]
    if len(spec.actors) > 1:
        lines += [f"#  - name: {last.name}  # {absent}", "#    present: false"]
    if spec.events:
        lines += ["", "#events:", f"#  - name: {spec.events[0].name}  # {removed}", "#    remove: true"]
    return lines


def _plain(value: float) -> str:
    """A number as YAML takes it, without a needless fraction."""
    text = f"{value:.12g}"
    return text if re.search(r"e", text) is None else repr(float(value))
