"""Write docs/answers.md and its pictures: five questions, answered from the table of claims and from nothing else.

usage: python tools/answers_page.py [--check]

Reads docs/results/claims.json and the words in tools/answers.yaml. The verdict of a row chooses the words, its
numbers fill them in, and each sentence ends with the claim and its kind. With --check nothing is written; the
end code is 1 if the page is not what the table says.
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

from answers_picture import picture
from ruamel.yaml import YAML
from scipy import stats

from partnersim.cli.tables import markdown_table
from partnersim.report.style import png, styled
from partnersim.studies.wording import number_text, unit_text

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "results" / "claims.json"
WORDS = ROOT / "tools" / "answers.yaml"
PAGE = ROOT / "docs" / "answers.md"
IMAGES = ROOT / "docs" / "images"
POWER = 0.8
CONSUMPTION = "consumption_listed_idr_mean"
IN_HANDS = ("IDR/person/month", "IDR/enterprise/month")
SIZES = ((0.001, "next to nothing"), (0.01, "little"), (0.05, "something"), (math.inf, "much"))
"""What a change of money in people's hands is called by its share of what the control arm has."""

PERIODS = re.compile(r"_(end|mean|total)$")
CHOICE = {"supported": "says", "contradicted": "against", "not shown": "open"}
Row = dict[str, Any]


def tag(*rows: Row) -> str:
    """The claims on which a sentence rests, with their kinds."""
    return "[" + "; ".join(f"{row['id']}, {row['kind']}" for row in rows) + "]"


def unit_of(name: str) -> str:
    """Unit of an outcome."""
    from partnersim.measures import OUTCOMES

    return next(measure.unit for measure in OUTCOMES if measure.name == name)


def amount(value: float, unit: str, *, signed: bool = False, points: bool = True) -> str:
    """A number with its unit, for a sentence; of shares in points, or in per cent if they are levels."""
    text = number_text(value, unit=unit, signed=signed).replace("-", "\N{MINUS SIGN}")
    if unit == "share":
        return f"{text} percentage points" if points else f"{text} %"
    if unit.startswith("IDR"):
        return " per ".join([text, " and ".join(unit.split("/")[1:])]) if "/" in unit else text
    tails = {"1/year": " a year", "1 = joint money's best use": " of the joint money's best use"}
    scale = {"index": " on a scale of 0 to 1", "0 to 1": " on a scale of 0 to 1", "units": " funds"}
    return text + (tails | scale).get(unit, f" {unit}" if unit.isalpha() and unit != "number" else "")


def interval(low: float, high: float, unit: str) -> str:
    """The ends of an interval."""
    ends = (number_text(end, unit=unit, signed=True).replace("-", "\N{MINUS SIGN}") for end in (low, high))
    return " to ".join(ends)


def noun(name: str, words: dict[str, Any]) -> str:
    """What an outcome is called in a sentence."""
    bare = PERIODS.sub("", name)
    late = ", at the end" if name.endswith("_end") and unit_of(name) != "units" else ""
    return str(words["nouns"][bare]) + late


def control(row: Row) -> float:
    """Mean of the arm that the effect is measured from."""
    arms = list(row["arms"].values())
    return float(arms[1] if row["design"] == "pair" else arms[0])


def size(effect: float, base: float, unit: str) -> str:
    """How large an effect is beside what there is; of money in people's hands also what that may be called."""
    if unit == "share" or not base:
        return ""
    part = abs(effect / base)
    shown = f"{100 * part:.0f}" if part >= 0.1 else f"{100 * part:.2g}" if part >= 1e-5 else "less than 0.001"
    called = next(word for limit, word in SIZES if part < limit)
    return f"{shown} % of {number_text(base, unit=unit)}" + (f", {called}" if unit in IN_HANDS else "")


def smallest(row: Row) -> float:
    """Smallest effect that so many seeds would have shown in four of five studies (two-sided, 5 percent)."""
    half = 0.5 * (row["high"] - row["low"])
    t = stats.t(row["n"] - 1)
    return float(half * (1.0 + t.ppf(POWER) / t.ppf(0.975)))


def same(row: Row) -> bool:
    """Whether the arms give the same number in every seed."""
    return bool(row["low"] == row["high"] == 0.0)


