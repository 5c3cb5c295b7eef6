"""A plane with its results: a map for each other way of working and outcome, as plain data, and back from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from partnersim.scenario.experiments.planes import Lever, Plane
from partnersim.studies.mapping.result import LeadMap
from partnersim.studies.mapping.surface import Surface
from partnersim.studies.sweeping.design import Factor

_NORMAL_95 = 1.959963984540054
_NUMBERS = ("height", "rough", "middle", "scale")


@dataclass(frozen=True, kw_only=True)
class PlaneTable:
    """What came of a plane.

    Attributes:
        asked: the plane. maps: by name of the other arm and outcome; differences are the first arm's less the other's.
        places: a row per point: x, y, unit_x, unit_y. stopped: why no more points were added. failures: runs that
            failed: point, arm, message. facts: how it came about.
    """

    asked: Plane
    maps: dict[tuple[str, str], LeadMap]
    places: pd.DataFrame
    stopped: str
    failures: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """A row per point, other arm and outcome: x, y, seeds, difference, error."""
        return pd.concat(
            [one.points.assign(arm=arm, outcome=outcome) for (arm, outcome), one in self.maps.items()],
            ignore_index=True,
        )

    def document(self) -> dict[str, Any]:
        """Everything as plain data; `maps_of` makes the maps of it again."""
        file = self.asked.file
        texts = ("title", "title_id", "case", "case_id", "note", "scenario")
        return {
            "name": self.asked.name, **{key: getattr(file, key) for key in texts},
            "levers": [_lever(one) for one in file.levers],
            "arms": [{key: getattr(arm, key) for key in ("name", "label", "label_id")} for arm in file.arms],
            "outcomes": list(file.outcomes), "replicates": file.replicates, "first_seed": file.seed,
            "stopped": self.stopped, "failures": self.failures, "facts": self.facts,
            "places": self.places.to_dict("records"),
            "maps": [_map(arm, outcome, one) for (arm, outcome), one in self.maps.items()],
        }  # fmt: skip


def maps_of(document: Mapping[str, Any], /, *, language: str = "en") -> dict[tuple[str, str], LeadMap]:
    """The maps of a document, by other arm and outcome, with labels in a language."""
    key = "label_id" if language == "id" else "label"
    labels = {arm["name"]: arm[key] for arm in document["arms"]}
    factors = tuple(
        Factor(path=one[key], values=(), low=one["low"], high=one["high"]) for one in document["levers"]
    )
    first = document["arms"][0]["name"]
    places = pd.DataFrame(document["places"])
    found = {}
    for told in document["maps"]:
        points = places[["x", "y"]].assign(
            seeds=told["seeds"], difference=np.array(told["differences"], dtype=float),
            error=np.array(told["errors"], dtype=float),
        )  # fmt: skip
        known = points["difference"].notna().to_numpy()
        surface = Surface(
            points=places.loc[known, ["unit_x", "unit_y"]].to_numpy(float),
            values=points.loc[known, "difference"].to_numpy(float), noise=np.array(told["surface"]["noise"]),
            lengths=np.array(told["surface"]["lengths"]), **{name: told["surface"][name] for name in _NUMBERS},
        )  # fmt: skip
        stands = None if told["case"] is None else tuple(told["case"]["at"])
        found[told["arm"], told["outcome"]] = LeadMap(
            base=labels[told["arm"]], other=labels[first], outcome=told["outcome"], better=told["better"],
            factors=(factors[0], factors[1]), points=points, surface=surface, case={"base": stands, "other": stands},
            stopped=document["stopped"],
            facts={"points": len(points), "seeds_a_point": document["replicates"]},
        )  # fmt: skip
    return found


def _lever(lever: Lever) -> dict[str, Any]:
    low, high = lever.ends
    return {
        "name": lever.name, "label": lever.label, "label_id": lever.label_id, "low": low, "high": high,
        "how": "steps" if lever.steps else lever.how, "paths": list(lever.paths),
        "steps": [step.at for step in lever.steps],
    }  # fmt: skip


def _map(arm: str, outcome: str, found: LeadMap) -> dict[str, Any]:
    average = found.average
    stands = found.in_case() if found.holds else None
    case: dict[str, Any] | None = None
    if found.case["base"] is not None:
        case = {"at": list(found.case["base"]), "difference": None, "low": None, "high": None, "zone": None}
        if stands is not None:
            difference, error, zone = stands
            half = _NORMAL_95 * error
            case |= {
                "difference": difference,
                "low": difference - half,
                "high": difference + half,
                "zone": zone,
            }
    surface = found.surface
    return {
        "arm": arm, "outcome": outcome, "better": found.better, "holds": found.holds, "explained": found.explained,
        "shares": found.shares if found.holds else None,
        "average": {"difference": average.mean, "low": average.low, "high": average.high},
        "case": case, "seeds": found.points["seeds"].tolist(),
        "differences": [None if np.isnan(value) else value for value in found.points["difference"]],
        "errors": [None if np.isnan(value) else value for value in found.points["error"]],
        "surface": {
            "noise": surface.noise.tolist(), "lengths": surface.lengths.tolist(),
            **{name: getattr(surface, name) for name in _NUMBERS},
        },
    }  # fmt: skip
