"""Whose trial it is: the places they live in, who is in the study, and how many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import model_validator

from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.texts import ArmName, ScenarioName, ScenarioPath
from partnersim.scenario.phrases import Phrase

Who = Literal["eligible_poor", "ultra_poor", "micro_firms", "whole_village"]

_PRESETS: dict[str, tuple[tuple[float, float], str]] = {
    "eligible_poor": ((0.0, 0.4), "any"),
    "ultra_poor": ((0.0, 0.1), "any"),
    "micro_firms": ((0.0, 1.0), "with"),
    "whole_village": ((0.0, 1.0), "any"),
}


class Population(Part):
    """Whose trial it is: the place they live in, who is in the study, and how many."""

    scenario: ScenarioName = choice(
        "", doc="Scenario whose place and household economy is used; a plain village if empty."
    )
    set: dict[ScenarioPath, Any] = choice({}, doc="Values set in that scenario, by dotted path.")
    places: dict[ArmName, dict[ScenarioPath, Any]] = choice(
        {},
        doc="Places of the trial by name, each with values of its own beside 'set'; all arms are tried in each.",
    )
    who: Who = choice("whole_village", doc="Who is in the study; the next three fields narrow or replace it.")
    proxy_share: tuple[float, float] | None = quantity(
        None,
        unit="share",
        low=0.0,
        high=1.0,
        doc="From and to which share of households by the noisy welfare proxy.",
    )
    enterprise: Literal["any", "with", "without"] | None = choice(
        None, doc="Households with or without an enterprise at baseline; as 'who' says if empty."
    )
    capital_idr: tuple[float, float] | None = quantity(
        None, unit="IDR", low=0.0, high=1e11, doc="Range of enterprise capital at baseline."
    )
    proxy_error: float = quantity(
        0.5, unit="log", low=0.0, high=3.0, doc="Error (log sd) of the welfare proxy, fixed before treatment."
    )
    households: int = quantity(
        4_000, unit="households", low=2, high=1_000_000, doc="Households of the study."
    )
    clusters: int = quantity(100, unit="clusters", low=1, high=20_000, doc="Hamlets they live in.")
    coverage: float = quantity(
        1.0,
        unit="share",
        low=0.001,
        high=1.0,
        doc="Share of a cluster's eligible households that the study reaches.",
    )
    neighbours: int = quantity(
        40,
        unit="rows",
        low=0,
        high=10_000,
        doc="Most rows simulated per cluster for all others who live there.",
    )

    @property
    def shares(self) -> tuple[float, float]:
        """Range of the proxy that holds."""
        return self.proxy_share or _PRESETS[self.who][0]

    @property
    def owners(self) -> str:
        """Whether households with, without, or with and without an enterprise are meant."""
        return self.enterprise or _PRESETS[self.who][1]

    def said(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every field of the scenario that is set: where in this part, and its path."""
        for path in self.set:
            yield ("set",), path
        for name, values in self.places.items():
            for path in values:
                yield ("places", name), path

    @model_validator(mode="after")
    def _makes_sense(self) -> Population:
        for name, pair in (("proxy_share", self.proxy_share), ("capital_idr", self.capital_idr)):
            if pair is not None and not pair[0] < pair[1]:
                raise ValueError(
                    Phrase(
                        "{name} is an empty range: {low:g} to {high:g}",
                        name=name,
                        low=pair[0],
                        high=pair[1],
                    )
                )
        if self.clusters * 2 > self.households and self.clusters > 1:
            raise ValueError(
                Phrase(
                    "{households} households do not fill {clusters} clusters with two each",
                    households=self.households,
                    clusters=self.clusters,
                )
            )
        if self.capital_idr is not None and self.owners == "without":
            raise ValueError(
                Phrase("capital_idr: households without an enterprise have no capital to choose by")
            )
        return self
