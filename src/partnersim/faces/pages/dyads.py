"""docs/results/dyads.md: partnerships of two, left alone; how many are dissolved and when, with and without learning.

The dyads are those of `studies.partnerships.dyads`, in the setting that `partnersim fit dyads` found. Facts: 55 percent
of partnerships of two dissolved in five years (accepted 40 to 65), with the hazard highest in years 2 to 6, and a small
positive correlation of trust and duration (0 to 0.2), which nothing is fitted to.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from partnersim import __version__
from partnersim.faces.pages.tree import RESULTS, put
from partnersim.scenario.documents.shipped import shipped_folders
from partnersim.studies.partnerships.dyad_loss import BAND, FIRST_PEAK, LAST_PEAK, Found, summed
from partnersim.studies.partnerships.dyad_setting import BOUNDS, FITS_FILE, fitted
from partnersim.studies.partnerships.dyads import ARMS, FROZEN, LEARNING, Changes, Life, lives_of
from partnersim.studies.words.numbers import NONE, fixed_text

PAGE = RESULTS / "dyads.md"
SAYS = "<!-- what it says -->"
LINKED = (0.0, 0.2)
HEAD = """# Partnerships of two, left alone

How many partnerships of two are dissolved when nobody looks after them, and when; each arm beside the same
one with beliefs frozen."""


def shape(hazard: Sequence[float | None], /) -> str:
    """Hazards by year as they are printed."""
    return " ".join(NONE if h is None else fixed_text(h, 2) for h in hazard)


def row(name: str, found: Found, lives: Sequence[Life | None]) -> str:
    """One line of the table of arms."""
    signed = sum(one is not None for one in lives)
    linked = fixed_text(found.linked, 2, signed=True)
    return (
        f"| {name} | {signed} of {len(lives)} | {found.share:.0f} % (s.e. {error(found.share, signed):.0f} %) "
        f"| {shape(found.hazard)} | {linked} |"
    )


def error(share: float, count: int) -> float:
    """Standard error of a share in percent."""
    return float(np.sqrt(share * (100.0 - share) / max(1, count)))


def judged(found: Found, signed: int) -> list[str]:
    """The facts, their bands, and what was found."""

    def line(fact: str, band: str, value: str, *, met: bool) -> str:
        return f"| {fact} | {band} | {value} | {'met' if met else 'missed'} |"

    share = f"{found.share:.0f} % (s.e. {error(found.share, signed):.0f} %)"
    return [
        "| fact | band | found | |",
        "|---|---|---|---|",
        line("dissolved in five years (fitted to)", f"{BAND[0]:.0f} to {BAND[1]:.0f} %", share,
             met=BAND[0] <= found.share <= BAND[1]),
        line("year of the highest hazard (fitted to)", f"{FIRST_PEAK} to {LAST_PEAK}", str(found.peak),
             met=FIRST_PEAK <= found.peak <= LAST_PEAK),
        line("correlation of trust and duration (not fitted to)", "0 to 0.2", fixed_text(found.linked, 2, signed=True),
             met=LINKED[0] <= found.linked <= LINKED[1]),
    ]  # fmt: skip


def settings_table(content: dict[str, Any]) -> list[str]:
    """The setting and its bounds, and the lives in all settings of the last round."""
    given, best = content["provenance"], fitted()[0].plain()
    ensemble = content["ensemble"]
    lines = ["", "## The setting", "", "| number | unit | bounds | fitted | those that fit about equally well |",
             "|---|---|---|---|---|"]  # fmt: skip
    for name, bound in BOUNDS.items():
        values = [one["setting"][name] for one in ensemble]
        lines.append(
            f"| {name} | {bound.unit} | {bound.low:g} to {bound.high:g} | {best[name]:g} "
            f"| {min(values):g} to {max(values):g} |"
        )
    lines += [
        "",
        f"Made by `partnersim fit dyads`: {given['settings_tried']} settings tried ({given['search']}), of which "
        f"{given['inside_both_bands']} had share and peak inside their bands; last round: {given['last_round']}. "
        f"Equally good: {given['equally_good']}. Loss: `{given['loss']}`.",
        "",
        "| last round | loss | signed | dissolved in five years | on the deciding dyads | hazard by year "
        "| with frozen beliefs | their hazard | trust and duration |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for number, one in enumerate([*ensemble, *content["others_of_the_last_round"]], start=1):
        frozen, linked = one["frozen_beliefs"], one["trust_and_duration_correlation"]
        name = "best" if number == 1 else f"{number}" + ("" if number <= len(ensemble) else " (not as good)")
        loss = NONE if one["loss"] is None else fixed_text(one["loss"], 2)
        deciding = one.get("on_the_deciding_dyads")
        again = NONE if deciding is None else f"{deciding['dissolved_five_years_percent']:.0f} %"
        lines.append(
            f"| {name} | {loss} | {one['signed_percent']:.0f} % | {one['dissolved_five_years_percent']:.0f} % "
            f"| {again} "
            f"| {shape(one['hazard_by_year'])} | {frozen['dissolved_five_years_percent']:.0f} % "
            f"| {shape(frozen['hazard_by_year'])} | {NONE if linked is None else fixed_text(linked, 2, signed=True)} |"
        )
    return lines


def page(dyads: int, years: int, extra: Changes) -> str:
    """Run all arms and lay them out."""
    numbers, table, found = range(1, dyads + 1), [], {}
    for name, changes in ARMS.items():
        lives = lives_of(numbers, {**changes, **extra}, years=years)
        found[name] = summed(lives, years=years)
        table.append(row(name, found[name], lives))
        print(table[-1], file=sys.stderr, flush=True)
    path = next(folder / FITS_FILE for folder in shipped_folders() if (folder / FITS_FILE).is_file())
    signed = round(dyads * found[LEARNING].signed / 100.0)
    changed = f", with {', '.join(f'{path}={value}' for path, value in extra.items())}" if extra else ""
    return "\n".join([
        f"{HEAD} Made by `partnersim pages dyads --dyads {dyads} --years {years}`.",
        "",
        f"Version {__version__}, {date.today().isoformat()}, dyads 1 to {dyads}, {years} years{changed}. None of them "
        "was used in the fit.",
        "",
        "| arm | signed | dissolved in five years | hazard by year | trust at six months and duration |",
        "|---|---|---|---|---|",
        *table,
        "",
        *judged(found[LEARNING], signed),
        "",
        f"With frozen beliefs {found[FROZEN].share:.0f} % are dissolved in five years, with learning "
        f"{found[LEARNING].share:.0f} %.",
        *settings_table(YAML(typ="safe").load(path.read_text("utf-8"))),
        "",
    ])  # fmt: skip


def write(*, dyads: int = 200, years: int = 10) -> int:
    """Run all arms and write the page; what stands in it below the line "what it says" stays.

    Args:
        dyads: partnerships observed in each arm.
        years: years that each is observed.

    Raises:
        ResultsError: the page cannot be written.
    """
    before = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    _, mark, says = before.partition(SAYS)
    text = page(dyads, years, {})
    return put(PAGE, f"{text}\n{mark}{says}" if mark else text)
