"""Comparing arms that ran with the same seeds: what differs, by how much, how sure, and who paid."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.measures import OUTCOMES, leading
from partnersim.measures.declaring import Link
from partnersim.scenario.documents.errors import nearest
from partnersim.studies.comparing.pairing import pairing_facts
from partnersim.studies.estimates import ENDLESS, PAIRED_METHOD, Range, cut, estimate
from partnersim.studies.payments import paid_by_actor
from partnersim.studies.runs.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from partnersim.studies.comparing.households import Households

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A paired comparison of arms.

    Attributes:
        results: the runs it rests on.
        pairs: (base, other) for each comparison; a difference is other less base.
        households: households by arm and seed, if they were followed.
        baseline: how households stand before the first month, a row an arm, seed and variable (n, mean, sd), if
            they were followed.
        draws: what spreads each difference, by luck and by uncertain inputs apart (see `comparing.draws.run_draws`);
            empty unless draws were asked for.
    """

    results: Results
    pairs: tuple[Pair, ...]
    households: Mapping[str, Mapping[int, Households]] | None = None
    baseline: pd.DataFrame = field(default_factory=pd.DataFrame)
    draws: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per pair and outcome.

        Columns: base, other, outcome, label, unit, group, better, base_mean, other_mean, difference, low, high (ends of
        the 95 % interval), least, most (smallest and
        largest difference of a seed), same_sign (share of seeds in which the difference has the sign of its mean), n,
        link (of the results chain), of_base (difference over the base's mean), mde, correlation, se_ratio, runs_saved
        (see `comparing.pairing.pairing_facts`), method.
        """
        rows = []
        for base, other in self.pairs:
            left, right = _paired_outcomes(self.results, base), _paired_outcomes(self.results, other)
            seeds = left.index.intersection(right.index)
            for name in self.results.outcome_names:
                sides = left.loc[seeds, name], right.loc[seeds, name]
                rows.append({
                    "base": base, "other": other, **described(name),
                    **paired(*sides, possible=possible_of(name, difference=True)), "link": link_of(name),
                    **beside(*sides), "method": PAIRED_METHOD,
                })  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def payers(self) -> pd.DataFrame:
        """What each organization paid in the whole run, per pair, with the paired difference (rupiah).

        Columns: base, other, payer, title, base_mean, other_mean, difference, low, high, same_sign, n.
        Paid is what
        left an organization's cash, transfers to partners included, less transfers received and money
        handed back.
        """
        paid = {arm: paid_by_actor(self.results, arm) for arm in self.results.arms}
        rows = []
        for base, other in self.pairs:
            titles = {**self.results.actors(other), **self.results.actors(base)}
            left, right = paid[base], paid[other]
            for payer, title in titles.items():
                facts = paired(_column(left, payer, like=right), _column(right, payer, like=left))
                rows.append({"base": base, "other": other, "payer": payer, "title": title, **facts})
        columns = ["base", "other", "payer", "title", *_FACTS]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def chain(self) -> pd.DataFrame:
        """The rows of ``table`` for leading outcomes, along the results chain from inputs to impact."""
        order = {name: place for place, name in enumerate(leading())}
        links = [str(link) for link in Link]
        table = self.table[self.table["outcome"].isin(order)].copy()
        table["_pair"] = [self.pairs.index((b, o)) for b, o in zip(table["base"], table["other"], strict=True)]
        table["_link"] = [links.index(link) for link in table["link"]]
        table["_place"] = table["outcome"].map(order)
        table = table.sort_values(["_pair", "_link", "_place"], kind="stable", ignore_index=True)
        return table.drop(columns=["_pair", "_link", "_place"])

    @cached_property
    def winners(self) -> pd.DataFrame:
        """Shares of households whose consumption of the last year is lower or higher, by decile.

        Columns: base, other, decile (of consumption per person at the start, 1 the poorest; 0 for all), bin, share,
        low, high, luck (share in the bin between two seeds of the base), n. Empty if households were not followed.
        """
        return self._of_households[0]

    @cached_property
    def gains(self) -> pd.DataFrame:
        """What all households of a decile together consume more a month (rupiah, mean of the last year).

        Columns: base, other, decile, gain_idr_month, low, high, least, most, n. Empty if households were not followed.
        """
        return self._of_households[1]

    @cached_property
    def _of_households(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        from partnersim.studies.comparing.households import winners_and_losers

        found: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
        for base, other in self.pairs if self.households is not None else ():
            made = winners_and_losers(self.households[base], self.households[other])  # type: ignore[index]
            for tables, table in zip(found, made, strict=True):
                table.insert(0, "base", base)
                table.insert(1, "other", other)
                tables.append(table)
        shares, gains = (pd.concat(tables, ignore_index=True) if tables else pd.DataFrame() for tables in found)
        return shares, gains

    def sentences(self, language: str = "en") -> list[str]:
        """The comparison in words ("en" or "id"); every number is from the tables."""
        from partnersim.studies.words.answer import answer_lines
        from partnersim.studies.words.texts import Texts

        return answer_lines(self, Texts(language))

    def digest(self, language: str = "en", *, beside: int = 0) -> list[str]:
        """The comparison in a minute ("en" or "id"): at most 25 lines of 100 columns, the first pair at length.

        Args:
            language: of its words. beside: lines that stand above it and are to be counted among the 25.
        """
        from partnersim.studies.words.digest import MOST_LINES, digest_lines
        from partnersim.studies.words.texts import Texts

        return digest_lines(self, Texts(language), most=MOST_LINES - beside)

    def __str__(self) -> str:
        return "\n".join(self.digest())

    def _repr_html_(self) -> str:
        lines = "<br>".join(escape(line) for line in self.digest())
        return f"<div>{lines}</div>{self.chain[list(_SHOWN)].to_html(index=False)}"

    def report(self, path: str | os.PathLike[str], /, *, language: str = "en") -> Path:
        """Write the report of this comparison as one HTML file that needs nothing else ("en" or "id").

        Raises:
            ResultsError: the file cannot be written. ValueError: the language is unknown.
        """
        write_report = import_module("partnersim.faces.report").write_report  # faces are above studies
        return Path(write_report(self.results, path, comparison=self, language=language))

    def plot(self, *, language: str = "en") -> Figure:
        """The results chain of the first pair as a figure ("en" or "id"): differences over what would have shown."""
        from partnersim.studies.digest.drawing import chain_figure
        from partnersim.studies.words.texts import Texts

        return chain_figure(self, *self.pairs[0], Texts(language))

    def row(self, outcome: str, /, *, base: str | None = None, other: str | None = None) -> dict[str, Any]:
        """One row of ``table`` as a mapping; the first pair unless named.

        Raises:
            KeyError: there is no such pair or outcome.
        """
        first_base, first_other = self.pairs[0]
        table = self.table
        found = table[
            (table["outcome"] == outcome)
            & (table["base"] == (base or first_base))
            & (table["other"] == (other or first_other))
        ]
        if found.empty:
            raise KeyError(_unknown(outcome, table["outcome"]))
        return found.iloc[0].to_dict()


def compare_results(results: Results, /, *, pairs: Sequence[Pair] | None = None) -> Comparison:
    """Compare arms of finished results seed by seed.

    Args:
        results: runs of two arms or more with the same seeds.
        pairs: (base, other) of each comparison; by default every later arm against the first.

    Raises:
        ValueError: there are fewer than two arms, or a pair names an unknown one.
    """
    arms = results.arms
    chosen = tuple((arms[0], other) for other in arms[1:]) if pairs is None else tuple(pairs)
    unknown = {arm for pair in chosen for arm in pair} - set(arms)
    if not chosen or unknown:
        raise ValueError(f"a comparison needs two arms out of {', '.join(arms)}; unknown: {sorted(unknown)}")
    return Comparison(results=results, pairs=chosen)


def summary(results: Results, /) -> pd.DataFrame:
    """Mean of every outcome over the replicates of each arm, with its 95 % interval, cut at what is possible.

    Columns: arm, outcome, label, unit, group, better, mean, low, high, n.
    """
    rows = []
    for arm in results.arms:
        runs = results.done[results.done["arm"] == arm]
        for name in results.outcome_names:
            found = cut(estimate(runs[name].to_numpy()), possible_of(name))
            facts = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
            rows.append({"arm": arm, **described(name), **facts})
    return pd.DataFrame(rows)


def described(outcome: str, /) -> dict[str, str]:
    """Name, label, unit, group and better direction of an outcome."""
    found = OUTCOMES.get(outcome)
    if found is None:
        return {"outcome": outcome, "label": outcome, "unit": "number", "group": "other", "better": "neither"}
    return {
        "outcome": outcome,
        "label": found.label,
        "unit": found.unit,
        "group": found.group,
        "better": found.better,
    }


def possible_of(outcome: str, /, *, difference: bool = False) -> Range:
    """The least and the most that an outcome can be, or the difference of it between two runs."""
    found = OUTCOMES.get(outcome)
    if found is None:
        return ENDLESS
    return found.possible_difference if difference else found.possible


def link_of(outcome: str, /) -> str:
    """Place of an outcome in the results chain."""
    found = OUTCOMES.get(outcome)
    return "" if found is None else str(found.link)


def beside(base: pd.Series, other: pd.Series, /) -> dict[str, float]:
    """The difference as a share of the base's mean, and what pairing brought, where both sides have a number."""
    left, right = _both(base, other)
    mean = estimate(left).mean
    share = estimate(right - left).mean / abs(mean) if mean else float("nan")
    return {"of_base": share, **pairing_facts(left, right)}


def _both(base: pd.Series, other: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    left, right = base.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64)
    both = ~(np.isnan(left) | np.isnan(right))
    return left[both], right[both]


def _unknown(outcome: str, names: pd.Series) -> str:
    near = nearest(str(outcome), among=list(dict.fromkeys(names)))
    return f"no outcome '{outcome}' of this pair{f' (did you mean {near!r}?)' if near else ''}"


_SHOWN = ("base", "other", "link", "label", "unit", "base_mean", "other_mean", "difference", "low", "high", "mde", "n")
"""Columns of the chain that a notebook shows."""

_FACTS = ("base_mean", "other_mean", "difference", "low", "high", "least", "most", "same_sign", "n")


def paired(base: pd.Series, other: pd.Series, /, *, possible: Range = ENDLESS) -> dict[str, float]:
    """Means, and the mean difference with its 95 % interval, where both sides have a number.

    Args:
        base: values of one arm by seed.
        other: values of the other arm, with equal index.
        possible: the least and the most that the difference can be, at which the interval is cut.
    """
    left, right = _both(base, other)
    difference = right - left
    found = cut(estimate(difference), possible)
    return {
        "base_mean": estimate(left).mean,
        "other_mean": estimate(right).mean,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "least": float(difference.min()) if found.n else float("nan"),
        "most": float(difference.max()) if found.n else float("nan"),
        "same_sign": float(np.mean(np.sign(difference) == np.sign(found.mean))) if found.n else float("nan"),
        "n": found.n,
    }


def _paired_outcomes(results: Results, arm: str) -> pd.DataFrame:
    done = results.done
    return done[done["arm"] == arm].set_index("seed")


def _column(paid: pd.DataFrame, actor: str, *, like: pd.DataFrame) -> pd.Series:
    """What an actor paid by seed, for seeds both arms finished; 0 where the arm has no such actor."""
    seeds = paid.index.intersection(like.index)
    return paid.loc[seeds, actor] if actor in paid else pd.Series(0.0, index=seeds)
