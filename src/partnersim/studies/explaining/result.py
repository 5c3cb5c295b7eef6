"""An explanation: what is enough, what nothing is enough without, and whose share of the difference is how large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from partnersim.studies.attribution import (
    Game,
    SampledShares,
    Sufficiency,
    alone,
    interactions,
    members,
    moebius,
    owen,
    place_of,
    shapley,
    share_of_seeds,
    sufficiency,
    taken_away,
    target_of,
)  # fmt: skip
from partnersim.studies.attribution.game import Floats
from partnersim.studies.attribution.sufficiency import is_enough
from partnersim.studies.compare import described, possible_of
from partnersim.studies.estimates import ENDLESS, LEVEL, Range, cut, estimate
from partnersim.studies.explaining.parts import Part

JOIN = " + "
NOTHING = "-"


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """What makes the difference between two scenarios in one outcome.

    Attributes:
        base, other: names of the scenarios; the difference is other less base.
        outcome: the outcome. parts: the parts in which they differ.
        seeds: those in which every set has a value.
        values: the outcome by seed of each set that was run, by row: bit i stands for part i as in ``other``.
        threshold: the change asked for, in the outcome's unit; None for half of the difference.
        sampled: shares from sampled orders where there are more than eight parts; None if every set was run.
        shrunk: rows of sufficient sets that sampling looked for.
        facts: how it was made: version, hashes, numbers of runs, what was asked for.
    """

    base: str
    other: str
    outcome: str
    parts: Sequence[Part]
    seeds: Sequence[int]
    values: Mapping[int, Floats]
    threshold: float | None = None
    sampled: SampledShares | None = None
    shrunk: Sequence[int] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether every set of parts was run."""
        return self.sampled is None

    @cached_property
    def game(self) -> Game:
        """The value of every set, for an exact explanation.

        Raises:
            ValueError: not every set was run.
        """
        if not self.exact:
            raise ValueError("more than eight parts: only some of their sets were run")
        return Game(
            tuple(part.name for part in self.parts), np.stack([self.values[row] for row in self._rows])
        )

    @property
    def _rows(self) -> list[int]:
        return sorted(self.values)

    @property
    def _full(self) -> int:
        return int(2 ** len(self.parts) - 1)

    @cached_property
    def difference(self) -> Floats:
        """The outcome of ``other`` less that of ``base``, by seed."""
        return self.values[self._full] - self.values[0]

    @cached_property
    def sufficiency(self) -> Sufficiency:
        """What is enough; of many parts, as far as was looked for."""
        if self.exact:
            return sufficiency(self.game, threshold=self.threshold)
        target = target_of(self.difference, self.threshold)
        reached = np.array([share_of_seeds(self.values[row] - self.values[0], target) for row in self._rows])
        enough = dict(zip(self._rows, is_enough(reached), strict=True))
        minimal = tuple(sorted(set(self.shrunk), key=lambda row: (row.bit_count(), row)))
        every = range(len(self.parts)) if enough[self._full] else ()
        return Sufficiency(
            target=target, reached=reached, enough=np.array([enough[row] for row in self._rows]), minimal=minimal,
            lasting=tuple(all(enough[r] for r in self._rows if r & row == row) for row in minimal),
            necessary=tuple(part for part in every if not enough[self._full ^ 1 << part]),
        )  # fmt: skip

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row: means of both scenarios, their difference with its interval, and what was asked for.

        Columns: outcome, label, unit, group, better, base, other, base_mean, other_mean, difference, low, high, n,
        target (signed change that is asked for), reached (share of seeds in which all parts bring it about), parts,
        sets (run), exact, orders (sampled; 0 if exact).
        """
        found = self.sufficiency
        return pd.DataFrame([{
            **described(self.outcome), "base": self.base, "other": self.other,
            "base_mean": float(self.values[0].mean()), "other_mean": float(self.values[self._full].mean()),
            **self._estimated("difference", "", self.difference), "n": len(self.seeds), "target": found.target,
            "reached": float(share_of_seeds(self.difference, found.target)), "parts": len(self.parts),
            "sets": len(self.values), "exact": self.exact, "orders": 0 if self.sampled is None else self.sampled.orders,
        }])  # fmt: skip

    @cached_property
    def fields(self) -> pd.DataFrame:
        """The fields of each part and their values. Columns: part, group, field, base, other."""
        rows = [
            {
                "part": part.name,
                "group": part.group,
                "field": one.dotted,
                "base": one.base,
                "other": one.other,
            }
            for part in self.parts
            for one in part.fields
        ]
        return pd.DataFrame(rows)

    @cached_property
    def sufficient(self) -> pd.DataFrame:
        """The smallest sets that are enough, smallest first.

        Columns: set, size, change (of the outcome, from base), low, high, reached (share of seeds with the change asked
        for), lasting (whether it stays enough whatever other parts are added), n.
        """
        found, rows = self.sufficiency, []
        for row, lasting in zip(found.minimal, found.lasting, strict=True):
            change = self.values[row] - self.values[0]
            reached = float(share_of_seeds(change, found.target))
            rows.append({
                "set": self._name(row), "size": row.bit_count(), **self._estimated("change", "", change),
                "reached": reached, "lasting": lasting, "n": len(self.seeds),
            })  # fmt: skip
        columns = ["set", "size", "change", "low", "high", "reached", "lasting", "n"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """A row per part: its share of the difference, and what it changes alone and taken away.

        Columns: part, group, share, low, high, sampling_error (standard error from sampled orders; 0 if exact),
        of_difference (share of the difference), alone, alone_low, alone_high (from base), taken_away, taken_away_low,
        taken_away_high (lost from other), owen, owen_low, owen_high (share where parts of a group come together),
        necessary, n.
        """
        single, away = self._alone_and_away()
        grouped = self._owen
        mean = float(self.difference.mean())
        rows = []
        for place, part in enumerate(self.parts):
            error = 0.0 if self.sampled is None else float(self.sampled.errors[place])
            share = self._estimated("share", "", self._shapley[place], error)
            rows.append({
                "part": part.name, "group": part.group, **share, "sampling_error": error,
                "of_difference": share["share"] / mean if mean else float("nan"),
                **self._estimated("alone", "alone_", single[place]),
                **self._estimated("taken_away", "taken_away_", away[place]),
                **(self._estimated("owen", "owen_", grouped[place]) if grouped is not None else _none("owen", "owen_")),
                "necessary": place in self.sufficiency.necessary, "n": len(self.seeds),
            })  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The share of each group by Owen, which is its Shapley share among groups; empty if orders were sampled.

        Columns: group, parts (number), share, low, high, n.
        """
        rows = []
        if self._owen is not None:
            for name, group in self._grouping.items():
                share = self._estimated("share", "", self._owen[group].sum(axis=0))
                rows.append({"group": name, "parts": len(group), **share, "n": len(self.seeds)})
        return pd.DataFrame(rows, columns=["group", "parts", "share", "low", "high", "n"])

    @cached_property
    def interactions(self) -> pd.DataFrame:
        """What each two parts bring together beyond one by one; empty if orders were sampled.

        Columns: first, second, interaction, low, high, n.
        """
        rows = []
        if self.exact:
            pairs, found = interactions(self.game)
            for (i, j), line in zip(pairs, found, strict=True):
                names = {"first": self.parts[i].name, "second": self.parts[j].name}
                rows.append({**names, **_estimated("interaction", "", line), "n": len(self.seeds)})
        return pd.DataFrame(rows, columns=["first", "second", "interaction", "low", "high", "n"])

    @cached_property
    def sets(self) -> pd.DataFrame:
        """Every set that was run.

        Columns: set, size, mean (of the outcome), change (from base), low, high, reached, enough, term (Moebius: what
        the set brings beyond its smaller sets; NaN if orders were sampled), n.
        """
        found, rows = self.sufficiency, []
        terms = moebius(self.game).mean(axis=1) if self.exact else np.full(len(self.values), np.nan)
        for place, row in enumerate(self._rows):
            rows.append({
                "set": self._name(row), "size": row.bit_count(), "mean": float(self.values[row].mean()),
                **self._estimated("change", "", self.values[row] - self.values[0]),
                "reached": float(found.reached[place]), "enough": bool(found.enough[place]),
                "term": float(terms[place]) if row else 0.0, "n": len(self.seeds),
            })  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def by_seed(self) -> pd.DataFrame:
        """The outcome of every set and seed. Columns: set, seed, value."""
        rows = [
            {"set": self._name(row), "seed": seed, "value": float(value)}
            for row in self._rows
            for seed, value in zip(self.seeds, self.values[row], strict=True)
        ]
        return pd.DataFrame(rows)

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        names = (
            "summary", "fields", "sufficient", "shares", "groups", "interactions", "sets", "by_seed",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def sentences(self, language: str = "en") -> list[str]:
        """The explanation in words ("en" or "id"); every number is a cell of a table, as `words` shows."""
        return [sentence.text for sentence in self.words(language)]

    def words(self, language: str = "en") -> list[Any]:
        """The same with the cell that each number comes from (`studies.words.explained.Sentence`)."""
        from partnersim.studies.words.explained import explained
        from partnersim.studies.words.texts import Texts

        return explained(self, Texts(language))

    def width(self) -> float:
        """Width of the widest interval of a share; NaN with one seed."""
        return float((self.shares["high"] - self.shares["low"]).max(skipna=False))

    @cached_property
    def _shapley(self) -> Floats:
        return shapley(self.game) if self.sampled is None else self.sampled.shares

    @cached_property
    def _grouping(self) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for place, part in enumerate(self.parts):
            groups.setdefault(part.group, []).append(place)
        return groups

    @cached_property
    def _owen(self) -> Floats | None:
        return owen(self.game, list(self._grouping.values())) if self.exact else None

    def _alone_and_away(self) -> tuple[Floats, Floats]:
        if self.exact:
            return alone(self.game), taken_away(self.game)
        every = range(len(self.parts))
        single = np.stack([self.values[place_of([part])] - self.values[0] for part in every])
        away = np.stack(
            [self.values[self._full] - self.values[self._full ^ place_of([part])] for part in every]
        )
        return single, away

    def _estimated(self, name: str, ends: str, values: Floats, error: float = 0.0) -> dict[str, float]:
        """What changes the outcome by no more than it can: the difference, a part's share, what parts change."""
        return _estimated(name, ends, values, error, possible_of(self.outcome, difference=True))

    def _name(self, row: int) -> str:
        return JOIN.join(self.parts[part].name for part in members(row)) or NOTHING


def _estimated(
    name: str, ends: str, values: Floats, error: float = 0.0, possible: Range = ENDLESS
) -> dict[str, float]:
    """Mean over seeds with its 95 % interval, cut at what is possible; a standard error from elsewhere widens it."""
    found = estimate(values)
    if error and found.n > 1:
        point = float(special.stdtrit(found.n - 1, 0.5 + LEVEL / 2))
        half = float(np.hypot((found.high - found.low) / 2.0, point * error))
        found = replace(found, low=found.mean - half, high=found.mean + half)
    found = cut(found, possible)
    return {name: found.mean, f"{ends}low": found.low, f"{ends}high": found.high}


def _none(name: str, ends: str) -> dict[str, float]:
    return dict.fromkeys((name, f"{ends}low", f"{ends}high"), float("nan"))
