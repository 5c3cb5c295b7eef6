"""Fit the setting of partnerships of two to how many are dissolved in five years and when most end (target T16).

Settings are drawn from a Latin hypercube over the bounds of the study, then from a second one over the box that the
best of the first span. The best of both are run for longer on other dyads, with frozen beliefs beside, and then
settings drawn closely around the best of these. Those of about the smallest loss are the ensemble; which of them is
best is decided on yet other dyads, since the smallest of many noisy losses is partly luck.
Neither the arm of frozen beliefs nor the link of trust and duration enters the loss.

``loss = ((share - 55) / 12.5)^2 + years by which the peak lies outside 2 to 6 + max(0, 2 h1 / max h - 1)``
with the share dissolved in five years (percent), half the width of its band, and the yearly hazard h.
"""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from partnersim import __version__
from partnersim.studies.partnerships.dyad_loss import Found, summed
from partnersim.studies.partnerships.dyad_setting import BOUNDS, Setting
from partnersim.studies.partnerships.dyads import ARMS, FROZEN, LEARNING, lives_of

SEED = 16
SEARCH = range(10_001, 10_041)
"""Dyads of the search; those of the last round and those of the published tables are others."""

FINAL = range(20_001, 20_121)
DECIDING = range(30_001, 30_201)
SEARCH_YEARS, FINAL_YEARS, DECIDING_YEARS = 6, 10, 8
LEADERS = 8
AROUND = 0.1
"""Half width of the box about the best of the last round, as a share of the bounds' width."""

EQUALLY_GOOD = 0.5


class Tried(NamedTuple):
    """A setting and what it gave."""

    setting: Setting
    found: Found


def drawn(count: int, *, low: NDArray[np.float64], high: NDArray[np.float64], seed: int) -> list[Setting]:
    """Settings from a Latin hypercube between two corners, rounded to four digits."""
    points = low + qmc.LatinHypercube(d=len(BOUNDS), seed=seed).random(count) * (high - low)
    return [
        Setting.of({name: float(f"{x:.4g}") for name, x in zip(BOUNDS, point, strict=True)})
        for point in points
    ]


def tried(settings: Sequence[Setting], *, numbers: Sequence[int], years: int, arm: str) -> list[Tried]:
    """Run all dyads under each setting in one arm."""
    made = []
    for number, setting in enumerate(settings, start=1):
        since = time.monotonic()
        found = summed(lives_of(numbers, ARMS[arm], years=years, setting=setting), years=years)
        made.append(Tried(setting, found))
        shape = " ".join(f"{h:.2f}" for h in found.hazard)
        print(
            f"{arm} {number}/{len(settings)}: signed {found.signed:.0f} % dissolved {found.share:.0f} %"
            f" hazard {shape} loss {found.loss:.2f} ({time.monotonic() - since:.0f} s)",
            file=sys.stderr, flush=True,
        )  # fmt: skip
    return made


def best_of(made: Sequence[Tried], count: int, /) -> list[Tried]:
    """Those of the smallest loss, best first."""
    return sorted((one for one in made if np.isfinite(one.found.loss)), key=lambda one: one.found.loss)[
        :count
    ]


def search(*, wide: int, near: int) -> list[Tried]:
    """First over all bounds, then over the box of the best."""
    low, high = np.array([(b.low, b.high) for b in BOUNDS.values()]).T
    made = tried(drawn(wide, low=low, high=high, seed=SEED), numbers=SEARCH, years=SEARCH_YEARS, arm=LEARNING)
    if near:
        box = np.array([list(one.setting.plain().values()) for one in best_of(made, LEADERS)], dtype=float)
        closer = drawn(near, low=box.min(axis=0), high=box.max(axis=0), seed=SEED + 1)
        made += tried(closer, numbers=SEARCH, years=SEARCH_YEARS, arm=LEARNING)
    return made


def around(best: Setting, count: int, /) -> list[Setting]:
    """Settings in a small box about one, inside the bounds."""
    low, high = np.array([(b.low, b.high) for b in BOUNDS.values()]).T
    middle, step = np.array(list(best.plain().values()), dtype=float), AROUND * (high - low)
    return drawn(
        count, low=np.maximum(low, middle - step), high=np.minimum(high, middle + step), seed=SEED + 2
    )


def last_round(settings: Sequence[Setting]) -> tuple[list[Tried], list[Tried]]:
    """Each setting on the dyads of the last round, with learning and with frozen beliefs."""
    learning = tried(settings, numbers=FINAL, years=FINAL_YEARS, arm=LEARNING)
    return learning, tried(settings, numbers=FINAL, years=FINAL_YEARS, arm=FROZEN)


