"""The closed vocabulary of units: what a number may be counted in, in a form that can be compared.

Columns of the state, totals, measures, outcomes and parameters of a scenario declare their unit by a name of
this list. A name is read as a product of base units to whole powers (`dimension`), so that a test can tell
whether two numbers may be added and what a quotient is counted in.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from partnersim.scenario.phrases import Phrase

Dimension = Mapping[str, int]
"""Base units with their powers, none of them zero; empty for a pure number."""

_BASES = {
    "IDR": "IDR", "person": "person", "household": "household", "hamlet": "hamlet", "village": "village",
    "firm": "firm", "organization": "organization", "agreement": "agreement", "dispute": "dispute",
    "year": "year", "month": "month", "week": "week", "course": "course", "payment": "payment",
    "row": "row", "run": "run", "cluster": "cluster",
    "process": "process", "thread": "thread", "loan": "loan", "second": "second", "minute": "minute", "hour": "hour",
    # one to a household: an enterprise is a household's, its owner and a hired hand are counted as one place of
    # work each, and a fund knows a household as one member
    "enterprise": "household", "worker": "household", "member": "household", "producer": "household",
    # what a service gives, one to a household; a community fund is a unit, one to a hamlet
    "place": "household", "visit": "household", "package": "household", "unit": "hamlet",
}  # fmt: skip
"""Base unit that each word in the singular stands for."""

_PURE = {
    "1": "pure number",
    "share": "part of a whole; shown in per cent",
    "0 to 1": "coefficient between none and all",
    "index": "number on a scale of its own, 0 to 1 unless its definition says otherwise",
    "ratio": "one amount over another of its kind",
    "number": "place in a list",
    "0/1": "no or yes",
    "log": "natural logarithm of a ratio",
    "sd": "standard deviations",
    "base price": "price over the price at the start",
    "share of profit": "part of a year's profit",
    "control_sd": "standard deviations of an outcome in the control arm",
    "probability": "chance of an event",
    "corr": "coefficient of correlation",
    "bool": "statement that holds (1) or does not (0)",
    "observations": "sightings that a belief is worth",
    "1 = joint money's best use": "worth over that of the joint money at its best use",
    "key": "number that names something and is never reckoned with",
}
_NAMED: dict[str, Dimension] = {
    "per_month": {"month": -1},
    "points/year": {"year": -1},
    "turns/year": {"year": -1},
    "1/month": {"month": -1},
    "1/year": {"year": -1},
    "1/minute": {"minute": -1},
    "months of consumption": {"month": 1},
    "first loans": {"loan": 1},
    "per_year": {"year": -1},
    # a hundredth is a unit of its own, so that a share is not taken for a percentage
    "percent": {"percent": 1},
    "percentage_points": {"percent": 1},
    "percent of profit": {"percent": 1},
    "percent_of_profit": {"percent": 1},
    "percent_of_work": {"percent": 1},
    "percent_per_month": {"percent": 1, "month": -1},
}
_PRODUCTS = (
    "IDR", "IDR/month", "IDR/year", "IDR/person/month", "IDR/person/year", "IDR/household",
    "IDR/household/month", "IDR/member", "IDR/enterprise", "IDR/enterprise/month", "IDR/worker", "IDR/unit",
    "IDR/unit/month", "IDR/hamlet/month", "persons", "person months", "persons/household", "households",
    "households/month", "households/hamlet", "households/unit", "household months", "enterprises",
    "enterprises/month", "workers", "members/unit", "producers/hamlet", "hamlets", "villages", "units",
    "units/year", "firms", "organizations", "agreements", "disputes", "disputes/month",
    "disputes/year", "places/hamlet/month", "visits/hamlet/month",
    "packages/hamlet/month", "IDR/package", "IDR/place", "IDR/visit", "IDR/producer/month", "members",
    "visits/month", "courses", "payments", "loans", "year", "month", "months", "weeks", "rows", "runs",
    "clusters", "processes", "threads", "seconds", "hours/year", "hours/person/year",
)  # fmt: skip
OF_ANOTHER_FIELD = ("as the value", "as the outcome", "as the field", "as 'of' says")
"""Units that another field of the same block names."""


def _power(word: str) -> str:
    singular = {"processes": "process", "courses": "course", "packages": "package"}
    return _BASES[singular.get(word, word if word in _BASES else word.removesuffix("s"))]


def _product(name: str) -> Dimension:
    over, *under = name.split("/")
    powers: dict[str, int] = {}
    for word in over.split():
        base = _power(word)
        powers[base] = powers.get(base, 0) + 1
    for word in under:
        base = _power(word)
        powers[base] = powers.get(base, 0) - 1
    return {base: power for base, power in powers.items() if power}


UNITS: Mapping[str, Dimension] = {
    **{name: {} for name in _PURE},
    **_NAMED,
    **{name: _product(name) for name in _PRODUCTS},
}
"""Every unit by name, with its dimension."""


def known_unit(name: str, /) -> str:
    """The name itself, if it is a unit of the vocabulary or is named by another field.

    Raises:
        ValueError: it is neither; the message names the nearest units.
    """
    if name in UNITS or name in OF_ANOTHER_FIELD:
        return name
    near = get_close_matches(name, [*UNITS, *OF_ANOTHER_FIELD], n=3, cutoff=0.5)
    hint = Phrase("; the nearest are {names}", names=", ".join(map(repr, near))) if near else Phrase()
    raise ValueError(Phrase("unit {name!r} is not in the vocabulary of units{hint}", name=name, hint=hint))


def dimension(name: str, /) -> Dimension:
    """Base units of a unit with their powers.

    Raises:
        ValueError: the unit is not in the vocabulary, or only another field names it.
    """
    if name in OF_ANOTHER_FIELD:
        raise ValueError(f"unit {name!r} is named by another field, so that it has no dimension of its own")
    return UNITS[known_unit(name)]


def per_month_removed(name: str, /) -> str:
    """Unit of a monthly flow summed over months: ``IDR/month`` becomes ``IDR``.

    Raises:
        ValueError: the unit is no flow of a month.
    """
    if not name.endswith("/month"):
        raise ValueError(f"unit {name!r} is not counted a month, so that its sum over months means nothing")
    return known_unit(name.removesuffix("/month"))
