"""docs/claims.md: what the documents claim and what the model says, contradictions first."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.between import between_table
from partnersim.faces.pages.chain import chain_table
from partnersim.faces.pages.claim_words import in_words
from partnersim.faces.pages.renewing import renewed
from partnersim.faces.pages.spending import spending_table
from partnersim.faces.pages.tree import DOCS, RESULTS, kept_words, put, results_of
from partnersim.studies.words.numbers import estimate_text, fixed_text, number_text, unit_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import VERDICTS, reason_text, share_text, verdict_of

TABLE = RESULTS / "claims.json"
PAGE = DOCS / "claims.md"
SAYS = "what it says"
TITLES = {
    "failed": "Failed to run",
    "refused": "Refused",
    "contradicted": "Contradicted",
    "cannot show": "Cannot be shown here",
    "not shown": "Not shown",
    "supported, not robust": "Supported, not robust",
    "supported": "Supported",
}
DESIGNS = {
    "pair": "{0} less {1}",
    "dose": "last level less first",
    "factorial": "interaction of two factors",
    "level": "one arm alone",
}
COLUMNS = (
    "id", "case", "scenario", "kind", "design", "outcome", "unit", "expected", "effect", "low", "high", "n",
    "verdict", "robustness", "draws", "headline", "fits_low", "fits_high", "fits_holds", "fits_count",
    "frozen_effect", "frozen_low", "frozen_high", "forms_survived", "forms_tried", "message", "link", "reason",
    "whole", "whole_low", "whole_high", "least", "least_share", "robustness_low", "robustness_high", "half_first",
    "half_second", "equal_money", "between_arm", "above_effect", "above_low", "above_high", "below_effect", "below_low",
    "below_high", "equal_budgets", "level_effect", "level_low", "level_high",
)  # fmt: skip
FROZEN = "frozen_beliefs"
ENGLISH = Texts("en")
OLDER: dict[str, Any] = {
    "over": None, "beside": {}, "assumptions": [], "explained": None, "reference": None, "forms": [],
    "forms_survived": 0, "link": None, "why": "", "reason": "", "whole": None, "whole_low": None, "whole_high": None,
    "least": None, "least_share": None, "robustness_low": None, "robustness_high": None, "halves": [None, None],
    "measured": {}, "cohort_of": "", "cohort_households": None, "refused": False, "equal_money": False, "spent": {},
    "cannot_show": "", "between": None, "equal_budgets": False, "at_equal_spending": None,
}  # fmt: skip
"""What tables of earlier versions do not have."""
BEFORE_LINKS = """**This table is of an earlier version.** Its claims are judged on the outcomes that stand in it, and
not at the link that their documents speak of; nothing is held against the whole programme, and all draws share their
seeds. What is said below of links, of the whole programme and of what cannot be shown holds from the next table on."""


def number(value: float | None, row: dict[str, Any], *, signed: bool = True) -> str:
    """A number of a row in its unit."""
    return number_text(math.nan if value is None else value, unit=row["unit"], signed=signed)


def estimate(found: dict[str, Any], row: dict[str, Any]) -> tuple[str, str]:
    """An effect and its interval in the unit of a row; the interval is empty if there is none."""
    if found["low"] is None:
        return number(found["effect"], row), ""
    shown = estimate_text(found["effect"], found["low"], found["high"], unit=row["unit"], signed=True)
    return shown.value, f"{shown.low} to {shown.high}"


def over_fits(row: dict[str, Any]) -> str:
    """In how many fits of the firms' choice the sign holds, and the span of the effect."""
    over = row["over"]
    if not over or not over["count"]:
        return ""
    span = f"{number(over['low'], row)} to {number(over['high'], row)}"
    return f"{over['holds']} of {over['count']} ({span})"


def frozen(row: dict[str, Any]) -> str:
    """The effect with beliefs frozen, with its interval."""
    found = row["beside"].get(FROZEN)
    if not found or found["effect"] is None:
        return ""
    effect, interval = estimate(found, row)
    return f"{effect} ({interval})"


def in_draws(row: dict[str, Any]) -> str:
    """In which share of draws the sign holds, with its interval and that of each half of the seeds."""
    if row["robustness"] is None:
        return ""
    text = f"{_percent(row['robustness'])} % of {row['draws']}"
    if row["robustness_low"] is not None:
        text += f" ({_percent(row['robustness_low'])} to {_percent(row['robustness_high'])})"
    if None not in row["halves"]:
        text += f"; {_percent(row['halves'][0])} and {_percent(row['halves'][1])} by half"
    return text