def numbers(row: Row) -> str:
    """Effect and size of a row, for the short answer; where nothing is shown, what could have been."""
    unit, effect, base = row["unit"], row["effect"], control(row)
    if same(row):
        return (
            "every seed gives the same number in all arms, so that as set here it makes no difference at all"
        )
    held = row["design"] == "level"
    text = f"{contrast(row)} {amount(effect, unit, signed=True)} ({interval(row['low'], row['high'], unit)})"
    if row["verdict"] != "not shown" or clear(row["low"], row["high"]):
        return text if held or not size(effect, base, unit) else f"{text}, {size(effect, base, unit)}"
    least = smallest(row)
    part = "" if held else size(least, base, unit)
    return (
        f"{text}; less than about {amount(least, unit).removeprefix('+')}{f', or {part},' if part else ''} "
        f"cannot be told with {row['n']} seeds"
    )


def contrast(row: Row) -> str:
    """Which arms an effect compares."""
    arms, unit = [arm.replace("_", " ") for arm in row["arms"]], row["unit"]
    if row["design"] == "level":
        mark = control(row) - row["effect"]
        return f"{amount(control(row), unit, points=False)} against a mark of {number_text(mark, unit=unit)}, that is"
    if row["design"] == "factorial":
        return "beyond the sum of each alone"
    if row["design"] == "dose":
        steps = (
            f"*{arm}* {amount(mean, unit, points=False)}"
            for arm, mean in zip(arms, row["arms"].values(), strict=True)
        )
        return f"{', '.join(steps)}; *{arms[-1]}* less *{arms[0]}*"
    return f"*{arms[0]}* less *{arms[1]}*"


def clear(low: float, high: float) -> bool:
    """Whether an interval leaves zero out."""
    return low > 0.0 or high < 0.0


def lead(part: dict[str, Any], rows: dict[str, Row], words: dict[str, Any]) -> str:
    """One sentence of the short answer."""
    row = rows[part["id"]]
    said = part[CHOICE[row["verdict"]]].format(more="more" if row["effect"] > 0 else "less")
    if row["verdict"] == "contradicted":
        said = f"**Against the claim:** {said[0].lower()}{said[1:]}"
    margin = (
        ", within the margin set beforehand"
        if row["verdict"] == "supported" and row["expected"] == "0"
        else ""
    )
    more = "; ".join(side(name, row, words) for name in part.get("beside", ()))
    held = row["robustness"]
    far = (
        ""
        if held is None
        else f"; the sign holds in {held:.0%} of {row['draws']} draws over uncertain inputs"
    )
    return f"{said}{margin}: {numbers(row)}{far}{f'; in the same runs {more}' if more else ''} {tag(row)}."


def side(name: str, row: Row, words: dict[str, Any]) -> str:
    """A further outcome of the same runs."""
    effect, low, high = row["also"][name]
    unit = unit_of(name)
    unclear = "" if clear(low, high) else ", not to be told from chance"
    return f"{noun(name, words)} {amount(effect, unit, signed=True)} ({interval(low, high, unit)}{unclear})"


def table(parts: list[dict[str, Any]], rows: dict[str, Row], words: dict[str, Any]) -> str:
    """The claims of a question with their numbers."""
    robust = any(rows[part["id"]]["robustness"] is not None for part in parts)
    heads = [
        "claim",
        "verdict",
        "what is compared",
        "effect (95 % interval)",
        "of what there is",
        "smallest shown",
    ]
    cells = [_cells(part, rows[part["id"]], words) for part in parts]
    if not robust:
        cells = [row[:-1] for row in cells]
    return markdown_table([*heads, "sign holds"] if robust else heads, cells, right=(3, 4, 5))


def _cells(part: dict[str, Any], row: Row, words: dict[str, Any]) -> list[str]:
    unit, base, level = row["unit"], control(row), row["design"] == "level"
    what = f"{noun(row['outcome'], words)}, {part['when']}"
    if row["design"] == "factorial":
        what += ", beyond the sum of what each does alone"
    if level:
        what += f": {contrast(row).removesuffix(', that is')}"
    if row["against"]:
        what += f"; the other way from {', '.join(row['against']).replace('_', ' ')}"
    if row["case"] != "cross" and not row["scenario"].startswith(row["case"]):
        what += f"; run on `{row['scenario']}`"
    ends = interval(row["low"], row["high"], unit)
    shown = "points" if unit == "share" else "Rp" if unit == "IDR" else unit_text(unit).replace("IDR", "Rp")
    effect = number_text(row["effect"], unit=unit, signed=True).replace("-", "\N{MINUS SIGN}")
    least = (
        "" if same(row) or (level and row["low"] == row["high"]) else number_text(smallest(row), unit=unit)
    )
    held = (
        ""
        if row["robustness"] is None
        else f"{row['robustness']:.0%} of {row['draws']}"
        + "".join(f"; turns along `{flip['path']}`" for flip in row["flips"])
    )
    return [
        f"{row['id']}, {row['kind']}",
        row["verdict"],
        what,
        "no difference in any seed" if same(row) else f"{effect} ({ends}) {shown}",
        "" if level or same(row) else size(row["effect"], base, unit),
        least,
        held,
    ]


