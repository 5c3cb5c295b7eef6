"""docs/answers.md and its pictures: five questions, answered from the table of claims and from nothing else.

The words are in answers.yaml. The verdict of a row chooses the words, its numbers fill them in, and each sentence ends
with the claim and its kind.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.answer_brief import brief, wording
from partnersim.faces.pages.answer_numbers import (
    PERIODS,
    Row,
    capital,
    clear,
    contrast,
    control,
    doubt,
    estimate,
    home,
    noun,
    numbers,
    placed,
    reach,
    same,
    size,
    smallest,
    tag,
    unit_of,
)
from partnersim.faces.pages.answer_picture import picture
from partnersim.faces.pages.claim_words import folded
from partnersim.faces.pages.tree import DOCS, IMAGES, RESULTS, put, results_of
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.studies.words.drawing import drawing, png
from partnersim.studies.words.numbers import number_text

TABLE = RESULTS / "claims.json"
WORDS = Path(__file__).with_name("answers.yaml")
PAGE = DOCS / "answers.md"
CONSUMPTION = "consumption_listed_idr_mean"


def lead(part: dict[str, Any], rows: dict[str, Row], words: dict[str, Any]) -> str:
    """One sentence of the short answer."""
    row = rows[part["id"]]
    said = wording(part, row, words)
    margin = (
        ", within the margin set beforehand"
        if row["verdict"] == "supported" and row["expected"] == "0"
        else ""
    )
    more = "; ".join(side(name, row, words) for name in part.get("beside", ()))
    far = "".join(f"; {held}" for held in (*reach(row, words), *doubt(row)))
    return f"{said}{margin}: {numbers(row)}{far}{f'; in the same runs {more}' if more else ''} {tag(row)}."


def side(name: str, row: Row, words: dict[str, Any]) -> str:
    """A further outcome of the same runs."""
    effect, low, high = row["also"][name]
    unit = unit_of(name)
    if low == high == 0.0:
        return f"{noun(name, words)} the same in every seed"
    unclear = "" if clear(low, high) else ", not to be told from chance"
    value, ends = estimate(effect, low, high, unit)
    return f"{noun(name, words)} {value} ({ends}{unclear})"


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
    what = f"{noun(row['outcome'], words)}, {placed(part['when'], row, words)}"
    if row["design"] == "factorial":
        what += ", beyond the sum of what each does alone"
    if level:
        what += f": {contrast(row).removesuffix(', that is')}"
    if row["against"]:
        what += f"; the other way from {', '.join(row['against']).replace('_', ' ')}"
    if row["case"] != "cross" and not row["scenario"].startswith(row["case"]):
        what += f"; run on `{row['scenario']}`"
    value, ends = estimate(row["effect"], row["low"], row["high"], unit)
    least = (
        "" if same(row) or (level and row["low"] == row["high"]) else number_text(smallest(row), unit=unit)
    )
    held = (
        ""
        if row["robustness"] is None
        else f"{round(100 * row['robustness'])} % of {row['draws']}"
        + "".join(f"; turns along `{flip['path']}`" for flip in row["flips"])
    )
    return [
        f"{row['id']}, {row['kind']}",
        row["verdict"],
        what,
        "no difference in any seed" if same(row) else f"{value} ({ends})",
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
            sentences.append(f"{capital(placed(part['when'], row, words))}{joint}: {told} {tag(row)}.")
    return sentences


def reach_line(part: dict[str, Any], rows: dict[str, Row], words: dict[str, Any]) -> str:
    """How far a claim of the table holds, in a sentence; empty if it was tried on nothing else."""
    row = rows[part["id"]]
    held = reach(row, words)
    return f"{capital(placed(part['when'], row, words))}: {'; '.join(held)} {tag(row)}." if held else ""


def matters(question: dict[str, Any], rows: dict[str, Row], words: dict[str, Any]) -> str:
    """The largest clear difference in what households consume among the claims of a question.

    A question about one place is answered from claims that are run there.
    """
    looked, found, place = [], [], question.get("about")
    for part in question["claims"]:
        row = rows[part["id"]]
        if row["design"] in ("factorial", "level"):  # no difference of two arms
            continue
        if place and home(row) != place:
            continue
        seen = {row["outcome"]: (row["effect"], row["low"], row["high"]), **row["also"]}
        mine = {name: e for name, e in seen.items() if name.startswith("consumption_")}
        looked += [row] if mine else []
        when = placed(part["when"], row, words)
        found += [(abs(e[0]), e, when, row) for e in mine.values() if clear(e[1], e[2])]
    if not looked:
        return ""
    if not found:
        there = f"In {place.capitalize()}, what" if place else "What"
        return f"{there} households consume differs clearly in none of these {tag(*looked)}."
    _, (effect, low, high), when, row = max(found, key=lambda hit: hit[0])
    share = of_consumption(effect, row, list(rows.values()))
    value, ends = estimate(effect, low, high, "IDR/person/month")
    return f"The largest clear difference in what households consume is {value} ({ends}){share}, {when} {tag(row)}."


def scan(part: dict[str, Any], rows: list[Row], words: dict[str, Any]) -> tuple[str, list[str]]:
    """Where anywhere in the table an outcome clearly moves one way: a sentence, and the cases, largest first."""
    sign, looked = -1.0 if part["sign"] == "-" else 1.0, []
    found: dict[tuple[str, float], tuple[list[Row], tuple[str, str]]] = {}
    for row in rows:
        seen = {row["outcome"]: (row["effect"], row["low"], row["high"]), **row["also"]}
        taken = [(name, seen[name]) for name in part["outcomes"] if name in seen]
        if row["design"] in ("level", "factorial") or not taken:
            continue
        looked.append(row)
        for name, (effect, low, high) in taken[:1]:
            if clear(low, high) and sign * effect > 0.0:
                found.setdefault((name, effect), ([], estimate(effect, low, high, unit_of(name))))[0].append(
                    row
                )
    every = [row for hit, _ in found.values() for row in hit]
    if not every:
        return f"{part['what']}: in none of the {len(looked)} claims that look at it {tag(*looked)}.", []
    first = sorted(found.items(), key=lambda item: -abs(item[0][1]))
    head = f"{part['what']} in {len(every)} of the {len(looked)} claims that look at it {tag(*every)}."
    return head, [_case(name, hit, shown, rows, words) for (name, _), (hit, shown) in first]


def _case(name: str, hit: list[Row], shown: tuple[str, str], rows: list[Row], words: dict[str, Any]) -> str:
    row, unit = hit[0], unit_of(name)
    arms = [arm.replace("_", " ") for arm in row["arms"]]
    one, other = (arms[-1], arms[0]) if row["design"] == "dose" else (arms[0], arms[1])
    effect = row["effect"] if name == row["outcome"] else row["also"][name][0]
    part = of_consumption(effect, row, rows) if unit.startswith("IDR/person") else ""
    what = capital(placed(f"*{one}* rather than *{other}*", row, words))
    return f"{what}: {shown[0]} ({shown[1]}){part} {tag(*hit)}."


def mean_consumption(rows: list[Row], place: str) -> float:
    """Consumption of listed households in the control arms run on a case, rupiah a month; 0 if none looks at it."""
    values = sorted(control(row) for row in rows if row["outcome"] == CONSUMPTION and home(row) == place)
    return values[len(values) // 2] if values else 0.0


def of_consumption(effect: float, row: Row, rows: list[Row]) -> str:
    """A change of consumption as a share of what listed households of its case consume, if the table says that."""
    base = mean_consumption(rows, home(row))
    return f", {size(effect, base, 'IDR/person/month')}" if base else ""


def section(question: dict[str, Any], rows: dict[str, Row], words: dict[str, Any], alt: str) -> str:
    """One question: the short answer, and folded below a picture and the numbers behind it."""
    scans = [scan(part, list(rows.values()), words) for part in question.get("scans", ())]
    eaten = matters(question, rows, words)
    short = [lead(part, rows, words) for part in question["lead"]] + [head for head, _ in scans] + [eaten]
    evidence = [
        "\n".join(f"- {sentence}" for sentence in short if sentence),
        f"![{alt}](images/answers-{question['key']}.png)",
        table(question["claims"], rows, words),
    ]
    evidence += [refused_lines(question, rows)] if question.get("refused") else []
    checks = [rows[part["id"]] for part in question["claims"] if rows[part["id"]]["assumed"]]
    if checks:
        assumed = (f"- {row['assumed'].strip().rstrip('.')} {tag(row)}." for row in checks)
        evidence.append("Assumed in the checks:\n\n" + "\n".join(assumed))
    told = {part["id"] for part in question["lead"]}
    held = [reach_line(part, rows, words) for part in question["claims"] if part["id"] not in told]
    if any(held):
        evidence.append("How far the others hold:\n\n" + "\n".join(f"- {line}" for line in held if line))
    also = moved(question["claims"], rows, words)
    if also:
        evidence.append("In the same runs:\n\n" + "\n".join(f"- {line}" for line in also))
    for head, lines in scans:
        if lines:
            evidence.append(head.split(" in ")[0] + ":\n\n" + "\n".join(f"- {line}" for line in lines))
    answer = brief(question, rows, words, eaten)
    below = folded("The evidence", "\n\n".join(evidence))
    return f"## {question['title']}\n\n{answer}\n\n{below}"


def page(document: dict[str, Any], words: dict[str, Any], alts: dict[str, str]) -> str:
    """The whole page."""
    rows = {row["id"]: row for row in document["claims"]}
    bases = {place: mean_consumption(list(rows.values()), place) for place in map(home, rows.values())}
    base = ", ".join(
        f"{number_text(round(value, -3), unit='IDR')} {words['places'].get(place, f'in {place.capitalize()}')}"
        for place, value in bases.items()
        if value
    )
    seeds = sorted({row["n"] for row in rows.values()})
    drawn = (
        f"{document['draws']} draws over uncertain inputs"
        if document["draws"]
        else "no draws over uncertain inputs"
    )
    reading = textwrap.fill(
        "In brackets stands the 95 % interval. A claim is *supported* or "
        "*contradicted* when the interval lies wholly on one side of zero, and *not shown* otherwise. Not "
        'shown is not "no effect": the smallest difference that so many seeds would have shown four times in '
        "five stands beside it. A clear difference may still be too small to matter. Listed households "
        f"consume per person and month some {base}. Of what there is, less than 0.1 % is called next to "
        "nothing, less than 1 % little, less than 5 % something. Supported does not mean important. A claim "
        "that names no place holds for Jember; firms' choice has several fits, and claims in whose arms firms"
        " decide run over all of them, few seeds each.",
        width=118,
    )
    body = "\n\n".join(section(q, rows, words, alts[q["key"]]) for q in words["questions"])
    return f"""# Five questions of a policy analyst

