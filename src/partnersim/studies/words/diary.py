"""Lines of a run's diary in the reader's language: who, what, and the details with their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from partnersim.scenario.spec import Scenario
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import fixed_text, number_text
from partnersim.studies.words.texts import Texts

_MONEY, _NUMBER, _NAMES = r"[-+]?[\d,]+", r"[-+]?[\d.,]*\d", r"[\w ,]+?"

_DETAILS = (
    (rf"(?P<who>{_NAMES}); without (?P<who_2>{_NAMES})", noted("{who}; without {who_2}")),
    (
        rf"(?P<money>{_MONEY}) rupiah of (?P<n>{_NUMBER}) units due in (?P<date>[\d-]+)",
        noted("{money} of {n} funds due in {date}"),
    ),
    (
        rf"(?P<money>{_MONEY}) rupiah of capital left, stands for (?P<n>{_NUMBER}) units",
        noted("{money} of capital left, stands for {n} funds"),
    ),
    (rf"(?P<money>{_MONEY}) rupiah not repaid on the day", noted("{money} not repaid on the day")),
    (r"(?P<who>\w+): with (?P<who_2>\w+)", noted("{who}: with {who_2}")),
    (
        rf"keeps promises (?P<n>{_NUMBER}), common aim (?P<n_2>{_NUMBER})",
        noted("keeps promises {n}, common aim {n_2} (0 to 1)"),
    ),
    (rf"(?P<n>{_NUMBER}) units with (?P<money>{_MONEY}) rupiah", noted("{n} funds with {money}")),
    (rf"(?P<n>{_NUMBER})% of spending missing", noted("{n} % of spending missing")),
    (rf"(?P<money>{_MONEY}) rupiah returned(?: \((?P<who>\w+)\))?", noted("{money} returned")),
    (rf"(?P<money>{_MONEY}) rupiah \((?P<who>\w+)\)", noted("{money} ({who})")),
    (rf"times (?P<n>{_NUMBER}) \((?P<who>\w+)\)", noted("times {n} ({who})")),
    (
        rf"labour income times (?P<n>{_NUMBER}) for (?P<n_2>{_NUMBER}) months",
        noted("labour income times {n} for {n_2} months"),
    ),
    (rf"asleep: (?P<who>{_NAMES})", noted("asleep: {who}")),
    ("all awake", noted("all awake")),
    (rf"stops (?P<n>{_NUMBER})% of its work", noted("stops {n} % of its work")),
    (rf"after (?P<n>{_NUMBER}) months", noted("after {n} months")),
    (
        rf"(?P<who>\w+): outside (?P<n>{_NUMBER}) against (?P<n_2>{_NUMBER}), expected delivery (?P<n_3>{_NUMBER}); "
        "worth more outside",
        noted("{who}: outside {n} against {n_2}, expected delivery {n_3}; worth more outside"),
    ),
    (
        rf"(?P<who>\w+): outside (?P<n>{_NUMBER}) against (?P<n_2>{_NUMBER}), expected delivery (?P<n_3>{_NUMBER}); "
        "unfair share",
        noted("{who}: outside {n} against {n_2}, expected delivery {n_3}; unfair share"),
    ),
    (r"(?P<who>\w+): has left the place", noted("{who}: has left the place")),
    (
        rf"(?P<who>\w+): (?P<who_2>\w+) expects (?P<n>{_NUMBER}) without it; damages (?P<money>{_MONEY}) rupiah",
        noted("{who}: {who_2} expects {n} without it; damages {money}"),
    ),
    (rf"(?P<who>\w+): (?P<money>{_MONEY}) rupiah", noted("{who}: {money}")),
    (
        rf"(?P<n>{_NUMBER}) percent of (?P<money>{_MONEY}) rupiah of profit",
        noted("{n} % of a profit of {money}"),
    ),
    (
        rf"mandate (?P<n>{_NUMBER}) of profit, enforced (?P<n_2>{_NUMBER}), forum (?P<n_3>{_NUMBER})",
        noted("mandate {n} of profit, enforced {n_2}, forum {n_3}"),
    ),
    (
        r"(?:expired: )?fewer than two expect to gain \(no money\)",
        noted("fewer than two expect to gain: no money"),
    ),
    (
        r"(?:expired: )?fewer than two expect to gain \((?P<gains>[^)]*)\)",
        noted("fewer than two expect to gain ({gains})"),
    ),
    ("fewer than two members", noted("fewer than two members")),
    ("no money left", noted("no money left")),
    ("members have changed", noted("members have changed")),
    (r"follows (?P<who>\w+)", noted("follows {who}")),
)  # fmt: skip
"""Details that rules write into the diary, and how they are said."""

_PATTERNS = tuple((re.compile(pattern), message) for pattern, message in _DETAILS)

HAPPENED = (
    noted("actor leaves"), noted("audited"), noted("bargained"), noted("budget answers"), noted("budget change"),
    noted("dispute"), noted("dispute settled"), noted("dissolved"), noted("dormant"), noted("active again"),
    noted("expired"), noted("extra money"), noted("falls asleep"), noted("firm gives"), noted("helped"),
    noted("income shock"), noted("joins"), noted("leaves"), noted("loan recall"), noted("loans due"),
    noted("members have changed"), noted("new head"), noted("next phase"), noted("not formed"), noted("problem"),
    noted("problem solved"), noted("project ended"), noted("renegotiated"), noted("renewed"), noted("rule change"),
    noted("signed"), noted("terminated"), noted("terms change"), noted("unit closed"), noted("units opened"),
    noted("voted down"), noted("wakes"),
    noted("identification"), noted("socialisation"), noted("planning"), noted("agreement"), noted("implementation"),
    noted("ended"),
)  # fmt: skip
"""What lines of the diary and stages of agreements are called."""

_OTHERS = {
    "community funds": noted("Community funds"), "households": noted("Households"), "market": noted("Market"),
    "bank": noted("Bank"),
}  # fmt: skip


def names_of(spec: Scenario, texts: Texts) -> dict[str, str]:
    """Titles of all who may stand in a diary, by name, in the reader's language."""
    titles = {actor.name: texts.title(actor.title) or actor.name for actor in spec.actors}
    return {**{name: texts.say(label) for name, label in _OTHERS.items()}, **titles}


