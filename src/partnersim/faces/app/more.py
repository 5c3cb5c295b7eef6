"""All further levers of a case, made from what its fields say of themselves: unit, range, source, what they act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import solara

from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.parts import words
from partnersim.faces.app.session import Choice
from partnersim.faces.app.state import choice, language, notice
from partnersim.scenario.documents.describe import about_group, parameter_fields, parameter_table
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.shape import listed_options, only_whole
from partnersim.scenario.idle import idle_because
from partnersim.scenario.spec import Scenario
from partnersim.scenario.telling import owners_of
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.idle_texts import reason_text
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.reasons import name_of_value
from partnersim.studies.words.texts import SWITCH, Texts

MOST_SHOWN = 12
"""Fields that are drawn at a time; the rest is found by words."""


UNITS = {
    "share": noted("share"), "ratio": noted("ratio"), "1": noted("no unit"), "months": noted("months"),
    "weeks": noted("weeks"), "persons": noted("persons"), "members": noted("members"), "IDR": noted("rupiah"),
    "IDR/year": noted("rupiah a year"), "IDR/household": noted("rupiah a household"),
    "IDR/household/month": noted("rupiah a household and month"), "IDR/member": noted("rupiah a member"),
    "IDR/unit": noted("rupiah a fund"), "IDR/package": noted("rupiah a package"),
    "IDR/enterprise": noted("rupiah an enterprise"), "1/year": noted("times a year"),
    "units/year": noted("funds a year"), "members/unit": noted("members a fund"), "per_month": noted("a month"),
    "share of profit": noted("share of profit"),
}  # fmt: skip
"""Units of the schema in words."""

OPTIONS = {
    "loose_forum": noted("loose forum"), "programme": noted("programme"), "contract": noted("contract"),
    "plasma_scheme": noted("plasma scheme"), "treaty": noted("treaty"), "equal": noted("equal"),
    "leader": noted("the leader"), "by_funds": noted("by what each brings"), "money": noted("money"),
    "market": noted("a market"), "both": noted("both"), "joint": noted("jointly"),
    "each_alone": noted("each for itself"), "parallel": noted("side by side"), "sequence": noted("one after the other"),
    "by_contribution": noted("by contribution"), "leader_residual": noted("the leader keeps the rest"),
    "none": noted("none"), "majority": noted("majority"), "supermajority": noted("supermajority"),
    "unanimity": noted("unanimity"), "each": noted("each its own"), "member": noted("a member"),
    "third_party": noted("a third party"),
}  # fmt: skip
"""Options of the schema in words."""

ASSUMED = noted("assumed")
"""The source of most values; sources of other values stand as they are written."""


@dataclass(frozen=True)
class Field:
    """One further lever.

    Attributes:
        path: dotted. value: as it was. options: what may be chosen; empty for numbers. whole: whole numbers only.
        unit, low, high: of numbers, as allowed. plausible: lower and upper end, or None. plausible_source, source:
            where they are from. doc: what it means. acts_on: the rule that it belongs to, in its own words.
        owner: title of the organization or agreement whose it is, or "".
        idle: why it does nothing in this case; "" if nothing says so.
    """

    path: str
    value: Any
    options: tuple[Any, ...]
    whole: bool
    unit: str
    low: float | None
    high: float | None
    plausible: tuple[float, float] | None
    plausible_source: str
    source: str
    doc: str
    acts_on: str
    owner: str
    idle: str

    @property
    def block(self) -> str:
        """The part of the case that it belongs to: an actor, an agreement, a mechanism or a block of the file."""
        return ".".join(self.path.split(".")[:-1]) or self.path


def further_fields(spec: Scenario) -> list[Field]:
    """Levers of a case that are a switch, one of several options or a number, and are no lever of the page's own."""
    own = {path for lever in levers_of(spec) for position in lever.positions for path in position.values}
    owners, found = owners_of(spec), []
    for row, (_, value, field) in zip(parameter_table(spec), parameter_fields(spec), strict=True):
        if row["role"] != "lever" or row["path"] in own:
            continue
        options = tuple(listed_options(field.annotation) or ())
        if not options and (isinstance(value, bool) or not isinstance(value, int | float)):
            continue
        ends = (row["plausible_low"], row["plausible_high"])
        found.append(Field(
            path=row["path"], value=value, options=options, whole=only_whole(field.annotation), unit=row["unit"],
            low=row["low"], high=row["high"], plausible=None if None in ends else ends,
            plausible_source=row["plausible_source"], source=spec.sources.get(row["path"]) or row["source"],
            doc=row["doc"], acts_on=about_group(spec, row["path"]),
            owner=owners.get(".".join(row["path"].split(".")[:2]), ""),
            idle=spec.inert.get(row["path"]) or idle_because(spec, row["path"]),
        ))  # fmt: skip
    return found


