"""Comparing arms that ran with the same seeds: what differs, by how much, how sure, and who paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from partnersim.measures import OUTCOMES
from partnersim.studies.estimates import PAIRED_METHOD, estimate
from partnersim.studies.payments import paid_by_actor
from partnersim.studies.runs.results import Results

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A paired comparison of arms.

    Attributes:
        results: the runs it rests on.
        pairs: (base, other) for each comparison; a difference is other less base.
    """

    results: Results
    pairs: tuple[Pair, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per pair and outcome.

        Columns: base, other, outcome, label, unit, group, better, base_mean, other_mean, difference, low,
        high (ends
        of the 95 % interval), same_sign (share of seeds in which the difference has the sign of its mean),
        n, method.
        """
        rows = []
        for base, other in self.pairs:
            left, right = _paired_outcomes(self.results, base), _paired_outcomes(self.results, other)
            seeds = left.index.intersection(right.index)
            for name in self.results.outcome_names:
                facts = paired(left.loc[seeds, name], right.loc[seeds, name])
                rows.append(
                    {"base": base, "other": other, **described(name), **facts, "method": PAIRED_METHOD}
                )
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

    def sentences(self, language: str = "en") -> list[str]:
        """The comparison in words ("en" or "id"); every number is from the tables."""
        from partnersim.studies.words.answer import answer_lines
        from partnersim.studies.words.texts import Texts

        return answer_lines(self, Texts(language))

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
            raise KeyError(outcome)
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
    """Mean of every outcome over the replicates of each arm, with its 95 % interval.

    Columns: arm, outcome, label, unit, group, better, mean, low, high, n.
    """
    rows = []
    for arm in results.arms:
        runs = results.done[results.done["arm"] == arm]
        for name in results.outcome_names:
            found = estimate(runs[name].to_numpy())
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


_FACTS = ("base_mean", "other_mean", "difference", "low", "high", "same_sign", "n")


def paired(base: pd.Series, other: pd.Series, /) -> dict[str, float]:
    """Means, and the mean difference with its 95 % interval, where both sides have a number.

    Args:
        base: values of one arm by seed.
        other: values of the other arm, with equal index.
    """
    left, right = base.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64)
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = left[both], right[both]
    difference = right - left
    found = estimate(difference)
    return {
        "base_mean": estimate(left).mean,
        "other_mean": estimate(right).mean,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
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
