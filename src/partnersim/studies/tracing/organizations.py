"""The years of one organization: what it promised, gave and was given, what others believe of it, and why it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.phrases import Phrase
from partnersim.studies.runs.simulate import simulate

if TYPE_CHECKING:
    from partnersim.engine.model import PartnershipModel
    from partnersim.scenario.spec import Scenario

SUMS = ("promised_idr", "delivered_idr", "diverted_idr", "leaked_idr", "passed_on_idr")


@dataclass(frozen=True, kw_only=True)
class Years:
    """One organization in one run.

    Attributes:
        name: of the organization. table: a row per calendar year: year; months at work in an agreement; rupiah that it
            promised, delivered, diverted to its showpiece, lost to theft and passed on to partners; kept, delivered
            over promised; trusted and trusts, the mean delivery that others expect of it and it of others at the
            year's end, NaN outside agreements. diary: what happened to it, a row each: date, what, detail.
    """

    name: str
    table: pd.DataFrame
    diary: pd.DataFrame


class _Watch:
    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[dict[str, Any]] = []
        self.model: PartnershipModel | None = None
        self.date = ""

    def __call__(self, model: PartnershipModel) -> None:
        if self.model is not None:
            self.rows.append(self._month(model))
        self.model, self.date = model, model.date

    def _month(self, model: PartnershipModel) -> dict[str, Any]:
        row: dict[str, Any] = {"year": int(self.date[:4]), "at_work": False, **dict.fromkeys(SUMS, 0.0)}
        trusted, trusts = [], []
        for group in (*model.agreements, model.apart):
            places = np.flatnonzero(group.rows == self.number)
            if not len(places) or not group.working:
                continue
            i, month = int(places[0]), group.month
            row["promised_idr"] += float(month.promised_idr[i].sum())
            row["delivered_idr"] += float(month.delivered_idr[i].sum())
            row["diverted_idr"] += float(month.diverted_idr[i])
            row["leaked_idr"] += float(month.leaked_idr[i])
            row["passed_on_idr"] += float(month.transferred_idr[i])
            if group.apart or not group.inside[i]:
                continue
            row["at_work"] = row["at_work"] or bool(group.at_work[i])
            others = group.inside & (np.arange(len(group)) != i)
            trusted += list(group.expected_delivery[others, i])
            trusts += list(group.expected_delivery[i, others])
        row["trusted"] = float(np.mean(trusted)) if trusted else float("nan")
        row["trusts"] = float(np.mean(trusts)) if trusts else float("nan")
        return row


def years_of(spec: Scenario, seed: int, name: str, /) -> Years:
    """The years of one organization in one run.

    Args:
        spec: the scenario. seed: of the run. name: the organization's.

    Raises:
        ScenarioError: the scenario has no such actor. RunFailed: the run fails.
    """
    names = [actor.name for actor in spec.actors]
    if name not in names:
        text = Phrase("is no actor of {name}: {names}", name=spec.name, names=", ".join(names))
        raise ScenarioError(
            Problem(
                field="--organization",
                value=f"'{name[:60]}'",
                message=text,
                suggestion=nearest(name, among=names),
            )
        )
    watch = _Watch(names.index(name))
    outcome = simulate(spec, seed, watch=watch)
    by_year = pd.DataFrame(watch.rows).groupby("year")
    table = by_year[list(SUMS)].sum()
    table.insert(0, "months_at_work", by_year["at_work"].sum())
    table["kept"] = table["delivered_idr"] / table["promised_idr"].where(table["promised_idr"] > 0.0)
    for column in ("trusted", "trusts"):
        table[column] = by_year[column].last()
    own = [line for line in outcome.diary if line["who"] == name]
    diary = pd.DataFrame(own, columns=["date", "what", "detail"])
    return Years(name=name, table=table.reset_index(), diary=diary)