@lru_cache(maxsize=32)
def _fields_of(case: str) -> tuple[Field, ...]:
    return tuple(further_fields(Choice(case=case).base()))


def chosen_fields(
    fields: list[Field] | tuple[Field, ...], wanted: str, block: str, texts: Texts
) -> list[Field]:
    """Fields of a block (all if empty) that have every word: in path, owner, or meaning in English or one's own."""
    asked = wanted.lower().split()

    def said(field: Field) -> str:
        every = f"{field.path} {field.doc} {texts.meaning(field.doc)} {texts.title(field.owner)}"
        return every.lower().replace("_", " ").replace(".", " ")

    return [
        field for field in fields
        if (not block or field.block == block) and all(word in said(field) for word in asked)
    ]  # fmt: skip


def name_text(field: Field, texts: Texts) -> str:
    """A further lever in a few words: whose it is and what it means; of a switch, the rule that it switches."""
    if isinstance(field.value, bool) and SWITCH.match(field.doc):
        return texts.title(field.acts_on).rstrip(".")
    name = name_of_value(field.owner, field.doc, field.path, texts)
    return f"{name[:1].upper()}{name[1:]}"


def blocks_of(fields: Sequence[Field], texts: Texts) -> dict[str, str]:
    """The parts of the case that have further levers, by what they are called: whose they are, and their path."""
    owners = {field.block: texts.title(field.owner) for field in fields}
    return {f"{owner} ({block})" if owner else block: block for block, owner in owners.items()}


def unit_words(unit: str, texts: Texts) -> str:
    """A unit in words; one that has none as it is written."""
    return texts.say(UNITS[unit]) if unit in UNITS else unit


@solara.component
def MoreLevers(case: str) -> None:
    """A button that opens all further levers, found by words or by the part they belong to."""
    texts = Texts(language.value)
    opened, set_opened = solara.use_state(False)
    wanted, set_wanted = solara.use_state("")
    block, set_block = solara.use_state("")
    with solara.Column(classes=["ps-more"], gap="4px"):
        solara.Button(
            texts.say("More levers"), on_click=lambda: set_opened(not opened), text=True,
            attributes={"aria-expanded": str(opened).lower()},
        )  # fmt: skip
        if not opened and not choice.value.more:
            return
        fields = _fields_of(case) if choice.value.uploaded is None else further_fields(choice.value.base())
        names = {field.path: name_text(field, texts) for field in fields}
        for path, value in choice.value.more.items():
            _set_field(path, names.get(path, ""), value, texts)
        if not opened:
            return
        every, blocks = texts.say("all parts"), blocks_of(fields, texts)
        chosen = next((name for name, path in blocks.items() if path == block), every)
        solara.InputText(
            texts.say("Words to look for"), value=wanted, on_value=set_wanted, continuous_update=True
        )
        solara.Select(
            texts.say("Part of the case"), value=chosen, values=[every, *blocks], dense=True,
            on_value=lambda name: set_block(blocks.get(name, "")),
        )  # fmt: skip
        found = chosen_fields(fields, wanted, block, texts)
        if len(found) > MOST_SHOWN:
            told = texts.say(
                "{shown} of {n} are shown; look for words to find others.", shown=MOST_SHOWN, n=len(found)
            )
        else:
            told = texts.say("{n} found.", n=len(found))
        words("p", told, "ps-about", role="status")
        for field in found[:MOST_SHOWN]:
            FurtherField(field, texts).key(field.path)


