"""docs/who-should-lead.md and docs/what-carries.md: where which arm is ahead, from the kept results of maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, IMAGES, RESULTS, document_of, kept_words, put, renewed_documents
from partnersim.scenario.phrases import Phrase
from partnersim.studies.maps.bars import parts_by_weight
from partnersim.studies.maps.picture import map_picture
from partnersim.studies.words.mapped import (
    lead_lines,
    own,
    rule_lines,
    score_text,
    size_lines,
    turn_lines,
    upper,
)
from partnersim.studies.words.texts import Texts

KEPT = RESULTS / "maps"
PAGES = {
    "lead": ("who-should-lead", "Who should lead?"),
    "carry": ("what-carries", "What carries a partnership without firms?"),
}
ENGLISH = Texts("en")
CARRY = """At each drawn point the whole programme is run, the same with one part taken away, the same with what is
added, and the place without any programme, all with the same seeds, which no other point has. What a part carries
is what is lost without it, over what the whole programme brings at that point. Bars and numbers are medians over
points; lines are the range of four points of five, not an interval of a mean. Money is what the case has, times
what is drawn."""
METHOD = """For each case two Latin hypercubes are drawn over the inputs below, one to fit a rule on and one to score it
on. At each point every arm is run with the same seeds, which no other point has. An arm is first where the
mean of its outcome is best, and clearly so where it is best in every seed and the second is further behind
than the margin, a share of what the programme brings with the best arm over no programme at all. The rule
is a tree of at most three questions, fitted on the points with a clear lead; how many questions it asks is
chosen by five-fold cross-validation among these, and points held back have no part in it. Money is what
each case has, times what is drawn, and the same for all arms of a point: what they make of it is the
result."""
WORDS = "in words"
MADE = "This page is made by `partnersim pages maps`; only what stands between the two marks below is written by hand."

NOTHING = (
    "no result of a map is kept; run `partnersim leads MAP --out DIR` and give the leads.json of DIR here"
)


def write(files: Sequence[Path] = (), /, *, check: bool = False) -> int:
    """Write both pages and their pictures, or check them.

    Args:
        files: new results, which are kept first.
        check: write nothing, and give 1 if something is not what the kept results say.

    Raises:
        ScenarioError: a file is no map, or no result is kept.
    """
    kept, wrong = renewed_documents(files, KEPT, read=_map_of, nothing=Phrase.verbatim(NOTHING), check=check)
    for asks, (page, title) in PAGES.items():
        asked = [one for _, one in sorted(kept.items()) if one["asks"] == asks]
        if asked:
            wrong |= put(
                DOCS / f"{page}.md",
                page_text(title, asked, kept_words(DOCS / f"{page}.md", WORDS)),
                check=check,
            )
    for name, one in kept.items():
        wrong |= put(IMAGES / f"map-{name}.png", map_picture(one, ENGLISH), check=check)
    return wrong


def page_text(title: str, found: Sequence[dict[str, Any]], words: str = "", /) -> str:
    """A page: for a mayor first, then each case, then how it was done.

    Args:
        title: of the page. found: documents of maps. words: what is written by hand below the first paragraph.
    """
    blocks = [f"# {title}", first_paragraph(found), MADE, f"<!-- {WORDS} -->\n{words}\n<!-- end {WORDS} -->"]
    blocks += [block for one in found for block in _case(one)]
    return "\n\n".join([*blocks, *_method(found)]) + "\n"


def first_paragraph(found: Sequence[dict[str, Any]], /) -> str:
    """The answer in plain words: who is ahead most often in each case, how clearly, and how good the rule is."""
    return " ".join(_answer(one) for one in found)


def _answer(found: dict[str, Any]) -> str:
    case, percent = upper(own(found, "case", ENGLISH)), ENGLISH.percent
    if found["asks"] == "carry":
        parts = sorted(found["arms"], key=lambda arm: -(arm["carries"] or 0.0))[:3]
        said = "; ".join(f"without {arm['label']} {percent(arm['carries'] or 0.0)}" for arm in parts)
        more = "".join(
            f" With {one['label']} there would be {percent(one['carries'] or 0.0)} more."
            for one in found["others"]
        )
        return f"{case} most of what the programme brings would be lost in this order: {said}.{more}"
    first, second = sorted(found["arms"], key=lambda arm: -arm["leads"])[:2]
    text = (
        f"{case}, most often ahead: {first['label']}, at {percent(first['leads'])} of the situations that were drawn; "
        f"then {second['label']}, at {percent(second['leads'])}; at {percent(1.0 - found['clear'])} nobody is clearly "
        "ahead."
    )
    score = found["score"]
    if score is None or not score["held_back_clear"]["points"]:
        return f"{text} No rule can be told."
    clear = score["held_back_clear"]
    of = f"{clear['right']} of {clear['points']}"
    return f"{text} The rule below is right in {of} clear situations that it had not seen."


def _case(found: dict[str, Any]) -> Iterable[str]:
    case = upper(own(found, "case", ENGLISH))
    yield f"## {case}"
    if found["note"]:
        yield " ".join(found["note"].split())
    picture = f"![{_alt(found)}](images/map-{found['name']}.png)"
    if found["asks"] == "carry":
        yield from (picture, _list(size_lines(found, ENGLISH)))
        return
    yield picture
    yield _list(lead_lines(found, ENGLISH))
    yield _list(rule_lines(found, ENGLISH))
    if turn_lines(found, ENGLISH):
        yield _list(turn_lines(found, ENGLISH))
    names = list(found["arms"][0]["by"])
    heads = ["first at ... of points, by", *(f"{ENGLISH.label(name)}" for name in names)]
    rows = [
        [upper(arm["label"]), *(ENGLISH.percent(arm["by"][name]) for name in names)] for arm in found["arms"]
    ]
    yield markdown_table(heads, rows, right=range(1, len(heads)))


def _alt(found: dict[str, Any]) -> str:
    if found["asks"] == "carry":
        shares = [
            f"{part['label']}{', added,' if added else ''} {ENGLISH.percent(part['carries'])}"
            for part, added in parts_by_weight(found)
        ]
        points = len(found["points"])
        return f"What each part carries of the whole programme, over {points} points: {'; '.join(shares)}."
    labels = {one["name"]: own(one, "label", ENGLISH) for one in found["inputs"]}
    across, up = found["strongest"][:2]
    leads = "; ".join(f"{arm['label']} first at {ENGLISH.percent(arm['leads'])}" for arm in found["arms"])
    over = f"{len(found['points'])} points over {labels[across]} and {labels[up]}"
    return f"{over}: {leads}. {score_text(found, ENGLISH)}".rstrip()


def _method(found: Sequence[dict[str, Any]]) -> Iterable[str]:
    yield "## How it was done"
    carries = all(one["asks"] == "carry" for one in found)
    yield CARRY if carries else METHOD
    rows = [
        [upper(one["case"]), one["scenario"], ENGLISH.label(one["outcome"]), one["link"], str(one["points_fitted"]),
         str(one["points_held_back"]), str(one["replicates"]), ENGLISH.percent(one["margin"]),
         str(one["facts"]["households"]), str(one["first_seed"]), one["facts"]["date"]]
        for one in found
    ]  # fmt: skip
    heads = ("case", "scenario", "ahead by", "link", "points fitted on", "held back", "seeds each", "margin",
             "households", "first seed", "run on")  # fmt: skip
    yield markdown_table(heads, rows, right=(4, 5, 6, 7, 8, 9))
    for one in found:
        cells = [
            [upper(i["label"]), ", ".join(f"`{path}`" for path in i["paths"]), i["how"],
             f"{ENGLISH.number(i['low'])} to {ENGLISH.number(i['high'])}", ENGLISH.percent(i["strength"])]
            for i in one["inputs"]
        ]  # fmt: skip
        columns = ("input", "fields", "how", "range", "tells")
        if carries:
            yield f"Inputs drawn {one['case']}."
            yield markdown_table(columns[:-1], [row[:-1] for row in cells], right=(3,))
            continue
        yield f"Inputs drawn {one['case']}. The last column: how much better the leader is guessed by their third."
        yield markdown_table(columns, cells, right=(3, 4))
    commands = "\n".join(f"partnersim leads {one['name']} --out maps/{one['name']}" for one in found)
    files = " ".join(f"maps/{one['name']}/leads.json" for one in found)
    yield f"```sh\n{commands}\npartnersim pages maps {files}\n```"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _map_of(path: Path) -> dict[str, Any]:
    message = Phrase.verbatim("is no leads.json of `partnersim leads`")
    return document_of(path, keys=("name", "asks", "arms", "points"), message=message)