Each is answered in three sentences, with the claim that a sentence rests on and whether that is a *test*, which can
fail in the model, or a *check*, of which part is assumed; the evidence is folded below. In brackets stands the 95 %
interval. It holds for the model and is no forecast for a place; [how to read the numbers](#how-to-read-the-numbers)
says more.

{body}

## How to read the numbers

The words follow verdict and numbers of [the table of claims](claims.md), run on {document["date"]} with version
{document["version"]}, {seeds[-1]} seeds an arm and {drawn}; `partnersim pages answers` writes this page again when the
table changes. Households are fitted ([how well](validation.md)); organizations mostly rest on assumed numbers.

{reading}
"""


def bad_words(document: dict[str, Any], words: dict[str, Any]) -> list[str]:
    """What the words name and the table lacks, what failed to run, and outcomes, places and inputs without words."""
    rows = {row["id"]: row for row in document["claims"]}
    faults = []
    for question in words["questions"]:
        for part in (*question["lead"], *question["claims"]):
            row = rows.get(part["id"])
            if row is None:
                faults.append(f"{question['key']}: no claim {part['id']} in the table")
            elif row.get("refused"):
                continue
            elif row["failed"] or row["low"] is None:
                faults.append(f"{question['key']}: claim {part['id']} has no effect in the table")
            else:
                faults += [
                    f"{question['key']}: {part['id']} has no outcome {name}"
                    for name in (*part.get("side", ()), *part.get("beside", ()))
                    if row["also"].get(name, (None,))[0] is None
                ]
                told = (row["outcome"], *part.get("side", ()), *part.get("beside", ()))
                faults += [
                    f"nouns: no words for {name}"
                    for name in told
                    if PERIODS.sub("", name) not in words["nouns"]
                ]
                over = (row.get("over") or {}).get("path")
                if over and over not in words["over"]:
                    faults.append(f"over: no words for {over}")
    return list(dict.fromkeys(faults))


def judged(question: dict[str, Any], rows: dict[str, Row]) -> dict[str, Any]:
    """The question without claims that were refused, as arms called equal in money are not; these as "refused"."""
    named = dict.fromkeys(part["id"] for part in (*question["lead"], *question["claims"]))
    refused = [name for name in named if rows[name].get("refused")]
    left = {key: [p for p in question[key] if p["id"] not in refused] for key in ("lead", "claims")}
    return {**question, **left, "refused": refused}


def refused_lines(question: dict[str, Any], rows: dict[str, Row]) -> str:
    """Which claims of a question have no verdict, and why; "" if all have one."""
    lines = []
    for name in question.get("refused", ()):
        spent = sorted(rows[name]["spent"].values())
        times = number_text(spent[-1] / spent[0], unit="1")
        text = f"its arms are called equal in money, and one spent {times} times as much as another"
        lines.append(f"- {rows[name]['statement'].strip()} No verdict: {text} {tag(rows[name])}.")
    return "Not judged:\n\n" + "\n".join(lines) if lines else ""


def picked(question: dict[str, Any], rows: dict[str, Row]) -> list[tuple[dict[str, Any], Row]]:
    """The claims of a question with their rows."""
    return [(part, rows[part["id"]]) for part in question["claims"]]


def write(*, check: bool = False) -> int:
    """Write the page and its pictures, or check the page.

    Args:
        check: only say whether the page is as it would be written.

    Returns:
        0, or 1 if it was to be checked and differs.

    Raises:
        ScenarioError: the table cannot be read, or the words name what it lacks.
        ResultsError: a file cannot be written.
    """
    document = results_of(TABLE)
    words = YAML(typ="safe").load(WORDS.read_text("utf-8"))
    faults = bad_words(document, words)
    if faults:
        raise ScenarioError([Problem(file=WORDS.name, message=Phrase.verbatim(fault)) for fault in faults])
    rows = {row["id"]: row for row in document["claims"]}
    words = {**words, "questions": [judged(question, rows) for question in words["questions"]]}
    alts = {}
    for question in words["questions"]:
        shown = [(placed(part["when"], row, words), row) for part, row in picked(question, rows)]
        with drawing():
            figure, alts[question["key"]] = picture(shown)
            if not check:
                put(IMAGES / f"answers-{question['key']}.png", png(figure, dpi=110))
    return put(PAGE, page(document, words, alts), check=check)
