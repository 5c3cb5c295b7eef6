"""Settings of the study of partnerships of two: what may be fitted, between which bounds, and the fitted ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from partnersim.scenario.fits.dyads import FITS_FILE, Setting, limits_of, read_dyads
from partnersim.scenario.fits.files import shipped_fit

__all__ = ["BOUNDS", "FITS_FILE", "Bound", "Setting", "fitted", "read_settings"]


class Bound(NamedTuple):
    """Lowest and highest value that may be tried, and its unit."""

    low: float
    high: float
    unit: str


BOUNDS: dict[str, Bound] = {name: Bound(*limits_of(name)) for name in Setting.model_fields}
"""What a fit may change, as the fields of `Setting` declare it."""


def read_settings(path: Path, /) -> tuple[Setting, tuple[Setting, ...]]:
    """The best setting of a file, and all that fit about equally well.

    Raises:
        ScenarioError: the file cannot be read, lacks a number, or one is unknown or outside its bounds.
    """
    fit = read_dyads(path)
    return fit.best.setting, tuple(one.setting for one in fit.ensemble)


@cache
def fitted() -> tuple[Setting, tuple[Setting, ...]]:
    """The shipped best setting, and all shipped ones that fit about equally well.

    Raises:
        FileNotFoundError: no file of this fit is among the shipped scenarios.
        ScenarioError: the file cannot be used.
    """
    path = shipped_fit(FITS_FILE)
    if path is None:
        raise FileNotFoundError(f"{FITS_FILE} is not among the shipped scenarios")
    return read_settings(path)
