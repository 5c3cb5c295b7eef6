"""docs/where-equals-lead.md: over pairs of levers, where equals are ahead, from the kept results of planes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, IMAGES, RESULTS, document_of, kept_words, put, renewed_documents
from partnersim.faces.report.planed import plane_picture
from partnersim.scenario.phrases import Phrase
from partnersim.studies.words.mapped import own, upper
from partnersim.studies.words.planed import map_text, opening_text
from partnersim.studies.words.texts import Texts

KEPT = RESULTS / "planes"
PAGE = DOCS / "where-equals-lead.md"
ENGLISH = Texts("en")
WORDS = "in words"
MADE = """This page is made by `partnersim pages planes`; only what stands between the two marks below is written by
hand."""
LEGEND = """**How to read the pictures.** Each small picture is the plane of two levers. The colour says by how much
equals are ahead (orange) or behind (purple) at that point. Where it is hatched, the 95 % interval of the surface holds
0: nobody can tell. So there are three zones, and the black line is where the surface says that there is no difference.
Dots are points that were run, in the colour of their own difference; a white star is where the case stands. Where a
surface foretells less than half of how left-out points differ, no map is drawn and the dots stand alone."""
METHOD = """All ways of working are run at the same points, those of a point with the same seeds, which no other point
has. The first 32 points fill the plane evenly (Sobol); then points are added where a sign is least certain, for all
maps in turn, until hardly anything is open, what is open shrinks no more, or as many are run as were asked for. A
Gaussian process goes through the differences, with the noise of the seeds at each point."""

NOTHING = "no result of a plane is kept; run `partnersim planes PLANE --out DIR` and give its plane.json here"


def write(files: Sequence[Path] = (), /, *, check: bool = False) -> int:
    """Write the page and its pictures, or check them.

    Args:
        files: new results, which are kept first.
        check: write nothing, and give 1 if something is not what the kept results say.

    Raises:
        ScenarioError: a file is no plane, or no result is kept.
    """
    kept, wrong = renewed_documents(files, KEPT, read=_plane_of, nothing=Phrase.verbatim(NOTHING), check=check)
    shown = [kept[name] for name in sorted(kept)]
    wrong |= put(PAGE, page_text(shown, kept_words(PAGE, WORDS)), check=check)
    for one in shown:
        wrong |= put(IMAGES / f"plane-{one['name']}.png", plane_picture(one, ENGLISH), check=check)
    return wrong


def page_text(found: Sequence[dict[str, Any]], words: str = "", /) -> str:
    """The page: what is asked, in words, how to read it, then each plane, and how it was done.

    Args:
        found: documents of planes. words: what is written by hand below the first paragraph.
    """
    pairs = "; ".join(
        f"{own(one['levers'][0], 'label', ENGLISH)} and {own(one['levers'][1], 'label', ENGLISH)} "
        f"({own(one, 'case', ENGLISH)})"
        for one in found
    )
    first = (
        "Where do equal partners side by side reach more than partners who are led, contracted, or each on its own, "
        f"and where less? Asked over pairs of levers: {pairs}."
    )
    blocks = ["# Where equals lead, over two levers at a time", first, MADE]
    blocks += [f"<!-- {WORDS} -->\n{words}\n<!-- end {WORDS} -->", LEGEND]
    blocks += [block for one in found for block in _plane(one)]
    return "\n\n".join([*blocks, *_method(found)]) + "\n"


def _plane(found: dict[str, Any]) -> Iterable[str]:
    across, up = (own(one, "label", ENGLISH) for one in found["levers"])
    yield f"## {upper(across)} and {up}"
    yield opening_text(found, ENGLISH)
    if found["note"]:
        yield " ".join(found["note"].split())
    yield f"![{_alt(found)}](images/plane-{found['name']}.png)"
    yield "\n".join(f"- {map_text(found, one, ENGLISH)}" for one in found["maps"])


def _alt(found: dict[str, Any]) -> str:
    across, up = (own(one, "label", ENGLISH) for one in found["levers"])
    labels = {arm["name"]: own(arm, "label", ENGLISH) for arm in found["arms"]}
    told = [
        f"against {labels[one['arm']]}, {ENGLISH.label(one['outcome'])}: "
        + (f"ahead in {ENGLISH.percent(one['shares']['other'])} of the plane" if one["holds"] else "points alone")
        for one in found["maps"]
    ]  # fmt: skip
    return f"Maps over {across} and {up}. {'; '.join(told)}."


def _method(found: Sequence[dict[str, Any]]) -> Iterable[str]:
    yield "## How it was done"
    yield METHOD
    rows = [
        [one["name"], one["scenario"].rpartition("/")[2], str(one["facts"]["points"]), str(one["replicates"]),
         str(one["facts"]["runs"]), str(one["facts"]["households"]), str(one["facts"]["months"]),
         str(one["first_seed"]), one["stopped"], ENGLISH.number(one["facts"]["run_seconds"]), one["facts"]["date"]]
        for one in found
    ]  # fmt: skip
    heads = ("plane", "scenario", "points", "seeds each", "runs", "households", "months", "first seed", "stopped as",
             "seconds of runs", "run on")  # fmt: skip
    yield markdown_table(heads, rows, right=(2, 3, 4, 5, 6, 7, 9))
    levers = [
        [one["name"], upper(own(lever, "label", ENGLISH)), ", ".join(f"`{path}`" for path in lever["paths"]) or "steps",
         lever["how"], f"{ENGLISH.number(lever['low'])} to {ENGLISH.number(lever['high'])}"]
        for one in found for lever in one["levers"]
    ]  # fmt: skip
    yield markdown_table(("plane", "lever", "fields", "how", "range"), levers, right=(4,))
    maps = [
        [one["name"], arm["arm"], arm["outcome"], ENGLISH.number(arm["explained"]), "yes" if arm["holds"] else "no"]
        for one in found for arm in one["maps"]
    ]  # fmt: skip
    yield markdown_table(
        ("plane", "against", "outcome", "foretold of left-out points (Q2)", "drawn"), maps, right=(3,)
    )
    commands = "\n".join(_command(one) for one in found)
    files = " ".join(f"planes/{one['name']}/plane.json" for one in found)
    yield f"```sh\n{commands}\npartnersim pages planes {files}\n```"


def _command(found: dict[str, Any]) -> str:
    facts = found["facts"]
    return (
        f"partnersim planes {found['name']} --points {max(facts['points'], 32)} --replicates {found['replicates']} "
        f"--households {facts['households']} --months {facts['months']} --out planes/{found['name']}"
    )


def _plane_of(path: Path) -> dict[str, Any]:
    message = Phrase.verbatim("is no plane.json of `partnersim planes`")
    return document_of(path, keys=("name", "levers", "arms", "maps"), message=message)
