"""Settings of the study of partnerships of two: what may be fitted, between which bounds, and the file of the fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from partnersim.scenario.documents.document import Tree, read_document
from partnersim.scenario.documents.errors import ScenarioError, nearest, shown
from partnersim.scenario.documents.shipped import shipped_folders

FITS_FILE = "fits/dyads.yaml"


class Bound(NamedTuple):
    """Lowest and highest value that may be tried, and its unit."""

    low: float
    high: float
    unit: str


BOUNDS: dict[str, Bound] = {
    "chi": Bound(0.05, 0.30, "share"),
    "alternative": Bound(0.0, 0.30, "share"),
    "fixed_cost": Bound(0.0, 0.05, "share"),
    "prior_mean": Bound(0.50, 0.90, "share"),
    "prior_strength": Bound(4.0, 40.0, "observations"),
    "office_hazard": Bound(0.05, 0.15, "1/year"),
    "reliability_mean": Bound(0.35, 0.70, "share"),
    "reliability_sd": Bound(0.05, 0.35, "share"),
    "preparing_months": Bound(0.0, 4.0, "months"),
    "visits_per_month": Bound(0.5, 4.0, "1/month"),
}
"""What a fit may change: no wider than the pilot study of the organization level tried; alternative uses of money up
to 0.3 and visits up to four a month are assumed."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all dyads share.

    Attributes:
        chi: share of the other's work lost by leaving. alternative: worth of other uses of own money, share.
        fixed_cost: cost of staying active, share of what the partnership is worth at best.
        prior_mean, prior_strength: founding trust, share, and its worth in observations.
        office_hazard: changes of office a year. reliability_mean, reliability_sd: of true reliability, shares.
        preparing_months: of getting acquainted, and again of planning. visits_per_month: each to the other.
    """

    chi: float
    alternative: float
    fixed_cost: float
    prior_mean: float
    prior_strength: float
    office_hazard: float
    reliability_mean: float
    reliability_sd: float
    preparing_months: int
    visits_per_month: float

    @classmethod
    def of(cls, values: Mapping[str, float], /) -> Setting:
        """A setting from numbers by name; months are rounded to whole ones."""
        given: dict[str, Any] = {name: float(values[name]) for name in BOUNDS}
        given["preparing_months"] = round(given["preparing_months"])
        return cls(**given)

    def plain(self) -> dict[str, float]:
        """The numbers by name."""
        return asdict(self)


def read_settings(path: Path, /) -> tuple[Setting, tuple[Setting, ...]]:
    """The best setting of a file, and all that fit about equally well.

    Raises:
        ScenarioError: the file cannot be read, lacks a number, or one is unknown or outside its bounds.
    """
    tree = read_document(path, label=path.name)
    for key in ("best", "ensemble"):
        if key not in tree.content:
            raise ScenarioError(tree.mark.problem(f"holds no '{key}'; tools/fit_dyads.py writes such a file"))
    ensemble: Tree = tree.content["ensemble"]
    if not isinstance(ensemble.content, list) or not ensemble.content:
        raise ScenarioError(ensemble.mark.problem("'ensemble' must be a list of one setting or more"))
    return _setting(tree.content["best"]), tuple(_setting(one) for one in ensemble.content)


def _setting(tree: Tree) -> Setting:
    part = tree.content.get("setting") if isinstance(tree.content, dict) else None
    if part is None or not isinstance(part.content, dict):
        raise ScenarioError(tree.mark.problem("holds no 'setting' with a number for each name"))
    for name, value in part.content.items():
        if name not in BOUNDS:
            raise ScenarioError(
                value.mark.problem(
                    f"'{name}' is not part of the setting of dyads",
                    suggestion=nearest(name, among=tuple(BOUNDS)),
                )
            )
        bound, number = BOUNDS[name], value.content
        known = isinstance(number, int | float) and not isinstance(number, bool)
        if not known or not bound.low <= number <= bound.high:
            raise ScenarioError(
                value.mark.problem(
                    f"{name}: {shown(number)} is not between {bound.low:g} and {bound.high:g} {bound.unit}"
                )
            )
    missing = [name for name in BOUNDS if name not in part.content]
    if missing:
        raise ScenarioError(part.mark.problem(f"'setting' lacks {', '.join(missing)}"))
    return Setting.of(part.plain())


@cache
def fitted() -> tuple[Setting, tuple[Setting, ...]]:
    """The shipped best setting, and all shipped ones that fit about equally well.

    Raises:
        FileNotFoundError: no file of this fit is among the shipped scenarios.
        ScenarioError: the file cannot be used.
    """
    for folder in shipped_folders():
        if (folder / FITS_FILE).is_file():
            return read_settings(folder / FITS_FILE)
    raise FileNotFoundError(f"{FITS_FILE} is not among the shipped scenarios")