def _percent(share: float) -> int:
    return round(100 * share)


def table_row(row: dict[str, Any]) -> list[str]:
    """Cells of one claim."""
    arms = list(row["arms"])
    design = DESIGNS[row["design"]].format(*(a.replace("_", " ") for a in (*arms, "", "")))
    what = f"`{row['outcome']}` ({unit_text(row['unit'])}), {design}"
    return [
        row["id"] + (" *" if row["headline"] else ""), row["statement"], row["kind"], row["link"] or "",
        what, row["expected"], *estimate(row, row), str(row["n"]),
        "" if row["whole"] is None else number(row["whole"], row),
        share_text(row["least_share"], ENGLISH), in_draws(row), over_fits(row), frozen(row),
        f"{row['forms_survived']} of {len(row['forms'])}" if row["forms"] else "", reason_text(row, ENGLISH),
    ]  # fmt: skip


def sections(rows: list[dict[str, Any]]) -> str:
    """One table per verdict, what speaks against a claim first."""
    heads = ("claim", "in our words", "kind", "link", "outcome and contrast", "expected", "effect", "95 % interval",
             "seeds", "whole programme", "smallest shown, of the whole", "sign holds in draws",
             "sign holds over fits (span)", "with beliefs frozen", "verdict survives forms", "why")  # fmt: skip
    parts = []
    for verdict in VERDICTS:
        found = [row for row in rows if verdict_of(row) == verdict]
        if found:
            table = markdown_table(heads, [table_row(row) for row in found], right=range(6, 15))
            parts.append(f"## {TITLES[verdict]} ({len(found)})\n\n{table}")
    return "\n\n".join(parts)


def sentences(document: dict[str, Any]) -> str:
    """Plain counts and the headline claims, one sentence each."""
    rows = document["claims"]
    counts = Counter(map(verdict_of, rows))
    frail = counts["supported, not robust"]
    lines = [
        f"Of {len(rows)} claims the model supports {counts['supported'] + frail} ({frail} of them not robustly), "
        f"contradicts {counts['contradicted']}, does not show {counts['not shown']}, and cannot show "
        f"{counts['cannot show']}"
        + (f"; {counts['refused']} are refused for unequal money" if counts["refused"] else "")
        + (f"; {counts['failed']} failed to run." if counts["failed"] else ".")
    ]
    for row in sorted((r for r in rows if r["headline"]), key=lambda r: r["id"]):
        held = "" if row["robustness"] is None else (
            f" The sign holds in draws: {in_draws(row)}"
            + "".join(
                f"; `{flip['path']}` {'raises' if flip['correlation'] > 0 else 'lowers'} it "
                f"(rank correlation {fixed_text(flip['correlation'], 2, signed=True)})"
                for flip in row["flips"]
            )
            + "."
        )  # fmt: skip
        reason = reason_text(row, ENGLISH)
        lines.append(
            f"- {row['id']} {verdict_of(row)}{f' ({reason})' if reason else ''}: {row['statement']}{held}"
        )
    return lines[0] + "\n\n" + "\n".join(lines[1:])


