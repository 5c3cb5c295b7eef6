"""Scenarios of places made from a small table of public figures, a row a regency.

What a table says becomes the place: people, the line, the share below it. The wage level is solved for that share when
the population is settled, so wages need not be given; a published gap and wage are written down beside the place, to
hold the run against. Money, staff and capacity of each organization and the units that are there or can be opened are
those of the base scenario times the regency's listed households over the base's, unless the table gives the
office's own budget.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario

NEEDED = ("name", "population", "headcount", "poverty_line_idr")
COLUMNS = {
    "name": Phrase("name of the place"),
    "population": Phrase("people"),
    "headcount": Phrase("share of people below the poverty line, 0.01 to 0.8"),
    "poverty_line_idr": Phrase("rupiah per person and month, at prices of the base scenario's base year"),
    "household_size": Phrase("persons per household; the base scenario's if empty"),
    "listed_households": Phrase(
        "households on the list of the poor; the base scenario's share of all if empty"
    ),
    "hamlets": Phrase("hamlets; as many households in each as in the base scenario if empty"),
    "villages": Phrase("villages; as many households in each as in the base scenario if empty"),
    "office_budget_idr": Phrase(
        "rupiah a year of the government's office; scaled from the base scenario if empty"
    ),
    "gap": Phrase("published poverty gap (share), to hold the run against; changes nothing"),
    "wage_idr": Phrase("published wage (rupiah a month), to hold the run against; changes nothing"),
    "source": Phrase("where the figures are from"),
}
"""Columns of a table of regencies, and what they say."""

_TEXTS = ("name", "source")
_SCALED = ("yearly_idr", "total_idr", "by_year")


@dataclass(frozen=True, kw_only=True)
class Regency:
    """A place of a table.

    Attributes:
        name: that scenarios can have. document: of a scenario that extends the base, as it is written down.
    """

    name: str
    document: dict[str, Any]


def read_regencies(table: Path, base: Scenario, /) -> list[Regency]:
    """Scenarios of every row of a table.

    Args:
        table: CSV file with the columns of `COLUMNS`. base: the scenario that they extend.

    Raises:
        ScenarioError: the table cannot be read, a column is unknown or missing, or a value is none; with file and line.
    """
    found: list[Regency] = []
    for line, row in _rows(table):
        name = re.sub(r"[^a-z0-9]+", "-", row["name"].lower()).strip("-")
        if not name or not name[0].isalpha():
            raise _fault(table, line, "name", row["name"], Phrase("must have a letter first"))
        if name in {one.name for one in found}:
            raise _fault(table, line, "name", row["name"], Phrase("is the name of another row"))
        numbers = {
            column: _number(table, line, column, text) for column, text in row.items() if column not in _TEXTS
        }
        found.append(Regency(name=name, document=_document(name, row, numbers, base)))
    return found


def _rows(table: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows with their lines; cells that are empty are left out."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(line for line in stream if not line.startswith("#"))
            heads = [head.strip() for head in reader.fieldnames or ()]
            rows = []
            for number, row in enumerate(reader, start=1):
                if None in row:
                    raise _fault(
                        table,
                        number,
                        "name",
                        str(row.get(heads[0], "")),
                        Phrase("has more cells than columns"),
                    )
                cells = [(cell or "").strip() for cell in row.values()]
                rows.append((number, dict(zip(heads, cells, strict=True))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = Phrase.verbatim(getattr(error, "strerror", None) or str(error))
        raise ScenarioError(
            Problem(file=str(table), message=Phrase("cannot be read as CSV: {reason}", reason=reason))
        ) from None
    for head in heads:
        if head not in COLUMNS:
            near = nearest(head, among=list(COLUMNS))
            text = Phrase("is no column; columns are {columns}", columns=", ".join(COLUMNS))
            raise ScenarioError(Problem(file=str(table), field=head, message=text, suggestion=near))
    for head in NEEDED:
        if head not in heads:
            raise ScenarioError(
                Problem(
                    file=str(table),
                    field=head,
                    message=Phrase("is missing: {meaning}", meaning=COLUMNS[head]),
                )
            )
    if not rows:
        raise ScenarioError(Problem(file=str(table), message=Phrase("has no row")))
    filled = [(number, {head: cell for head, cell in row.items() if cell}) for number, row in rows]
    for number, row in filled:
        for head in NEEDED:
            if head not in row:
                raise _fault(table, number, head, "", Phrase("is empty: {meaning}", meaning=COLUMNS[head]))
    return filled


def _fault(table: Path, row: int, column: str, value: str, message: Phrase) -> ScenarioError:
    where = f"row {row}: {column}"
    return ScenarioError(Problem(file=str(table), field=where, value=value[:60], message=message))


def _number(table: Path, row: int, column: str, text: str) -> float:
    try:
        value = float(text.replace(" ", "").replace("_", ""))
    except ValueError:
        value = float("nan")
    if not 0.0 < value < float("inf"):
        raise _fault(
            table, row, column, text, Phrase("must be a number above 0: {meaning}", meaning=COLUMNS[column])
        )
    if column in ("headcount", "gap") and value > 1.0:
        raise _fault(table, row, column, text, Phrase("must be a share, not percent; allowed up to 1"))
    return value


def _document(
    name: str, row: Mapping[str, str], numbers: Mapping[str, float], base: Scenario
) -> dict[str, Any]:
    place = base.place
    size = numbers.get("household_size", place.mean_household_size)
    households = round(numbers["population"] / size)
    share = households / place.households
    listed = round(numbers.get("listed_households", share * place.listed_households))
    times = listed / place.listed_households
    beside = [
        f"published {column.removesuffix('_idr')} {numbers[column]:g}"
        for column in ("gap", "wage_idr") if column in numbers
    ]  # fmt: skip
    source = row.get("source", "table of regencies, no source given")
    return {
        "extends": base.name,
        "name": name,
        "title": row["name"],
        "description": ". ".join([f"{row['name']} from a table of public figures", *beside]) + ".",
        "place": {
            "households": households,
            "listed_households": listed,
            "hamlets": max(1, round(numbers.get("hamlets", share * place.hamlets))),
            "villages": max(1, round(numbers.get("villages", share * place.villages))),
            "poverty_line_idr": numbers["poverty_line_idr"],
            "headcount": numbers["headcount"],
            "mean_household_size": size,
        },
        "actors": [
            _actor(actor, times, numbers.get("office_budget_idr")) for actor in base.actors
        ],
        "programme": {"community_funds": _funds(base, times)},
        "sources": {f"place.{field}": source for field in ("households", "poverty_line_idr", "headcount")},
    }  # fmt: skip


def _funds(base: Scenario, times: float) -> dict[str, Any]:
    """Units at the start and those that can be opened a year, times so much, and one at least of each kind."""
    funds = base.programme.community_funds
    made: dict[str, Any] = {"units_per_year": max(1, round(funds.units_per_year * times))}
    if funds.opening:
        made["opening"] = [
            {"name": one.name, "units": max(1, round(one.units * times))} for one in funds.opening
        ]
    return made


def _actor(actor: Any, times: float, office: float | None) -> dict[str, Any]:
    """What of an organization grows with the place, times so much."""
    made: dict[str, Any] = {"name": actor.name}
    for field in ("staff", "absorptive_idr"):
        value = getattr(actor, field, None)
        if value:
            made[field] = value * times
    if getattr(actor, "count", None):
        made["count"] = max(1, round(actor.count * times))
    capacity = getattr(actor, "capacity_idr", None)
    if capacity:
        made["capacity_idr"] = {str(key): value * times for key, value in dict(capacity).items()}
    budget = getattr(actor, "budget", None)
    own = office is not None and actor.public
    if budget is not None:
        for field in _SCALED:
            value = getattr(budget, field, None)
            if isinstance(value, Mapping):
                if value:
                    yearly = {str(year): office if own else amount * times for year, amount in value.items()}
                    made.setdefault("budget", {})[field] = yearly
            elif value:
                made.setdefault("budget", {})[field] = (
                    office if own and field == "yearly_idr" else value * times
                )
    return made
