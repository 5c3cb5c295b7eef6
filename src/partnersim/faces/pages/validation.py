"""docs/validation.md and its pictures, from the results of `partnersim validate --switches --out DIR`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, IMAGES, RESULTS, ROOT, kept_words, put, results_of
from partnersim.studies.words.drawing import drawing, new_figure, png
from partnersim.studies.words.numbers import exact_text, fixed_text, number_text, statistic_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TABLE = RESULTS / "validation.json"
PAGE = DOCS / "validation.md"
SAYS = "what it says"
GROUPS = {
    "panel": ("households", "Households without a programme", ("panel",)),
    "trial": ("trials", "Trials", ("trial", "pattern")),
    "partnership": ("partnerships", "Firms, officials and partnerships", ("partnership",)),
}
USES = {
    "calibrate": "fitted to",
    "input": "set from this result",
    "judge": "for judging only",
}
FORM_IN_VIEW = ("T09", "T10", "T11")
MOST_NAMED = 3


def name_of(row: dict[str, Any]) -> str:
    """Id and component."""
    return f"{row['id']} {row['component']}".strip()


def number(value: Any, unit: str = "") -> str:
    """A number for people."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = statistic_text(value, unit=unit)
    return f"{text} %" if text and unit == "percent" else text


def published(value: Any) -> str:
    """A published value, as it was published."""
    return "" if value is None else exact_text(value)


def inside(row: dict[str, Any]) -> str:
    """In or out, for the defaults and for the median of the ensemble."""
    verdict = "in" if row["in_band"] else "**out**"
    if row["ensemble_n"] and row["in_band_median"] != row["in_band"]:
        verdict += f" (median {'in' if row['in_band_median'] else 'out'})"
    return verdict


def cells(row: dict[str, Any], responsible: dict[str, str]) -> list[str]:
    """One line of a table."""
    use = USES[row["use"]] + (", form chosen with it in view" if row["id"] in FORM_IN_VIEW else "")
    spread = "" if row["sd"] is None else f" (sd {number(row['sd'])})"
    band = "must hold" if row["unit"] == "bool" else f"{exact_text(row['low'])} to {exact_text(row['high'])}"
    ensemble = ""
    if row["ensemble_n"] and row["ensemble_min"] is not None:
        ensemble = f"{number(row['ensemble_median'])} ({number(row['ensemble_min'])} to {number(row['ensemble_max'])})"
    return [
        name_of(row), f"{row['setting']}: {row['statistic']}", use, row["unit"], number(row["value"]) + spread,
        published(row["target"]), f"{band}, {row['band']}", inside(row),
        "" if row["z"] is None else fixed_text(row["z"], 1, signed=True), ensemble, responsible.get(name_of(row), ""),
    ]  # fmt: skip


HEADS = ("id", "what", "use", "unit", "model", "published", "band", "", "z", "ensemble", "rests most on")


def responsible_for(document: dict[str, Any]) -> dict[str, str]:
    """For each number the mechanisms without which it changes most, in half widths of its band."""
    said: dict[str, list[str]] = {}
    for one in document["switches"]:
        names = said.setdefault(name_of(one), [])
        if len(names) < MOST_NAMED and one["half_bands"] is not None and abs(one["half_bands"]) >= 0.25:
            names.append(f"`{one['mechanism']}` ({fixed_text(one['half_bands'], 1, signed=True)})")
    return {name: ", ".join(names) for name, names in said.items()}


def beside_lines(rows: list[dict[str, Any]]) -> str:
    """What is reported next to targets."""
    lines = []
    for row in rows:
        told = [
            f"{one['of']} {number(one['value'])} {one['unit']}"
            for one in row["beside"]
            if one["value"] is not None
        ]
        if told:
            lines.append(f"- {row['id']} ({number(row['value'])} {row['unit']}): {'; '.join(told)}.")
    return "\n".join(lines)


def sources(rows: list[dict[str, Any]]) -> str:
    """Where the numbers come from, a line per target."""
    seen = {row["id"]: row for row in rows}
    return "\n".join(
        f"- {id_}: {row['source']}." + (f" {row['note']}" if row["note"] else "") for id_, row in seen.items()
    )


def counts(document: dict[str, Any]) -> str:
    """How many targets lie inside, by use."""
    names = {
        "calibrate": "fitted to",
        "input": "set from their results",
        "judge": "for judging",
        "pattern": "joint patterns",
    }
    lines = []
    for use, count in document["counts"].items():
        median = f", {count['in_band_median']} by the median of the ensemble" if document["ensemble"] else ""
        lines.append(f"- {names[use]}: {count['in_band']} of {count['targets']} inside all bands{median}")
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]]) -> Figure:
    """One row per number: band, target, value with two standard deviations of replicates, ensemble's ends."""
    shown = [row for row in rows if row["unit"] != "bool" and row["value"] is not None]
    figure = new_figure(7.5, 0.42 * len(shown) + 1.2)
    axes = figure.add_subplot()
    axes.grid(visible=False)
    colours = {"calibrate": "#7a5c00", "input": "#557a46", "judge": "#b2451f"}
    for place, row in enumerate(reversed(shown)):
        axes.plot([-1, 1], [place, place], color="#d5dee4", lw=9, solid_capstyle="butt", zorder=1)
        if row["ensemble_n"] and row["ensemble_min"] is not None:
            ends = [scaled(row[key], row) for key in ("ensemble_min", "ensemble_max")]
            axes.plot(ends, [place, place], color="#5d6d78", lw=2, zorder=2)
            axes.plot(scaled(row["ensemble_median"], row), place, "|", color="#33424f", ms=11, zorder=3)
        axes.plot(scaled(row["value"], row), place, "D", color=colours[row["use"]], ms=6, zorder=4)
        told = f"{number_text(row['value'])} ({exact_text(row['target'])}) {row['unit']}"
        axes.text(2.65, place, told, va="center", fontsize=8)
    axes.axvline(0, color="#33424f", lw=0.8)
    axes.set_yticks(
        range(len(shown)), [f"{name_of(row)} [{row['use']}]" for row in reversed(shown)], fontsize=8
    )
    axes.set_xlim(-2.6, 2.6)
    axes.set_xticks([-1, 0, 1], ["low end", "published", "high end"])
    axes.set_xlabel(
        "grey: band; diamond: model, its value and the published one at the right; line: ensemble", fontsize=8
    )
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def scaled(value: float, row: dict[str, Any]) -> float:
    """Distance from the published value in half bands of that side, cut at the edge of the picture."""
    edge = row["high"] if value > row["target"] else row["low"]
    half = abs(edge - row["target"]) or (row["high"] - row["low"]) or 1.0
    return max(-2.55, min(2.55, (value - row["target"]) / half))


