"""Writes experiments/regencies/514-made-up-places.csv: as many places as a country has regencies, none of them real.

Run ``python tools/made_up_regencies.py`` to write it, with ``--check`` to see whether it is as written. Sizes, shares
of poor people and lines are drawn; totals are set to those of a country of 238 million people, 25 million listed
households and 13.3 percent below the line. No row says anything of a real place: published figures take their place.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

FILE = Path(__file__).resolve().parents[1] / "experiments" / "regencies" / "514-made-up-places.csv"
PLACES, PEOPLE, LISTED, HEADCOUNT = 514, 238_000_000, 25_000_000, 0.133
SEED, PERSONS = 514, 3.9
HEADS = """\
# As many places as Indonesia has regencies and cities, none of which exists: sizes, shares of poor people and lines
# are drawn by tools/made_up_regencies.py. In all 238 million people, 25 million listed households and 13.3 percent
# below the line, as a country may have. They show what a national study takes. For a real one put published figures in
# their place, each with its source.
name,population,headcount,poverty_line_idr,listed_households,source
"""


def table() -> str:
    """The file's text."""
    luck = np.random.default_rng(SEED)
    sizes = np.sort(np.clip(luck.lognormal(0.0, 0.85, PLACES), 0.06, 9.0))
    people = np.round(PEOPLE * sizes / sizes.sum(), -2)
    poor = np.clip(luck.lognormal(0.0, 0.55, PLACES), 0.2, 4.0)
    poor = np.clip(HEADCOUNT * poor / np.average(poor, weights=people), 0.02, 0.45)
    lines = np.round(240_000 * luck.lognormal(0.0, 0.15, PLACES), -3)
    share = np.clip(
        2.0 * np.sqrt(poor), 0.2, 0.9
    )  # the poorer a place, the more of it is listed, up to nine in ten
    households = people / PERSONS
    listed = np.round(LISTED * share * households / (share * households).sum())
    rows = (
        f"Made-up place {number:03d},{size:.0f},{rate:.3f},{line:.0f},{on_list:.0f},made up for a study's size and cost"
        for number, (size, rate, line, on_list) in enumerate(
            zip(people, poor, lines, listed, strict=True), start=1
        )
    )
    return HEADS + "\n".join(rows) + "\n"


def main() -> int:
    """Write the file, or compare it."""
    if "--check" in sys.argv[1:]:
        return 0 if FILE.read_text("utf-8") == table() else 1
    FILE.write_text(table(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