def headlines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Headline claims, contradictions first."""
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    return sorted((row for row in rows if row["headline"]), key=lambda row: order[verdict_of(row)])


def heavy_assumptions(rows: list[dict[str, Any]]) -> str:
    """The inputs that move each headline claim most, one row each."""
    lines = []
    for row in headlines(rows):
        for place, one in enumerate(row["assumptions"], start=1):
            way = {1: "raises it", -1: "lowers it", 0: "no order"}[one["sign"]]
            lines.append([
                row["id"] if place == 1 else "", verdict_of(row) if place == 1 else "", f"`{one['path']}`", way,
                "" if one["weight"] is None else fixed_text(one["weight"], 2, signed=True),
                f"{round(100 * one['share'])} %",
                "yes" if one["clear"] else "no",
                "" if place > 1 or row["explained"] is None else f"{round(100 * row['explained'])} %",
            ])  # fmt: skip
        if row["draws"] and not row["assumptions"]:
            lines.append([row["id"], verdict_of(row), "none beyond chance", "", "", "", "", ""])
    if not lines:
        return "No draws over uncertain inputs were made."
    heads = (
        "claim",
        "verdict",
        "assumption",
        "more of it",
        "weight",
        "share",
        "clear",
        "all inputs together",
    )
    return markdown_table(heads, lines, right=(4, 5, 7))


def forms_table(rows: list[dict[str, Any]]) -> str:
    """Headline claims by form: the effect, and the verdict where it is another than that of the usual form."""
    tried = [row for row in headlines(rows) if row["forms"]]
    if not tried:
        return "No other forms were tried."
    says = {form["name"]: form["says"] for row in tried for form in row["forms"]}
    lines = []
    for row in tried:
        found = {form["name"]: form for form in row["forms"]}
        cells = [f"{number(row['reference']['effect'], row)} {row['reference']['verdict']}"]
        for name in says:
            form = found.get(name)
            verdict = "" if form is None or form["survives"] else f" **{form['verdict']}**"
            cells.append("" if form is None else number(form["effect"], row) + verdict)
        lines.append([row["id"], *cells, f"{row['forms_survived']} of {len(found)}",
                      f"{sum(form['same_sign'] for form in row['forms'])} of {len(found)}"])  # fmt: skip
    heads = (
        "claim",
        "as modelled",
        *(name.replace("_", " ") for name in says),
        "verdict survives",
        "same sign",
    )
    meaning = "\n".join(f"- *{name.replace('_', ' ')}*: {text}" for name, text in says.items())
    return f"{meaning}\n\n{markdown_table(heads, lines, right=range(1, len(heads)))}"


def assumptions(rows: list[dict[str, Any]]) -> str:
    """What checks assume, and what stands for what."""
    lines = []
    for row in sorted(rows, key=lambda r: (r["case"], r["id"])):
        link = row["link"] and f"judged at the link {row['link']}. {row['why']}"
        said = [link, row["assumed"] and f"assumed: {row['assumed']}", row["note"], row["message"]]
        texts = [text.strip().rstrip(".") for text in said if text]
        if texts:
            lines.append(f"- {row['id']}: {'. '.join(texts)}.")
    return "\n".join(lines)


def page(document: dict[str, Any], *, kept: str) -> str:
    """The whole page."""
    replicates = document["replicates"] or "each claim's own number of"
    minutes, draw_seeds = document["seconds"] / 60, document["draw_replicates"]
    form_seeds = document.get("form_replicates", 0)
    remarks = [
        document.get("remark"),
        None if any(row["link"] for row in document["claims"]) else BEFORE_LINKS,
    ]
    remark = "".join(f"\n{text}\n" for text in remarks if text)
    return f"""# What the documents claim, and what the model says

