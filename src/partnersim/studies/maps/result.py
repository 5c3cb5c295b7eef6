"""What came of a map: leads by point and in all, the rule and how often it is right, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.measures.comparing import measures
from partnersim.scenario.experiments.maps import Map, MapArm
from partnersim.studies.estimates import share_interval
from partnersim.studies.maps.leads import NOBODY, Leads, leads_of, strengths, turn_of
from partnersim.studies.maps.tree import Tree, fitted_tree, guessed, paths

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEWEST_CLEAR = 20
"""Points with a clear lead that a rule is fitted on at least; with fewer there is none."""


@dataclass(frozen=True, kw_only=True)
class MapRuns:
    """Outcomes of all runs.

    Attributes:
        arms: names in order; the last is the place without a programme.
        values: by outcome, shape (points, arms, seeds); NaN where a run failed.
        signs: by outcome, -1 where less is better. failures: point, arm and message of what failed.
    """

    arms: tuple[str, ...]
    values: dict[str, Floats]
    signs: dict[str, float]
    failures: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class MapTable:
    """A map that has been run.

    Attributes:
        asked: the map. places: of inputs in their ranges, (points, inputs). runs: what came. facts: how it was done.
    """

    asked: Map
    places: Floats
    runs: MapRuns
    facts: dict[str, Any]

    @cached_property
    def ranked(self) -> list[MapArm]:
        """Arms that can lead: all of them, or the parts that are taken from the whole."""
        arms = list(self.asked.file.arms)
        return arms if self.asked.file.asks == "lead" else [arm for arm in arms[1:] if not arm.adds]

    @cached_property
    def fitted(self) -> Bools:
        """Which points the rule is fitted on; the others are held back."""
        return np.arange(len(self.places)) < self.asked.file.points

    def scores(self, outcome: str, /) -> tuple[Floats, Floats]:
        """What counts for each arm that can lead, (points, arms, seeds), and what a lead is a share of, (points,).

        Counts: the outcome; of a map of what carries what the whole loses without the part. The share is of what the
        programme brings over none: with the best arm, or as a whole.
        """
        values = self.runs.signs[outcome] * self.runs.values[outcome]
        columns = [self.runs.arms.index(arm.name) for arm in self.ranked]
        gains = (values[:, :-1] - values[:, -1:]).mean(axis=2)
        if self.asked.file.asks == "lead":
            return values[:, columns], np.abs(gains.max(axis=1))
        return values[:, :1] - values[:, columns], np.abs(gains[:, 0])

    def leads(self, outcome: str | None = None, /) -> Leads:
        """Who is ahead by an outcome, the map's own unless another is named."""
        scores, scale = self.scores(outcome or self.asked.file.outcome)
        return leads_of(scores, scale, margin=self.asked.file.margin)

    @cached_property
    def inputs(self) -> Floats:
        """Values of the inputs, shape (points, inputs)."""
        file = self.asked.file
        return np.array([
            [one.value(float(share)) for one, share in zip(file.inputs, row, strict=True)] for row in self.places
        ])  # fmt: skip

    def rule(self, leads: Leads, /) -> Tree | None:
        """The rule on who leads, fitted on points with a clear lead; None where there are too few."""
        used = self.fitted & leads.clear
        if used.sum() < FEWEST_CLEAR:
            return None
        return fitted_tree(self.inputs[used], leads.first[used])

    def document(self) -> dict[str, Any]:
        """Everything as plain data."""
        file, leads = self.asked.file, self.leads()
        weights = strengths(self.places[leads.clear], leads.first[leads.clear])
        order = np.argsort(-weights, kind="stable")
        return {
            "name": self.asked.name, "asks": file.asks, "title": file.title, "title_id": file.title_id,
            "case": file.case, "case_id": file.case_id, "scenario": file.scenario, "note": file.note,
            "outcome": file.outcome, "link": measures()[file.outcome].link.value, "margin": file.margin,
            "points_fitted": file.points, "points_held_back": file.held_back, "replicates": file.replicates,
            "first_seed": file.seed, "clear": float(leads.clear.mean()),
            "nobody": float((leads.first == NOBODY).mean()),
            "inputs": [
                {"name": one.name, "label": one.label, "label_id": one.label_id, "how": one.how,
                 "paths": list(one.paths), "low": one.ends[0], "high": one.ends[1], "strength": float(weight)}
                for one, weight in zip(file.inputs, weights, strict=True)
            ],
            "strongest": [file.inputs[k].name for k in order],
            "arms": [self._arm(k, arm) for k, arm in enumerate(self.ranked)],
            "others": self._others(), **self._told(leads, [arm.name for arm in self.ranked]),
            "failures": self.runs.failures, "facts": self.facts, "points": self._points(),
        }  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """A row per point: what was drawn, each arm's outcome, who leads, by how much, and whether that is clear."""
        return pd.json_normalize(self._points())

    def _arm(self, k: int, arm: MapArm) -> dict[str, Any]:
        file, leads = self.asked.file, self.leads()
        share, low, high = leads.share(k)
        row: dict[str, Any] = {
            "name": arm.name, "label": arm.label, "label_id": arm.label_id, "leads": share, "low": low, "high": high,
            "leads_clearly": leads.share(k, clear=True)[0],
            "by": {name: self.leads(name).share(k)[0] for name in (file.outcome, *file.also)},
        }  # fmt: skip
        scores, scale = self.scores(file.outcome)
        middle = scores.mean(axis=2)
        if file.asks == "carry":
            return {**row, **self._size(middle[:, k] / np.where(scale > 0.0, scale, np.nan))}
        if k == 0:
            return row
        gap = middle[:, 0] - middle[:, k]
        ahead = np.where(np.isfinite(gap), (gap > 0.0).astype(float), np.nan)
        pair = leads_of(scores[:, [0, k]], scale, margin=file.margin)
        told = self._told(pair, [self.ranked[0].name, arm.name])
        behind = self._behind(ahead, gap / np.where(scale > 0.0, scale, np.nan))
        return {**row, "behind_first": {**behind, "clear": float(pair.clear.mean()), **told}}

    def _behind(self, ahead: Floats, percent: Floats) -> dict[str, Any]:
        """How often and by how much the first arm is ahead of another, and along which input that turns."""
        known = ahead[np.isfinite(ahead)]
        low, high = share_interval(int(known.sum()), len(known))
        turn = turn_of(self.places, ahead)
        return {
            "share": float(known.mean()) if len(known) else None, "low": low, "high": high,
            "middle": float(np.nanmedian(percent)) if np.isfinite(percent).any() else None,
            "turn": self._turned(turn),
        }  # fmt: skip

    def _size(self, share: Floats) -> dict[str, Any]:
        """What a part carries of the whole programme: middle and spread over points, and what changes it most."""
        known = share[np.isfinite(share)]
        low, middle, high = np.percentile(known, [10, 50, 90]) if len(known) else (np.nan,) * 3
        return {
            "carries": float(middle), "carries_low": float(low), "carries_high": float(high),
            "turn": self._turned(turn_of(self.places, share)),
        }  # fmt: skip

    def _turned(self, turn: Any) -> dict[str, Any] | None:
        if turn.input == NOBODY:
            return None
        return {"input": self.asked.file.inputs[turn.input].name, "low": turn.low, "high": turn.high}

    def _others(self) -> list[dict[str, Any]]:
        """Parts that are added to the whole: what they would bring, as a share of the whole programme."""
        file = self.asked.file
        values = self.runs.signs[file.outcome] * self.runs.values[file.outcome]
        _, scale = self.scores(file.outcome)
        made = []
        for arm in file.arms:
            if arm.adds:
                gain = (values[:, self.runs.arms.index(arm.name)] - values[:, 0]).mean(axis=1)
                size = self._size(gain / np.where(scale > 0.0, scale, np.nan))
                made.append({"name": arm.name, "label": arm.label, "label_id": arm.label_id, **size})
        return made

    def _told(self, leads: Leads, names: list[str]) -> dict[str, Any]:
        """The rule on who leads as plain data, and how often it is right."""
        tree = self.rule(leads)
        if tree is None:
            return {"rule": None, "score": None}
        inputs = [one.name for one in self.asked.file.inputs]
        rule = [
            {
                "if": [{"input": inputs[c.input], "above": c.above, "at": c.at} for c in conditions],
                "leads": names[leaf.leader], "points": leaf.count, "right": leaf.right,
            }
            for conditions, leaf in paths(tree)
        ]  # fmt: skip
        return {"rule": rule, "score": self._score(leads, tree, names)}

    def _score(self, leads: Leads, tree: Tree, names: list[str]) -> dict[str, Any]:
        """How often a rule is right at points held back, beside always naming who leads most often."""
        says, used = guessed(tree, self.inputs), self.fitted & leads.clear
        usual = int(np.bincount(leads.first[used]).argmax())
        made: dict[str, Any] = {"usual": names[usual]}
        for key, where in (
            ("held_back_clear", ~self.fitted & leads.clear),
            ("held_back", ~self.fitted & (leads.first != NOBODY)),
            ("fitted_clear", used),
        ):
            right, count = int((says == leads.first)[where].sum()), int(where.sum())
            low, high = share_interval(right, count)
            made[key] = {
                "points": count, "right": right, "share": right / count if count else None, "low": low, "high": high,
                "usual_right": int((leads.first == usual)[where].sum()),
            }  # fmt: skip
        return made

    def _points(self) -> list[dict[str, Any]]:
        file, leads = self.asked.file, self.leads()
        middle = {name: values.mean(axis=2) for name, values in self.runs.values.items()}
        named = [arm.name for arm in self.ranked]
        rows = []
        for point in range(len(self.places)):
            drawn = {
                one.name: float(value) for one, value in zip(file.inputs, self.inputs[point], strict=True)
            }
            first, second = int(leads.first[point]), int(leads.second[point])
            rows.append({
                "point": point, "held_back": not bool(self.fitted[point]), "inputs": drawn,
                "outcomes": {
                    name: {arm: float(v) for arm, v in zip(self.runs.arms, of_point[point], strict=True)}
                    for name, of_point in middle.items()
                },
                "leads": "" if first == NOBODY else named[first], "second": "" if second == NOBODY else named[second],
                "margin": float(leads.margin[point]), "clear": bool(leads.clear[point]),
            })  # fmt: skip
        return rows
