"""Levers run: what they move in a small case, and the command."""

import csv
import io
import json
import math
from dataclasses import replace

import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.faces.pages import levers as levers_page
from partnersim.scenario.idle import idle_because
from partnersim.studies.levers.rows import LeverRow, LeverTable, Move
from partnersim.studies.runs import running
from partnersim.studies.words.lever_lines import by_luck_text, strongest_lines
from partnersim.studies.words.texts import Texts

# --- runs --------------------------------------------------------------------------------------------------

UNDER = ("actors.village_ngo.budget", "mechanisms.quality_orders.on", "mechanisms.carried_learning.on")


@pytest.fixture(scope="module")
def toy():
    return ps.levers("toy", under=UNDER, replicates=2, workers=1, show_progress=False)


def test_money_of_a_project_moves_what_is_paid_rupiah_for_rupiah(toy):
    """The NGO has Rp3 million for the year and spends it all: half is Rp1.5 million less, twice Rp3 million more."""
    row = next(row for row in toy.rows if row.lever == "actors.village_ngo.budget.total_idr")
    paid = {move.value: move for move in row.moves if move.outcome == "paid_ngos_idr_total"}
    assert paid["low"].effect == pytest.approx(-1.5e6)
    assert paid["high"].effect == pytest.approx(3.0e6)
    assert paid["low"].base == pytest.approx(3.0e6)
    assert (row.status, row.links[0], row.reason) == ("alive", "input", "")
    assert row.tried == {"low": 1.5e6, "high": 6.0e6}


def test_what_moves_nothing_is_inert_with_its_reason(toy):
    rows = {row.lever: row for row in toy.rows}
    assert rows["mechanisms.quality_orders.on"].status == "inert"
    assert rows["mechanisms.quality_orders.on"].reason == "no buyer has a standard (market_share is 0)"
    assert rows["mechanisms.carried_learning.on"].reason == "no agreement follows another"
    assert rows["actors.village_ngo.budget.yearly_idr"].status == "untried"
    assert not [row.lever for row in toy.rows if row.unexplained]


def test_the_table_has_a_line_for_each_outcome_moved(toy):
    table = toy.table
    assert isinstance(toy, LeverTable)
    assert set(table["lever"]) == {row.lever for row in toy.rows}
    inert = table[table["lever"] == "mechanisms.carried_learning.on"]
    assert len(inert) == 1 and inert.iloc[0]["outcome"] == "" and inert.iloc[0]["status"] == "inert"
    moved = table[table["outcome"] == "paid_ngos_idr_total"]
    assert set(moved["tried"]) >= {1.5e6, 6.0e6}
    assert toy.facts["replicates"] == 2


def test_a_stopped_study_goes_on_and_another_case_is_refused(tmp_path, monkeypatch):
    from partnersim.studies.runs.files import ResultsError

    under = ["mechanisms.carried_learning.on"]
    assert (
        main(
            [
                "levers",
                "toy",
                "--replicates",
                "2",
                "--under",
                *under,
                "--workers",
                "1",
                "--out",
                str(tmp_path),
            ]
        )
        == 0
    )
    kept = (tmp_path / "levers.json").read_bytes()
    other = ["levers", "toy", "--replicates", "2", "--under", "actors.village_ngo.budget", "--out", str(tmp_path)]
    assert main(other) == 2  # its row would be lost
    assert (tmp_path / "levers.json").read_bytes() == kept
    monkeypatch.setattr(running, "run_batch", lambda *a: pytest.fail("done again"))
    monkeypatch.setattr(running.Gathered, "attempt", lambda *a: pytest.fail("done again"))
    again = ps.levers("toy", under=under, replicates=2, workers=1, out=tmp_path, show_progress=False)
    assert again.rows[0].status == "inert"
    document = json.loads((tmp_path / "levers.json").read_text("utf-8"))
    assert document["case"] == "toy" and document["levers"][0]["lever"] == under[0]
    lines = csv.DictReader(io.StringIO((tmp_path / "levers.csv").read_text("utf-8")))
    assert next(lines)["status"] == "inert"
    with pytest.raises(ResultsError, match="toy"):
        ps.levers(
            ps.load("toy", time__months=6),
            under=under,
            replicates=2,
            workers=1,
            out=tmp_path,
            show_progress=False,
        )