def moved(parts: list[dict[str, Any]], rows: dict[str, Row], words: dict[str, Any]) -> list[str]:
    """What else moved in the runs of these claims, one sentence a claim."""
    sentences = []
    for part in parts:
        row = rows[part["id"]]
        if part.get("side"):
            joint = ", beyond the sum of each" if row["design"] == "factorial" else ""
            told = "; ".join(side(name, row, words) for name in part["side"])
            sentences.append(f"{part['when'][0].upper()}{part['when'][1:]}{joint}: {told} {tag(row)}.")
    return sentences


def matters(parts: list[dict[str, Any]], rows: dict[str, Row]) -> str:
    """The largest clear difference in what households consume among the claims of a question."""
    looked, found = [], []
    for part in parts:
        row = rows[part["id"]]
        if row["design"] == "factorial":
            continue
        seen = {row["outcome"]: (row["effect"], row["low"], row["high"]), **row["also"]}
        mine = {name: e for name, e in seen.items() if name.startswith("consumption_")}
        looked += [row] if mine else []
        found += [(abs(e[0]), e, part["when"], row) for e in mine.values() if clear(e[1], e[2])]
    if not looked:
        return ""
    if not found:
        return f"What households consume differs clearly in none of these {tag(*looked)}."
    _, (effect, low, high), when, row = max(found, key=lambda hit: hit[0])
    unit, base = "IDR/person/month", mean_consumption(list(rows.values()))
    return (
        f"The largest clear difference in what households consume is {amount(effect, unit, signed=True)} "
        f"({interval(low, high, unit)}), {size(effect, base, unit)}, {when} {tag(row)}."
    )


def scan(part: dict[str, Any], rows: list[Row]) -> tuple[str, list[str]]:
    """Where anywhere in the table an outcome clearly moves one way: a sentence, and the cases, largest first."""
    sign, looked = -1.0 if part["sign"] == "-" else 1.0, []
    found: dict[tuple[str, float], tuple[list[Row], str]] = {}
    for row in rows:
        seen = {row["outcome"]: (row["effect"], row["low"], row["high"]), **row["also"]}
        taken = [(name, seen[name]) for name in part["outcomes"] if name in seen]
        if row["design"] in ("level", "factorial") or not taken:
            continue
        looked.append(row)
        for name, (effect, low, high) in taken[:1]:
            if clear(low, high) and sign * effect > 0.0:
                found.setdefault((name, effect), ([], interval(low, high, unit_of(name))))[0].append(row)
    every = [row for hit, _ in found.values() for row in hit]
    if not every:
        return f"{part['what']}: in none of the {len(looked)} claims that look at it {tag(*looked)}.", []
    first = sorted(found.items(), key=lambda item: -abs(item[0][1]))
    head = f"{part['what']} in {len(every)} of the {len(looked)} claims that look at it {tag(*every)}."
    return head, [_case(name, effect, ends, hit, rows) for (name, effect), (hit, ends) in first]


def _case(name: str, effect: float, ends: str, hit: list[Row], rows: list[Row]) -> str:
    arms, unit = [arm.replace("_", " ") for arm in hit[0]["arms"]], unit_of(name)
    one, other = (arms[-1], arms[0]) if hit[0]["design"] == "dose" else (arms[0], arms[1])
    part = f", {size(effect, mean_consumption(rows), unit)}" if unit.startswith("IDR/person") else ""
    return f"*{one}* rather than *{other}*: {amount(effect, unit, signed=True)} ({ends}){part} {tag(*hit)}."


