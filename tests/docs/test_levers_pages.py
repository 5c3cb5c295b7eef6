"""The kept tables of what each lever of a case moves: whole, with a reason for each lever that moves nothing."""

import json
import math

import pytest

import partnersim as ps
from partnersim.faces.pages import levers as pages
from partnersim.faces.pages.tree import RESULTS
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.levers import levers_of

KEPT = sorted(RESULTS.glob(pages.KEPT))


def document(**changes):
    """A table of one lever of the toy village, as `partnersim levers --out` writes it."""
    move = {
        "value": "high", "outcome": "members_end", "link": "output", "unit": "households", "better": "higher",
        "base": 4.0, "effect": 2.0, "low": 1.0, "high": 3.0, "standard_errors": 5.0, "clear": True,
    }  # fmt: skip
    row = {
        "lever": "mechanisms.planning.on", "role": "lever", "value": True, "tried": {"off": False}, "status": "alive",
        "links": ["output"], "elsewhere": [], "reason": "", "moves": [move],
    }  # fmt: skip
    row |= {name: value for name, value in changes.items() if name in row}
    move |= {name: value for name, value in changes.items() if name in move}
    facts = {"version": "1", "replicates": 4, "first_seed": 1, "households": 12, "roles": ["lever"]}
    return {"case": "toy", **facts, "levers": [row]}


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_table_names_every_lever_of_its_case_and_a_reason_for_each_that_is_inert(path):
    table = pages.reasoned(pages.table_of(json.loads(path.read_text("utf-8"))))
    assert path.stem == f"levers-{table.case}"
    assert [row.lever for row in table.rows] == [lever.path for lever in levers_of(ps.load(table.case))]
    assert sum(row.reason == pages.LATER for row in table.rows) < len(table.rows) / 4
    words = path.with_suffix(".md").read_text("utf-8")
    assert [row.lever for row in table.rows if f"\n| {row.lever} |" not in words] == []
    assert [f"{row.lever} {row.unexplained}" for row in table.rows if row.unexplained] == []
    assert not [row.lever for row in table.rows if row.status == "failed"]


def test_pages_are_what_the_kept_tables_say():
    assert pages.write(check=True) == 0


def test_tables_of_all_cases_are_kept():
    assert {path.stem for path in KEPT} == {f"levers-{case}" for case in ("jember", "gresik", "kupang", "lkp", "osaka")}


def test_the_clearest_move_on_each_link_is_kept_and_numbers_come_back():
    table = pages.table_of(pages.kept(document(standard_errors=None, effect=-2.0)))
    (move,) = table.rows[0].moves
    assert move.standard_errors == -math.inf and move.effect == -2.0
    weaker = document()
    more = weaker["levers"][0]["moves"][0]
    weaker["levers"][0]["moves"] += [
        more | {"outcome": "queue_end", "standard_errors": -7.0},
        more | {"outcome": "units_active_end", "standard_errors": 9.0, "clear": False},
        more | {"outcome": "income_listed_idr_end", "link": "outcome", "standard_errors": 3.0},
    ]
    shown = [(m.link, m.outcome) for m in pages.table_of(pages.kept(weaker)).rows[0].moves]
    assert shown == [("output", "queue_end"), ("outcome", "income_listed_idr_end")]


def test_reasons_are_those_of_today_and_one_that_is_missing_or_wrong_is_refused():
    inert = {
        "lever": "mechanisms.bargaining.on",
        "status": "inert",
        "moves": [],
        "links": [],
        "reason": "long ago",
    }
    row = pages.kept(document(**inert))["levers"][0]
    assert row["reason"] == "no agreement is bargained"
    with pytest.raises(ScenarioError, match=r"planning\.on moves nothing, and nobody says why"):
        pages.kept(document(status="inert", moves=[], reason="somebody said why"))
    with pytest.raises(
        ScenarioError, match=r"bargaining\.on is said to do nothing here .*and moves members_end"
    ):
        pages.kept(document(lever="mechanisms.bargaining.on"))


def test_levers_run_anew_take_the_place_of_those_kept_in_the_order_of_the_case():
    first = document(lever="mechanisms.planning.on")
    both = pages.together(document(lever="actors.village_ngo.staff") | {"version": "0"}, first)
    assert [row["lever"] for row in both["levers"]] == ["actors.village_ngo.staff", "mechanisms.planning.on"]
    assert both["version"] == "0 and 1"
    anew = pages.together(both, document(effect=7.0) | {"version": "2"})
    assert [row["moves"][0]["effect"] for row in anew["levers"]] == [2.0, 7.0]
    gone = pages.together(document(lever="mechanisms.no_more.on"), first)
    assert [row["lever"] for row in gone["levers"]] == ["mechanisms.planning.on"]


def test_a_lever_that_has_come_since_is_untried_and_the_page_names_it():
    table = pages.reasoned(pages.table_of(document()))
    rows = {row.lever: row for row in table.rows}
    assert rows["mechanisms.planning.on"].status == "alive"
    assert (rows["actors.village_ngo.staff"].status, rows["actors.village_ngo.staff"].reason) == (
        "untried",
        pages.LATER,
    )
    assert rows["programme.hamlets"].reason.startswith("where the programme works")
    assert "| actors.village_ngo.staff | 2 |  | untried |  | is not among these runs |" in pages.page(
        document()
    )


def test_the_page_says_how_it_was_made_and_shows_the_move():
    text = pages.page(pages.kept(document()))
    assert "4 seeds from 1, 12 simulated households, version\n1." in text
    assert "`partnersim levers toy --replicates 4 --households 12 --out DIR`" in text
    assert "| output: members_end +5.0 s.e. (high) |" in text