def equally_good(last: Sequence[Tried], /) -> list[int]:
    """Which fit about as well as the best of the last round, by number."""
    smallest = min(one.found.loss for one in last)
    return [k for k, one in enumerate(last) if one.found.loss <= smallest + EQUALLY_GOOD]


def document(
    made: Sequence[Tried],
    last: Sequence[Tried],
    frozen: Sequence[Tried],
    decided: Mapping[int, Tried],
) -> dict[str, Any]:
    """Content of the file: how it was found, the best setting, and those that fit about equally well.

    Args:
        made: all of the search. last, frozen: of the last round, by number. decided: of the deciding dyads, for the
            numbers of those that fit about equally well.
    """
    equal = sorted(decided, key=lambda k: decided[k].found.loss)
    others = sorted(set(range(len(last))) - set(equal), key=lambda k: last[k].found.loss)
    ensemble = [
        _entry(last[k], frozen[k]) | {"on_the_deciding_dyads": _lived(decided[k].found)} for k in equal
    ]
    return {
        "provenance": _provenance(made, last),
        "bounds": {name: [b.low, b.high, b.unit] for name, b in BOUNDS.items()},
        "best": copy.deepcopy(ensemble[0]),  # no YAML alias
        "ensemble": ensemble,
        "others_of_the_last_round": [_entry(last[k], frozen[k]) for k in others],
    }


def _provenance(made: Sequence[Tried], last: Sequence[Tried]) -> dict[str, Any]:
    return {
        "made_by": f"partnersim fit dyads, version {__version__}, {date.today().isoformat()}",
        "fitted_to": "T16: 55 percent (40 to 65) of partnerships of two dissolved in five years, hazard highest in "
        "years 2 to 6, low in the first (Harrigan 1988; Bleeke and Ernst 1993; Park and Russo 1996: commercial "
        "alliances, weak evidence)",
        "not_fitted": "frozen beliefs; correlation of trust and duration",
        "loss": "((share - 55) / 12.5)^2 + years of the peak outside 2 to 6 + max(0, 2 h1 / max h - 1)",
        "settings_tried": len(made),
        "inside_both_bands": sum(one.found.good for one in made),
        "search": f"Latin hypercubes, seeds {SEED} and {SEED + 1}; dyads {SEARCH[0]} to {SEARCH[-1]}, "
        f"{SEARCH_YEARS} years, learning only; set aside if fewer than half are signed",
        "last_round": f"{len(last)} settings, the best of the search and others within {AROUND:g} of "
        f"the bounds' width around the best of these (seed {SEED + 2}); dyads {FINAL[0]} to {FINAL[-1]}, "
        f"{FINAL_YEARS} years, both arms",
        "equally_good": f"loss within {EQUALLY_GOOD} of the smallest; the best of these by their loss on dyads "
        f"{DECIDING[0]} to {DECIDING[-1]}, {DECIDING_YEARS} years",
    }


def _entry(one: Tried, frozen: Tried) -> dict[str, Any]:
    return {
        "setting": one.setting.plain(),
        **_lived(one.found),
        "frozen_beliefs": {
            "dissolved_five_years_percent": _short(frozen.found.share),
            "hazard_by_year": [_short(h) for h in frozen.found.hazard],
        },
    }


def _lived(found: Found) -> dict[str, Any]:
    return {
        "loss": _short(found.loss),
        "signed_percent": _short(found.signed),
        "dissolved_five_years_percent": _short(found.share),
        "hazard_by_year": [_short(h) for h in found.hazard],
        "trust_and_duration_correlation": _short(found.linked),
    }


def _short(value: float) -> float | None:
    return float(f"{value:.3g}") if np.isfinite(value) else None


def fit_dyads(
    *, wide: int = 120, near: int = 60, finalists: int = 8, around_best: int = 10
) -> dict[str, Any] | None:
    """Search, run the best again with frozen beliefs beside, and give the content of the file.

    Args:
        wide: settings drawn over all bounds.
        near: settings drawn over the box of the best of these.
        finalists: settings of the last round.
        around_best: settings drawn closely around the best of that round.

    Returns:
        The content, or None if in no setting half of the dyads were signed and one dissolved.
    """
    made = search(wide=wide, near=near)
    settings = [one.setting for one in best_of(made, finalists)]
    if not settings:
        return None
    last, frozen = last_round(settings)
    best = best_of(last, 1)
    if not best:
        return None
    if around_best:
        more, more_frozen = last_round(around(best[0].setting, around_best))
        last, frozen = last + more, frozen + more_frozen
    equal = equally_good(last)
    decided = tried([last[k].setting for k in equal], numbers=DECIDING, years=DECIDING_YEARS, arm=LEARNING)
    return document(made, last, frozen, dict(zip(equal, decided, strict=True)))