def _set_field(path: str, name: str, value: Any, texts: Texts) -> None:
    """A further lever that is set, and the button that puts it back."""
    with solara.Row(gap="4px"):
        told = f"{path} = {set_text(value, texts)}"
        words("p", f"{name}: {told}" if name else told, "ps-about")
        solara.Button(
            texts.say("as it is"), small=True, text=True,
            on_click=lambda: choice.set(choice.value.with_more(path, None)),
            attributes={"aria-label": texts.say("Put back {field}", field=name or path)},
        )  # fmt: skip


@solara.component
def FurtherField(field: Field, texts: Texts) -> None:
    """One further lever, and behind a button all that is known of it."""
    opened, set_opened = solara.use_state(False)

    def move(value: Any) -> None:
        if value is None:
            return
        try:
            choice.set(choice.value.with_more(field.path, None if value == field.value else value))
            notice.set("")
        except ScenarioError as fault:
            notice.set(fault.phrase())

    now = choice.value.more.get(field.path, field.value)
    label = (
        f"{field.path} ({unit_words(field.unit, texts)})"
        if not field.options and field.unit != "1"
        else field.path
    )
    name = name_text(field, texts)
    with solara.Column(classes=["ps-lever"], gap="0px"):
        words("p", name, "ps-name")
        with solara.Row(gap="2px"):
            if field.options:
                named = {_option_text(option, texts): option for option in field.options}
                solara.Select(
                    label, value=_option_text(now, texts), values=list(named), dense=True,
                    on_value=lambda name: move(named[name]),
                )  # fmt: skip
            elif field.whole:
                solara.InputInt(label, value=now, on_value=move)
            else:
                solara.InputFloat(label, value=float(now), on_value=move)
            solara.Button(
                "?", on_click=lambda: set_opened(not opened), text=True, small=True,
                attributes={"aria-label": texts.say("About: {lever}", lever=name),
                            "aria-expanded": str(opened).lower()},
            )  # fmt: skip
        if field.idle:
            words(
                "p",
                texts.say("Moves nothing in this case: {reason}", reason=reason_text(field.idle, texts)),
                "ps-idle",
            )
        if opened:
            for line in about_lines(field, texts):
                words("p", line, "ps-about")


def set_text(value: Any, texts: Texts) -> str:
    """A value that a further lever is set to: an option by its name, a number as the reader's language writes it."""
    if isinstance(value, bool | str):
        return _option_text(value, texts)
    return exact_text(value, language=texts.language)


def _option_text(option: Any, texts: Texts) -> str:
    if isinstance(option, bool):
        return texts.say("on") if option else texts.say("off")
    return texts.say(OPTIONS[option]) if option in OPTIONS else str(option)


def about_lines(field: Field, texts: Texts) -> list[str]:
    """What a further lever is, what it acts on, what is allowed and plausible, and where that is from."""
    lines = [texts.meaning(field.doc), texts.say("Acts on: {rule}", rule=texts.title(field.acts_on))]
    if not field.options:
        ends = [
            texts.number(end) if end is not None else texts.say("no end") for end in (field.low, field.high)
        ]
        lines.append(
            texts.say(
                "Allowed: {low} to {high} ({unit})",
                low=ends[0],
                high=ends[1],
                unit=unit_words(field.unit, texts),
            )
        )
    if field.plausible is not None:
        low, high = (texts.number(end) for end in field.plausible)
        lines.append(
            texts.say(
                "Plausible: {low} to {high} ({source})",
                low=low,
                high=high,
                source=texts.title(field.plausible_source),
            )
        )
    return [*lines, texts.say("Source: {source}", source=texts.title(field.source))]
