"""Planes as they are shown: in words, as a picture, and on the page of the docs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from partnersim.faces.pages import planes as page
from partnersim.faces.report.planed import plane_figure
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.planes import plane_files
from partnersim.studies.words.drawing import drawing
from partnersim.studies.words.planed import plane_lines
from partnersim.studies.words.texts import Texts


@pytest.fixture
def document() -> dict[str, Any]:
    """A plane by hand: two maps over 33 points; one holds, one does not."""
    grid = [(a / 5.0, b / 5.0) for a in range(6) for b in range(6)][:33]
    surface = {
        "noise": [0.01] * 33,
        "lengths": [1.0, 1.0],
        "height": 1.0,
        "rough": 0.0,
        "middle": 0.0,
        "scale": 1.0,
    }
    base = {
        "outcome": "members_mean", "better": "higher", "seeds": [2] * 33, "errors": [1.0] * 33, "surface": surface,
        "average": {"difference": 12.0, "low": 8.0, "high": 16.0},
        "differences": [100.0 * (x - 0.5) for x, _ in grid],
    }  # fmt: skip
    case = {"at": [0.5, 0.5], "difference": 3.0, "low": -1.0, "high": 7.0, "zone": "open"}
    return {
        "name": "by-hand", "title": "Equals or not", "title_id": "Setara atau tidak", "case": "in the village",
        "case_id": "di desa", "note": "A note.", "scenario": "../x/toy.yaml", "replicates": 2, "first_seed": 1,
        "stopped": "as many points as asked for", "failures": [], "outcomes": ["members_mean"],
        "levers": [
            {"name": "a", "label": "trust", "label_id": "percaya", "low": 0.0, "high": 1.0, "how": "value",
             "paths": ["p.q"], "steps": []},
            {"name": "b", "label": "money", "label_id": "uang", "low": 0.0, "high": 1.0, "how": "steps", "paths": [],
             "steps": [0.0, 1.0]},
        ],
        "arms": [{"name": "e", "label": "equals", "label_id": "setara"},
                 {"name": "l", "label": "led", "label_id": "dipimpin"},
                 {"name": "c", "label": "contracts", "label_id": "kontrak"}],
        "places": [{"x": x, "y": y, "unit_x": x, "unit_y": y} for x, y in grid],
        "maps": [
            {**base, "arm": "l", "holds": True, "explained": 0.875, "case": case,
             "shares": {"other": 0.5, "base": 0.25, "open": 0.25}},
            {**base, "arm": "c", "holds": False, "explained": 0.25, "case": None, "shares": None,
             "differences": [(-1.0) ** number for number in range(33)]},
        ],
        "facts": {"points": 33, "runs": 198, "households": 400, "months": 24, "run_seconds": 12.5,
                  "date": "2026-11-27"},
    }  # fmt: skip


def test_a_plane_in_words(document: dict[str, Any]) -> None:
    opening, held, not_held = plane_lines(document, Texts("en"))
    assert opening.startswith(
        "Equals or not, in the village: over trust and money, 33 points were run with 2 seeds each"
    )
    assert held.startswith(
        "Equals against led, Members of community funds, mean: ahead in 50.0 % of the plane"
    )
    assert (
        "behind in 25.0 %" in held
        and "in 25.0 % nobody can tell" in held
        and "Where the case stands: +3" in held
    )
    assert "no map is drawn, as a surface foretells only 25.0 %" in not_held
    # of 32 even points six each give -50, -30, -10, 10 and 30 and two 50: mean -200/32 (sd 31.5, t(31) 2.04)
    assert "over the 32 points that fill the plane evenly −6 (−18 … +5)" in held
    # +1 and -1 by turns; the 33rd, which was added, is +1
    assert "over the 32 points that fill the plane evenly 0.00 (−0.37 … +0.37)" in not_held
    indonesian = plane_lines(document, Texts("id"))
    assert all("Setara" in line or "Equals" not in line for line in indonesian)
    assert indonesian[0] != opening and "ahead" not in " ".join(indonesian)


def test_a_picture_has_a_map_for_each_other_way_and_a_legend_of_zones_and_line(
    document: dict[str, Any],
) -> None:
    with drawing("x"):
        figure = plane_figure(document, Texts("en"))
        led, contracts = figure.axes[:2]
        titles = [ax.get_title(loc="left").replace("\n", " ") for ax in (led, contracts)]
        words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert titles == ["against led", "against contracts (no map: points alone)"]
    assert len(led.collections) > len(contracts.collections)  # surface and line beside the points
    assert words == [
        "equals ahead", "the other ahead", "nobody can tell (95 %)", "the line: no difference", "a point that was run",
        "where the case stands",
    ]  # fmt: skip
    assert len(led.lines) == 1 and not contracts.lines  # the star of the case
    assert led.lines[0].get_xydata().tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(("better", "place"), [("higher", 1.0), ("lower", 0.0)])
def test_the_colour_of_a_point_is_that_of_who_is_ahead_there(
    document: dict[str, Any], better: str, place: float
) -> None:
    """Differences rise with x; by an outcome of which less is better the first arm is ahead on the left."""
    document["maps"][0]["better"] = better
    with drawing("x"):
        figure = plane_figure(document, Texts("en"))
        dots = figure.axes[0].collections[-1]
        figure.canvas.draw()
        colours = dict(
            zip(map(tuple, dots.get_offsets().tolist()), dots.get_facecolors().tolist(), strict=True)
        )
    best, worst = colours[place, 0.4], colours[1.0 - place, 0.4]
    told = [handle.get_facecolor() for handle in figure.legends[0].legend_handles[:2]]
    for ahead, behind in ((best, worst), told):  # orange is ahead, purple behind, as the legend says
        assert ahead[0] > 2.0 * ahead[2] and behind[2] > 1.2 * behind[0]


def test_the_page_is_written_from_kept_results_and_checked(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, place in (("KEPT", tmp_path / "kept"), ("PAGE", tmp_path / "page.md"), ("IMAGES", tmp_path)):
        monkeypatch.setattr(page, name, place)
    with pytest.raises(ScenarioError, match="no result of a plane is kept"):
        page.write()
    result = tmp_path / "plane.json"
    result.write_text(json.dumps(document), "utf-8")
    (tmp_path / "kept").mkdir()
    assert page.write([result]) == 0
    text = (tmp_path / "page.md").read_text("utf-8")
    assert "## Trust and money" in text and "three zones, and the black line is where" in text
    assert "| by-hand | toy.yaml | 33 | 2 | 198 | 400 | 24 | 1 |" in text
    assert "| by-hand | l | members_mean | 0.875 | yes |" in text
    assert "| by-hand | Money | steps | steps | 0 to 1.00 |" in text
    assert "partnersim planes by-hand --points 33 --replicates 2 --households 400 --months 24" in text
    assert (tmp_path / "plane-by-hand.png").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "page.md").write_text(
        text.replace("<!-- in words -->\n", "<!-- in words -->\nMine."), "utf-8"
    )
    assert page.write(check=True) == 0  # what is written by hand stays
    (tmp_path / "page.md").write_text(text.replace("50.0 %", "51.0 %"), "utf-8")
    assert page.write(check=True) == 1
    result.write_text("{}", "utf-8")
    with pytest.raises(ScenarioError, match=r"is no plane.json"):
        page.write([result])


def test_the_committed_page_is_what_the_kept_results_say() -> None:
    kept = [json.loads(path.read_text("utf-8")) for path in sorted(page.KEPT.glob("*.json"))]
    assert page.PAGE.read_text("utf-8") == page.page_text(kept, page.kept_words(page.PAGE, page.WORDS))
    for one in kept:
        assert one["name"] in plane_files() and (page.IMAGES / f"plane-{one['name']}.png").is_file()