Run on {document["date"]} with version {document["version"]}: {replicates} seeds per arm from
{document["first_seed"]}, {document["draws"]} draws over the uncertain inputs of headline claims (marked *)
with {draw_seeds} seeds of its own each, other forms of these with {form_seeds} seeds;
{document["runs"]} runs. Time of the last call: {minutes:.0f} minutes on
{document["workers"]} processes, without runs found finished before. Numbers:
[results/claims.json](results/claims.json). Written by `partnersim pages claims`; `partnersim claims` runs them
again.
{remark}
Effects are paired by seed, with Student's t interval. A claim is judged at the link of the results chain that its
document speaks of: input, activity, output, outcome or impact. *Supported* means that the interval lies wholly on
the stated side of zero, *contradicted* wholly on the other, *not shown* anything else; for an expected 0 the
interval must lie within a margin; "either" is a question, supported if there is a difference at all. A *test*
can fail in the model; of a *check* part is assumed, see below. A partnership is held against the same
organizations with the same money and no agreement, and a claim that calls its arms equal in money is refused where
they spend more than 2 % apart. Where only their budgets are equal, as written, and what is spent of them is part of
what differs, the effect stands [at equal spending](#the-same-budgets-not-the-same-spending), too; a sign that is
not there any more then is not robust, or not shown.

Beside each effect stands *the whole programme's* on the same outcome: the claim's first arm less the same place without
any organization. The *smallest effect shown* is what as many seeds show in four of five studies; where it is more than
half of the whole programme's, or where nothing differs between the arms, nothing can be said and the claim *cannot be
shown here*; so it is where the claim itself says why the model cannot show it. A
supported claim is *not robust* where its sign holds in less than four fifths of the draws over uncertain
inputs, each of which has seeds of its own, or of the values that nobody can tell.

Where firms decide in an arm, replicates run in turn over all fits of their choice to the regimes that are known; the
column says in how many fits the mean effect has the stated sign (for an expected 0: lies within the margin), and the
span of the effect over fits. Claims on how long partnerships last stand beside *the same arms with beliefs frozen*,
which get no verdict: what is left there is not the work of learning.

## What it says

<!-- {SAYS} -->
{kept}
<!-- end {SAYS} -->

## In words

A supported claim is followed along the results chain: *as far as* is the last link that its effect reaches without a
gap, and beyond it stands what is seen, or the smallest effect that could have been seen. A claim about a dose says
where along it the outcome moves; one about two factors is told as its four numbers.

{in_words(document["claims"], TITLES)}

## In numbers

{sentences(document)}

{sections(document["claims"])}

## At every link of the chain

The first outcome that each claim looks at, link by link; in brackets the smallest effect shown as a share of the whole
programme's. Bold is what differs clearly from none. *The same households* are those served in the arm that served more
of them, followed through both arms: what changes is their lives, not who is counted.

{chain_table(document["claims"])}

## What a common plan adds to contract and visits

Where a claim holds a partnership against the same organizations apart, a third arm lies between: each by its own plan
under the same contract, visits and reports. The way from apart to there is what contract and visits do; the rest is
what the common plan adds, or takes. Neither has a verdict; bold is what differs clearly from none.

{between_table(document["claims"])}

## The same budgets, not the same spending

Claims whose arms have the same money and do not carry out the same part of it. At equal spending, what the first arm
spends beyond the other is taken off the effect, at the rate at which the whole programme's money works on average.

{spending_table(document["claims"])}

## Which assumptions matter most

Per headline claim the three uncertain inputs that account for most of how its effect varies over the draws. The
weight is that of a regression of the effect's rank on the ranks of all inputs (-1 to 1); the share of the
variance is the input's work, less what chance would give; it is clear if chance gives as much less than once in
twenty. Fits of firms have no order and enter as groups. What all inputs together leave open is chance between
seeds, and what ranks do not show.

{heavy_assumptions(document["claims"])}

## Does the verdict survive another form

Effects of headline claims under other functional forms of our own choices, with the same seeds. A verdict is written
out where it differs from that of the usual form with these seeds, which are fewer than those of the claim: where
they show nothing under any form, the sign says more.

{forms_table(document["claims"])}

## What is assumed, what stands for what, and remarks

{assumptions(document["claims"])}
"""


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row for a table of plain cells."""
    over, beside, between = row["over"] or {}, row["beside"].get(FROZEN, {}), row["between"] or {}
    level = row["at_equal_spending"] or {}
    ways = {way: (between.get(way) or {}).get(row["outcome"], {}) for way in ("above", "below")}
    return {
        **row,
        **{f"fits_{name}": over.get(name) for name in ("low", "high", "holds", "count")},
        **{f"frozen_{name}": beside.get(name) for name in ("effect", "low", "high")},
        **{f"level_{name}": level.get(name) for name in ("effect", "low", "high")},
        "between_arm": between.get("arm"),
        **{f"{way}_{name}": ways[way].get(name) for way in ways for name in ("effect", "low", "high")},
        "forms_tried": len(row["forms"]),
        "half_first": row["halves"][0],
        "half_second": row["halves"][1],
    }


def write(source: Path = TABLE, /, *, check: bool = False) -> int:
    """Write the page, the table of results and the same as CSV, or check them.

    Args:
        source: a claims.json as `partnersim claims --out DIR` writes it; of some claims only, its rows replace those
            of the kept table.
        check: only say whether they are as they would be written.

    Returns:
        0, or 1 if they were to be checked and differ.

    Raises:
        ScenarioError: the results cannot be read. ResultsError: a file cannot be written.
    """
    made = results_of(source)
    if source != TABLE and TABLE.exists():
        made = renewed(results_of(TABLE), made)
    document = {**made, "claims": [OLDER | row for row in made["claims"]]}
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(flat, document["claims"]))
    files = {
        PAGE: page(document, kept=kept_words(PAGE, SAYS)),
        TABLE: json.dumps(made, indent=2, ensure_ascii=False) + "\n",
        TABLE.with_suffix(".csv"): stream.getvalue(),
    }
    return max(put(path, content, check=check) for path, content in files.items())