def page(document: dict[str, Any], kept: str) -> str:
    """The whole page, misses first."""
    rows, responsible = document["targets"], responsible_for(document)
    misses = [row for row in rows if not row["in_band"]]
    right = (4, 5, 8)

    def listed(some: list[dict[str, Any]]) -> str:
        return (
            markdown_table(HEADS, [cells(row, responsible) for row in some], right=right) if some else "None."
        )

    groups = []
    for file, title, ways in GROUPS.values():
        mine = [row for row in rows if row["measured_by"] in ways]
        hits = [row for row in mine if row["in_band"]]
        picture = f"![{title}: bands, model and ensemble](images/validation-{file}.png)"
        if mine:
            groups.append(f"## {title}\n\n{picture}\n\nInside their bands:\n\n{listed(hits)}")
    there = (ROOT / "scenarios" / "fits" / "households.yaml").exists()
    shipped = " ([scenarios/fits/households.yaml](../scenarios/fits/households.yaml))" if there else ""
    ensemble = (
        f"{document['ensemble']} fitted sets{shipped}, {document['replicates_of_ensemble']} seeds each"
        if document["ensemble"]
        else "none (no fit was given)"
    )
    remark = f"\n{document['remark']}\n" if document.get("remark") else ""
    fit = (
        "\n![Fit: best set and ensemble in units of the half band](images/fit.png)\n"
        if (IMAGES / "fit.png").exists()
        else ""
    )
    return f"""# Against published results

Run on {document["date"]} with version {document["version"]}: {document["replicates"]} seeds from
{document["first_seed"]} ({document["seconds"] / 60:.0f} minutes, processes: {document["workers"]}); ensemble:
{ensemble}.

`partnersim validate --switches --out DIR` runs it again, `partnersim pages validation` writes this page.
Numbers: [results/validation.json](results/validation.json); targets with sources: `experiments/targets/`.
{remark}
**What may be read as a test.** Targets *fitted to* were used by `partnersim calibrate` (household ones) or by
the firms' fit; their being met says that one set of parameters can do it. Targets a strength was *set from* are
checks of consistency. Only those *for judging* are tests, and nothing was set from or tuned on them. The form
of the household month was chosen with T09, T10 and T11 in view, so these are weaker tests than the others; the
size of T11 is fitted. `partnersim calibrate` is given one file and cannot reach the others (a test removes them
and watches which files are opened).

{counts(document)}

*Rests most on*: mechanisms without which the number changes most, with the change in half widths of its band,
when they are switched off at the start. *z*: distance from the published value in its standard errors.
Statements that hold or not are counted over all sets of firms' parameters, T28 over seeds. T15, T17, T23 and
T25 to T28 do not depend on household parameters, and partnerships of two (T16) hardly do: what their members see
come of loans is households' doing. So there is no ensemble for them.

## What it says

<!-- {SAYS} -->
{kept}
<!-- end {SAYS} -->

## Missed ({len(misses)})

{listed(misses)}
{fit}
{chr(10).join(groups) if not groups else (chr(10) * 2).join(groups)}

## Beside the targets

{beside_lines(rows)}

## Sources and remarks

{sources(rows)}
"""


def write(source: Path = TABLE, /, *, check: bool = False) -> int:
    """Write page, pictures and results, or check the page and the results.

    Args:
        source: a validation.json; its .csv beside it is taken over with it.
        check: only say whether they are as they would be written.

    Returns:
        0, or 1 if they were to be checked and differ.

    Raises:
        ScenarioError: the results cannot be read. ResultsError: a file cannot be written.
    """
    document = results_of(source)
    for file, _, ways in GROUPS.values():
        mine = [row for row in document["targets"] if row["measured_by"] in ways]
        if mine and not check:
            with drawing():
                put(IMAGES / f"validation-{file}.png", png(draw(mine), dpi=150))
    files: dict[Path, str | bytes] = {
        PAGE: page(document, kept_words(PAGE, SAYS)),
        TABLE: json.dumps(document, indent=2, ensure_ascii=False) + "\n",
    }
    if source.with_suffix(".csv").exists():
        files[TABLE.with_suffix(".csv")] = source.with_suffix(".csv").read_bytes()
    return max(put(path, content, check=check) for path, content in files.items())
