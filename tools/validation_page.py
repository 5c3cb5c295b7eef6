"""Write docs/validation.md and its pictures from the results of `partnersim validate --switches --out DIR`.

usage: python tools/validation_page.py [RESULTS]

RESULTS is a validation.json; docs/results/validation.json if not given. What stands between
``<!-- what it says -->`` and ``<!-- end what it says -->`` in the page is kept.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results" / "validation.json"
PAGE, IMAGES = ROOT / "docs" / "validation.md", ROOT / "docs" / "images"
OPEN, CLOSE = "<!-- what it says -->", "<!-- end what it says -->"
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
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.3g}" + (" %" if unit == "percent" else "")


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
    band = "must hold" if row["unit"] == "bool" else f"{number(row['low'])} to {number(row['high'])}"
    ensemble = ""
    if row["ensemble_n"] and row["ensemble_min"] is not None:
        ensemble = f"{number(row['ensemble_median'])} ({number(row['ensemble_min'])} to {number(row['ensemble_max'])})"
    return [
        name_of(row), f"{row['setting']}: {row['statistic']}", use, row["unit"], number(row["value"]) + spread,
        number(row["target"]), f"{band}, {row['band']}", inside(row),
        "" if row["z"] is None else f"{row['z']:+.1f}", ensemble, responsible.get(name_of(row), ""),
    ]  # fmt: skip


HEADS = ("id", "what", "use", "unit", "model", "published", "band", "", "z", "ensemble", "rests most on")


def responsible_for(document: dict[str, Any]) -> dict[str, str]:
    """For each number the mechanisms without which it changes most, in half widths of its band."""
    said: dict[str, list[str]] = {}
    for one in document["switches"]:
        names = said.setdefault(name_of(one), [])
        if len(names) < MOST_NAMED and one["half_bands"] is not None and abs(one["half_bands"]) >= 0.25:
            names.append(f"`{one['mechanism']}` ({one['half_bands']:+.1f})")
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


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """One row per number: band, target, value with two standard deviations of replicates, ensemble's ends."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [row for row in rows if row["unit"] != "bool" and row["value"] is not None]
    figure = Figure(figsize=(7.5, 0.42 * len(shown) + 1.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    colours = {"calibrate": "#7a5c00", "input": "#557a46", "judge": "#b2451f"}
    for place, row in enumerate(reversed(shown)):
        axes.plot([-1, 1], [place, place], color="#d5dee4", lw=9, solid_capstyle="butt", zorder=1)
        if row["ensemble_n"] and row["ensemble_min"] is not None:
            ends = [scaled(row[key], row) for key in ("ensemble_min", "ensemble_max")]
            axes.plot(ends, [place, place], color="#5d6d78", lw=2, zorder=2)
            axes.plot(scaled(row["ensemble_median"], row), place, "|", color="#33424f", ms=11, zorder=3)
        axes.plot(scaled(row["value"], row), place, "D", color=colours[row["use"]], ms=6, zorder=4)
        axes.text(
            2.65, place, f"{row['value']:.3g} ({row['target']:.3g}) {row['unit']}", va="center", fontsize=8
        )
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
    figure.savefig(path, dpi=150)


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

`partnersim validate --switches --out DIR` runs it again, `tools/validation_page.py` writes this page.
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
Statements that hold or not are counted over all sets of firms' parameters, T28 over seeds. T15 to T17, T23 and
T25 to T28 do not depend on household parameters, so there is no ensemble for them.

## What it says

{OPEN}
{kept.strip()}
{CLOSE}

## Missed ({len(misses)})

{listed(misses)}
{fit}
{chr(10).join(groups) if not groups else (chr(10) * 2).join(groups)}

## Beside the targets

{beside_lines(rows)}

## Sources and remarks

{sources(rows)}
"""


def main() -> int:
    """Write page, pictures and results."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    document = json.loads(source.read_text("utf-8"))
    IMAGES.mkdir(exist_ok=True)
    RESULTS.parent.mkdir(exist_ok=True)
    for file, _, ways in GROUPS.values():
        mine = [row for row in document["targets"] if row["measured_by"] in ways]
        if mine:
            draw(mine, IMAGES / f"validation-{file}.png")
    found = re.search(f"{OPEN}(.*?){CLOSE}", PAGE.read_text("utf-8") if PAGE.exists() else "", re.DOTALL)
    PAGE.write_text(page(document, found.group(1) if found else ""), "utf-8")
    if source.resolve() != RESULTS.resolve():
        RESULTS.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
        table = source.with_suffix(".csv")
        if table.exists():
            shutil.copyfile(table, RESULTS.with_suffix(".csv"))
    out = sum(1 for row in document["targets"] if not row["in_band"] and not math.isnan(row["value"] or 0.0))
    print(f"{len(document['targets'])} numbers, {out} outside")
    return 0


if __name__ == "__main__":
    sys.exit(main())