def mean_consumption(rows: list[Row]) -> float:
    """Consumption of listed households in the control arms of the table, rupiah per person and month."""
    values = sorted(control(row) for row in rows if row["outcome"] == CONSUMPTION)
    return values[len(values) // 2]


def section(question: dict[str, Any], rows: dict[str, Row], words: dict[str, Any], alt: str) -> str:
    """One question: the short answer, a picture, and the numbers behind it."""
    scans = [scan(part, list(rows.values())) for part in question.get("scans", ())]
    short = [lead(part, rows, words) for part in question["lead"]]
    short += [head for head, _ in scans] + [matters(question["claims"], rows)]
    parts = [
        f"## {question['title']}",
        "\n".join(f"- {sentence}" for sentence in short if sentence),
        f"![{alt}](images/answers-{question['key']}.png)",
        table(question["claims"], rows, words),
    ]
    checks = [rows[part["id"]] for part in question["claims"] if rows[part["id"]]["assumed"]]
    if checks:
        lines = (f"- {row['assumed'].strip().rstrip('.')} {tag(row)}." for row in checks)
        parts.append("Assumed in the checks:\n\n" + "\n".join(lines))
    also = moved(question["claims"], rows, words)
    if also:
        parts.append("In the same runs:\n\n" + "\n".join(f"- {line}" for line in also))
    for head, lines in scans:
        if lines:
            parts.append(head.split(" in ")[0] + ":\n\n" + "\n".join(f"- {line}" for line in lines))
    return "\n\n".join(parts)


def page(document: dict[str, Any], words: dict[str, Any], alts: dict[str, str]) -> str:
    """The whole page."""
    rows = {row["id"]: row for row in document["claims"]}
    base = f"Rp{round(mean_consumption(list(rows.values())), -3):,.0f} per person and month"
    seeds = sorted({row["n"] for row in rows.values()})
    drawn = (
        f"{document['draws']} draws over uncertain inputs"
        if document["draws"]
        else "no draws over uncertain inputs"
    )
    body = "\n\n".join(section(q, rows, words, alts[q["key"]]) for q in words["questions"])
    return f"""# Five questions of a policy analyst

Every sentence below ends with the claim it rests on, and whether that is a *test*, which can fail in the model, or
a *check*, of which part is assumed. The words follow verdict and numbers of [the table of claims](claims.md), run on
{document["date"]} with version {document["version"]}, {seeds[-1]} seeds an arm and {drawn}; `python
tools/answers_page.py` writes this page again when the table changes. A sentence holds for the model, whose
behavioural numbers are mostly assumed, and is no forecast for a place.

How to read the numbers: in brackets stands the 95 % interval. A claim is *supported* or *contradicted* when the
interval lies wholly on one side of zero, and *not shown* otherwise. Not shown is not "no effect": the smallest
difference that so many seeds would have shown four times in five stands beside it. A clear difference may still be too
small to matter. Listed households consume some {base}; of what there is, less than 0.1 % is called
next to nothing, less than 1 % little, less than 5 % something. Supported does not mean important.

{body}
"""


def bad_words(document: dict[str, Any], words: dict[str, Any]) -> list[str]:
    """Claims and side outcomes that the words name and the table lacks, or that failed to run."""
    rows = {row["id"]: row for row in document["claims"]}
    faults = []
    for question in words["questions"]:
        for part in (*question["lead"], *question["claims"]):
            row = rows.get(part["id"])
            if row is None:
                faults.append(f"{question['key']}: no claim {part['id']} in the table")
            elif row["failed"] or row["low"] is None:
                faults.append(f"{question['key']}: claim {part['id']} has no effect in the table")
            else:
                faults += [
                    f"{question['key']}: {part['id']} has no outcome {name}"
                    for name in (*part.get("side", ()), *part.get("beside", ()))
                    if name not in row["also"]
                ]
    return faults


def main(arguments: list[str]) -> int:
    """Write the page and its pictures, or check the page."""
    document = json.loads(TABLE.read_text("utf-8"))
    words = YAML(typ="safe").load(WORDS.read_text("utf-8"))
    faults = bad_words(document, words)
    if faults:
        print(*(f"{WORDS.name}: {fault}" for fault in faults), sep="\n", file=sys.stderr)
        return 1
    rows = {row["id"]: row for row in document["claims"]}
    alts = {}
    for question in words["questions"]:
        shown = [(part["when"], rows[part["id"]]) for part in question["claims"]]
        figure, alts[question["key"]] = styled(picture, shown)
        if "--check" not in arguments:
            (IMAGES / f"answers-{question['key']}.png").write_bytes(png(figure, dpi=110))
    text = page(document, words, alts)
    if "--check" in arguments:
        current = PAGE.exists() and PAGE.read_text("utf-8") == text
        if not current:
            print("docs/answers.md is not what the table says: run tools/answers_page.py", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