def line_text(line: Mapping[str, Any], names: Mapping[str, str], texts: Texts) -> str:
    """A line of the diary in words.

    Args:
        line: with "what", "who" and "detail". names: titles by name. texts: the reader's language.
    """
    what, who, detail = line_cells(line, names, texts)
    return f"{what}: {who}" + (f" ({detail})" if detail else "")


def line_cells(line: Mapping[str, Any], names: Mapping[str, str], texts: Texts) -> tuple[str, str, str]:
    """What happened, to whom, and the details of a line, for a table; see ``line_text``."""
    detail = _detail(str(line["detail"] or ""), names, texts)
    return texts.title(str(line["what"])), _named(str(line["who"]), names, texts), detail


def _detail(detail: str, names: Mapping[str, str], texts: Texts) -> str:
    for pattern, message in _PATTERNS:
        match = pattern.fullmatch(detail)
        if match:
            parts = {key: _part(key, text or "", names, texts) for key, text in match.groupdict().items()}
            return texts.say(message, **parts) if parts else texts.say(message)
    return ", ".join(_named(name, names, texts) for name in detail.split(", "))


def _part(key: str, text: str, names: Mapping[str, str], texts: Texts) -> str:
    """One value of a detail as people write it."""
    if key.startswith("money"):
        return texts.money(float(text.replace(",", "")), signed=text[:1] in "+-")
    if key.startswith("who"):
        return ", ".join(_named(name, names, texts) for name in text.split(", "))
    if key.startswith("gains"):
        pairs = (pair.rpartition(" ") for pair in text.split(", "))
        return ", ".join(f"{_named(name, names, texts)} {_decimal(n, texts)}" for name, _, n in pairs)
    return text if key.startswith("date") else _decimal(text, texts)


def _decimal(text: str, texts: Texts) -> str:
    """A whole number as it is, any other with three figures."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return text
    signed = text[:1] == "+"
    if value.is_integer():
        return fixed_text(value, 0, language=texts.language, signed=signed)
    return number_text(value, language=texts.language, signed=signed)


def _named(name: str, names: Mapping[str, str], texts: Texts) -> str:
    """Somebody's title; a name without one with spaces, and a unit with its number."""
    if name in names:
        return names[name]
    unit = re.fullmatch(r"unit (\d+)", name)
    return texts.say("fund {n}", n=unit[1]) if unit else name.replace("_", " ")