def test_the_command_prints_json_csv_and_a_table(capsys):
    asked = ["levers", "toy", "--replicates", "2", "--workers", "1", "--under"]
    asked.append("actors.village_ngo.budget.total_idr")
    assert main([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    moves = {m["outcome"]: m for lever in document["levers"] for m in lever["moves"] if m["value"] == "high"}
    assert moves["paid_ngos_idr_total"]["effect"] == pytest.approx(3.0e6)
    assert main([*asked, "--csv"]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {"lever", "link", "standard_errors", "reason"} <= set(lines[0])
    assert main([*asked, "--all"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "in every seed alike" in text and "toy: levers 1; with a clear effect 1. Each" in text
    assert main([*asked, "--outcome", "paid_ngos_idr_total"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Paid by NGOs, in all (input): actors.village_ngo.budget.total_idr=6000000 (+Rp3.00 million)" in text
    assert "in every seed alike" not in text and text.endswith("--all")


def test_a_lever_that_nobody_explains_ends_with_one(capsys):
    asked = ["levers", "toy", "--replicates", "2", "--workers", "1", "--under"]
    assert main([*asked, "mechanisms.exit.on"]) == 1
    assert "mechanisms.exit.on moves nothing, and nobody says why" in capsys.readouterr().err
    assert (
        main([*asked, "mechanisms.exit.on", "--set", "inert={mechanisms.exit.on: nobody closes in a year}"])
        == 0
    )
    lie = "inert={mechanisms.planning.on: nobody plans}"
    assert main([*asked, "mechanisms.planning.on", "--set", lie]) == 1
    assert "is said to do nothing here (nobody plans), and moves" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["nowhere"], "no scenario is named 'nowhere'"),
        (["toy", "--under", "mechanisms.planing"], "did you mean 'mechanisms.planning'"),
        (["toy", "--replicates", "1"], "replicates is 1; allowed 2 to 100,000 seeds"),
        (["toy", "--role", "boss"], "boss"),
        (["toy", "--json", "--csv"], "cannot both be asked for"),
        (["toy", "--out", " "], "is empty"),
        (["toy", "--outcome", "members_ende"], "'members_ende' is no leading outcome"),
        (["toy", "--kept"], "--kept: nothing is kept of 'toy'; kept are gresik, jember"),
        (["jembr", "--kept"], "did you mean 'jember'?"),
        (["jember", "--kept", "--households", "9"], "run without --households"),
        (["jember", "--kept", "--under", "programme.community_fund"], "did you mean"),
    ],
)
def test_bad_input_is_one_clear_error(capsys, options, words):
    assert main(["levers", *options]) == 2
    error = capsys.readouterr().err
    assert words in error and "Traceback" not in error


def kept_row(lever, *moves, tried=None):
    found = [
        Move(value=value, outcome=outcome, link=link, unit="households", better="higher", base=10.0, effect=effect,
             low=0.0, high=0.0, standard_errors=9.0, clear=clear)
        for value, outcome, link, effect, clear in moves
    ]  # fmt: skip
    return LeverRow(
        lever=lever, role="lever", value=1.0, tried=tried or {"low": 0.5, "high": 2.0}, status="alive",
        moves=tuple(found),
    )  # fmt: skip


def test_levers_are_ranked_by_the_size_of_their_clear_effect():
    rows = [
        kept_row("a.small", ("high", "members_end", "output", 5.0, True)),
        kept_row(
            "b.large", ("low", "members_end", "output", -70.0, True), ("high", "members_end", "output", 8.0, True)
        ),
        kept_row("c.vague", ("high", "members_end", "output", 900.0, False)),
        kept_row("mechanisms.lending.on", ("off", "members_end", "output", -800.0, True), tried={"off": False}),
        kept_row("d.rare", ("high", "units_active_end", "output", 4000.0, True)),
        kept_row("e.next", ("high", "members_end", "output", 6.0, True)),
        kept_row("f.last", ("high", "members_end", "output", 4.0, True)),
    ]
    label = "Members of community funds, last 12 months (output)"
    assert strongest_lines(rows, Texts("en")) == [
        f"{label}: b.large=0.5 (\N{MINUS SIGN}70.0); e.next=2 (+6.00); a.small=2 (+5.00)"
    ]
    chosen = strongest_lines(rows, Texts("en"), outcomes=["units_active_end", "queue_end"])
    assert chosen[0].endswith("(output): d.rare=2 (+4,000)")
    assert chosen[1] == "Queue for loans, last 12 months: no lever moves it clearly"
    assert "tidak ada tuas" in strongest_lines(rows, Texts("id"), outcomes=["queue_end"])[0]


def test_a_kept_table_does_not_say_that_nothing_moves_an_outcome(capsys):
    """Of each lever the clearest move on each link is kept: what else moves members is not known from it."""
    (line,) = strongest_lines([kept_row("a.small")], Texts("en"), outcomes=["members_end"], partly=True)
    assert line.endswith("nothing is kept of it, since it is the clearest effect of no lever on its link")
    assert main(["levers", "jember", "--kept", "--outcome", "members_end"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Kept is the clearest effect of each lever on each link" in text and "no lever moves it" not in text


def test_effects_that_look_clear_are_counted_beside_what_luck_makes():
    """Three of four effects vary between runs, two of them clear; the fourth is alike in all. Of 40, luck has 2."""
    outcomes = {"members_end": True, "queue_end": True, "units_active_end": False, "coverage_listed_end": True}
    moves = [("low", name, "output", 5.0, clear) for name, clear in outcomes.items()]
    row = kept_row("a.lever", *moves)
    row = replace(row, moves=(*row.moves[:3], replace(row.moves[3], standard_errors=math.inf)))
    assert LeverTable(case="toy", rows=[row]).varied() == (3, 2)
    said = by_luck_text({"varied": 40, "varied_clear": 9}, Texts("en"))
    assert said.startswith("Of 40 effects on leading outcomes that vary between runs 9 look clear; by luck")
    assert "alone up to 2 would" in said
    assert by_luck_text({}, Texts("en")) == ""


def test_a_run_counts_its_effects(toy):
    assert (toy.facts["varied"], toy.facts["varied_clear"]) == toy.varied()
    assert toy.facts["varied"] <= sum(len(row.moves) for row in toy.rows)


def test_counts_of_a_whole_run_are_not_those_of_a_part(monkeypatch):
    """Two levers of a case; a run of one of them alone says nothing of how many effects of both look clear."""
    monkeypatch.setattr(levers_page, "load_scenario", lambda case: case)
    monkeypatch.setattr(levers_page, "lever_paths", lambda spec, roles: ["a", "b"])
    before = {
        "version": "1", "roles": ["lever"], "case": "toy", "levers": [{"lever": "a"}, {"lever": "b"}], "varied": 9,
        "varied_clear": 4,
    }  # fmt: skip
    part = {**before, "version": "2", "levers": [{"lever": "a"}], "varied": 3, "varied_clear": 1}
    assert not {"varied", "varied_clear"} & set(levers_page.together(before, part))
    whole = {**before, "version": "2", "varied": 8}
    assert levers_page.together(before, whole)["varied"] == 8


def test_what_is_kept_of_a_case_is_shown_without_a_run(capsys, monkeypatch):
    monkeypatch.setattr("partnersim.studies.levers.run_levers", lambda *a, **o: pytest.fail("something was run"))
    asked = ["levers", "jember", "--kept", "--under", "actors.firms.budget"]
    assert main([*asked, "--all", "--language", "id"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "anggarannya bukan anggaran proyek (aturannya none)" in text and "jember: tuas " in text
    assert main(["levers", "gresik", "--kept"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 30 and "mechanisms.enterprise.on" not in " ".join(lines)


NOTHING_ASKED = "the rule asks for no part of profit (mandate_share is 0)"
NOBODY_ENFORCES = (
    "nobody enforces the rule (enforcement is 0), and what it asks is more than firms would give of themselves"
)
NOBODY_GIVES = "no firm decides what part of its profit to give"
ONLY_JOBS = "all work on the use of outputs places people in jobs (placement.market_share is 1)"


@pytest.mark.parametrize(
    ("case", "path", "sets", "reason"),
    [
        ("lkp", "regulation.forum", {}, NOBODY_GIVES),
        ("lkp", "mechanisms.firm_giving.on", {}, NOBODY_GIVES),
        ("lkp", "mechanisms.firm_giving.on", {"actors.workshop.budget": {"rule": "profit_share"}}, ""),
        ("gresik", "regulation.enforcement", {}, ""),
        ("gresik", "regulation.mandate_share", {}, ""),
        ("gresik", "events.profit_rule_withdrawn.regulation.enforcement", {}, NOTHING_ASKED),
        ("gresik", "events.profit_rule_withdrawn.regulation.mandate_share", {}, NOBODY_ENFORCES),
        ("gresik", "events.profit_rule_withdrawn.regulation.clarity", {}, ""),
        ("gresik", "events.profit_rule_withdrawn.month", {}, ""),
        ("jember", "regulation.enforcement", {}, NOTHING_ASKED),
        ("jember", "regulation.enforcement", {"regulation.mandate_share": 0.02}, ""),
        ("jember", "regulation.mandate_share", {}, NOBODY_ENFORCES),
        ("jember", "regulation.mandate_share", {"regulation.enforcement": 0.1}, ""),
        ("gresik", "mechanisms.firm_participation.on", {}, "no firms decide one by one"),
        ("gresik", "mechanisms.joint_liability.on", {}, "each borrows alone (group_size is 1)"),
        ("gresik-groups", "mechanisms.joint_liability.on", {}, ""),
        ("osaka", "agreements.memorandum.pattern", {}, "the agreement has terms of its own"),
        ("jember", "agreements.bank_gakin.pattern", {}, ""),
        ("jember", "mechanisms.firm_participation.on", {}, ""),
        ("lkp", "actors.workshop.state_owned", {}, "the budget is no share of profit (rule is project)"),
        ("gresik", "actors.semen_gresik.state_owned", {}, ""),
        ("lkp", "actors.education_office.fills_gaps", {}, "there are no community funds"),
        ("jember", "actors.jember_office.fills_gaps", {}, ""),
        ("lkp", "mechanisms.service_delivery.meeting_priority", {}, "there are no community funds"),
        ("jember", "mechanisms.service_delivery.meeting_priority", {}, ""),
        ("lkp", "mechanisms.buyer_orders.on", {}, ONLY_JOBS),
        ("lkp", "mechanisms.buyer_orders.on", {"mechanisms.placement.market_share": 0.5}, ""),
        ("lkp", "mechanisms.buyer_orders.on", {"mechanisms.placement.on": False}, ""),
        ("lkp", "mechanisms.coaching.on", {}, "all work on personnel is courses (training_share is 1)"),
        ("kupang", "mechanisms.mentoring.on", {}, ""),
    ],
)
def test_reasons_that_are_read_off_a_case(case, path, sets, reason):
    assert idle_because(ps.load(case).but(sets), path) == reason
