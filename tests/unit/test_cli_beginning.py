"""Scenarios listed, checked, described and begun, levers looked up, and tables that a spreadsheet opens."""

import csv
import json
import statistics

import pytest

import partnersim
from partnersim.faces.cli import describing, main
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.reading import load_scenario
from tests.command_case import printed


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_scenarios(capsys):
    names = [row["name"] for row in json.loads(printed(capsys, "scenarios", "--json"))]
    assert tuple(names) == shipped_names()
    assert {"toy", "jember", "jember-with-firms", "no-partnership"} <= set(names)
    assert printed(capsys, "scenarios", "--markdown").startswith("| scenario |")


def test_check(capsys, here):
    (here / "mine.yaml").write_text("extends: toy\nname: mine\ntime: {months: 5}\n")
    assert "mine.yaml: valid. 'mine'" in printed(capsys, "check", "mine.yaml")
    assert json.loads(printed(capsys, "check", "mine.yaml", "--json"))["months"] == 5
    (here / "mine.yaml").write_text("extends: toy\nname: mine\ntime: {months: 0}\nplace: {hamlet: 3}\n")
    assert main(["check", "mine.yaml"]) == 2
    shown = capsys.readouterr().err
    assert "mine.yaml:3: time.months = 0" in shown
    assert "mine.yaml:4: " in shown


def test_describe_gives_value_range_and_source(capsys, here):
    (here / "base.yaml").write_text(
        "extends: toy\nname: base\nplace: {headcount: 0.3, villages: 1}\nsources: {place: a survey}\n"
    )
    (here / "mine.yaml").write_text("extends: base\nname: mine\nplace: {headcount: 0.4}\n")

    def rows(*arguments):
        found = json.loads(printed(capsys, "describe", *arguments, "--json"))["parameters"]
        return {row["path"]: row for row in found}

    of_base, of_mine = rows("base.yaml"), rows("mine.yaml")
    assert of_base["place.headcount"]["source"] == "a survey"
    assert (of_base["place.headcount"]["low"], of_base["place.headcount"]["high"]) == (0.01, 0.8)
    # The source was given for the base's value; this file put another value in its place, without a source.
    assert (of_mine["place.headcount"]["value"], of_mine["place.headcount"]["source"]) == (0.4, "assumed")
    assert of_mine["place.headcount"]["set_by"] == "mine.yaml"
    assert of_mine["place.villages"]["source"] == "a survey"
    on_line = rows("base.yaml", "--set", "place.headcount=0.5")["place.headcount"]
    assert (on_line["value"], on_line["source"]) == (0.5, "assumed")
    changed = rows("mine.yaml", "--changed")
    assert "place.headcount" in changed
    assert "place.listing_error" not in changed
    assert len(changed) < len(of_mine)
    assert printed(capsys, "describe", "toy", "--markdown").startswith("| parameter |")


def test_schema_accepts_a_shipped_scenario(capsys):
    import jsonschema

    schema = json.loads(printed(capsys, "schema"))
    document = json.loads(partnersim.load("toy").model_dump_json())
    jsonschema.validate(document, schema)
    document["time"]["months"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_new_writes_what_reads_as_its_base(here, capsys):
    said = printed(capsys, "new", "my-place.yaml", "--from", "toy")
    assert "my-place.yaml is written" in said and "partnersim check my-place.yaml" in said
    mine, base = load_scenario("my-place.yaml"), load_scenario("toy")
    assert (mine.name, mine.title) == ("my-place", "My Place")
    assert mine.place == base.place and mine.time == base.time and mine.actors == base.actors
    assert mine.mechanisms == base.mechanisms
    assert main(["check", "my-place.yaml"]) == 0


def test_figures_stand_with_unit_meaning_and_where_to_look_them_up(here, capsys):
    printed(capsys, "new", "my.yaml")
    lines = (here / "my.yaml").read_text("utf-8").splitlines()
    (headcount,) = (line for line in lines if line.startswith("  headcount: "))
    assert headcount.startswith("  headcount: 0.1327  # share: ") and "9.5 percent is 0.095" in headcount
    assert "extends: jember" in lines and "  months: 72" in lines


def test_a_figure_that_is_changed_is_the_only_difference(here, capsys):
    printed(capsys, "new", "my.yaml")
    file = here / "my.yaml"
    file.write_text(file.read_text("utf-8").replace("headcount: 0.1327", "headcount: 0.095"), "utf-8")
    mine, base = load_scenario("my.yaml"), load_scenario("jember")
    assert mine.place.headcount == 0.095
    assert mine.place.model_copy(update={"headcount": base.place.headcount}) == base.place
    assert mine.actors == base.actors


def test_what_is_commented_out_works_when_it_is_let_in(here, capsys):
    printed(capsys, "new", "my.yaml")
    file = here / "my.yaml"
    text = file.read_text("utf-8").replace("\n#  - ", "\n  - ").replace("\n#    ", "\n    ")
    file.write_text(text.replace("\n#events:", "\nevents:"), "utf-8")
    mine, base = load_scenario("my.yaml"), load_scenario("jember")
    assert {event.name for event in base.events} - {event.name for event in mine.events} == {base.events[0].name}
    assert not next(actor for actor in mine.actors if actor.name == base.actors[-1].name).present


def test_new_in_indonesian_differs_in_its_comments_alone(here, capsys):
    printed(capsys, "new", "a.yaml")
    printed(capsys, "new", "b.yaml", "--language", "id")
    english, other = ((here / name).read_text("utf-8") for name in ("a.yaml", "b.yaml"))
    assert "Badan" in other or "statistik" in other.lower()
    assert english != other and load_scenario("a.yaml").place == load_scenario("b.yaml").place


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("my.txt",), "my.txt: is no name of a YAML file"),
        (("there.yaml",), "there.yaml: is there already; --force replaces it"),
        (("my.yaml", "--from", "jembre"), "jember"),
    ],
)
def test_new_refuses_and_leaves_everything_as_it_was(here, capsys, arguments, said):
    (here / "there.yaml").write_text("mine", "utf-8")
    assert said in printed(capsys, "new", *arguments, code=2)
    assert [file.name for file in here.iterdir()] == ["there.yaml"]
    assert (here / "there.yaml").read_text("utf-8") == "mine"


def test_new_with_force_replaces(here, capsys):
    (here / "there.yaml").write_text("mine", "utf-8")
    printed(capsys, "new", "there.yaml", "--force")
    assert "extends: jember" in (here / "there.yaml").read_text("utf-8")


def test_describe_with_words_needs_all_of_them(capsys):
    rows = json.loads(printed(capsys, "describe", "jember", "office", "STAFF", "--json"))["parameters"]
    assert rows and all("office" in f"{row['path']} {row['doc']}".lower() for row in rows)
    assert all("staff" in f"{row['path']} {row['doc']}".lower() for row in rows)
    assert "actors.jember_office.staff" in [row["path"] for row in rows]
    assert "staff" in printed(capsys, "describe", "jember", "stafff", code=2)


def test_describe_finds_by_what_a_group_is_about(capsys):
    """Nothing of regulation but its group speaks of rules about firms."""
    rows = json.loads(printed(capsys, "describe", "jember", "rules", "about", "firms", "--json"))["parameters"]
    assert {row["path"] for row in rows if row["path"].startswith("regulation.")} == {
        "regulation.mandate_share", "regulation.enforcement", "regulation.tax_relief", "regulation.clarity",
        "regulation.forum",
    }  # fmt: skip


def test_describe_in_indonesian(capsys):
    text = printed(capsys, "describe", "jember", "firms.budget.months", "--levers", "--language", "id")
    lines = [line.split("  ") for line in text.splitlines()]
    assert [cell.strip() for cell in lines[0] if cell.strip()] == ["parameter", "nilai", "satuan", "masuk akal", "arti"]
    assert "6 sampai 24" in text
    said = " ".join(text.split())
    assert "Tidak menggerakkan apa pun di sini: anggarannya bukan anggaran proyek (aturannya none)." in said
    asked = ("describe", "jember", "anggota", "satu", "kelompok", "--language", "id", "--json")
    found = json.loads(printed(capsys, *asked))
    assert [row["path"] for row in found["parameters"]] == ["programme.community_funds.group_size"]


def test_levers_are_only_what_decision_makers_move(capsys):
    every = json.loads(printed(capsys, "describe", "jember", "--json"))["parameters"]
    levers = json.loads(printed(capsys, "describe", "jember", "--levers", "--json"))["parameters"]
    assert [row["path"] for row in levers] == [row["path"] for row in every if row["role"] == "lever"]
    assert "mechanisms.moneylender.rate" in [row["path"] for row in every]
    assert "mechanisms.moneylender.rate" not in [row["path"] for row in levers]


def test_a_lever_that_moves_nothing_says_why(capsys, here):
    text = printed(capsys, "describe", "jember", "jember_office.budget.months", "--levers")
    assert "Moves nothing here: the budget is no project's" in " ".join(text.split())


def lever(**changes):
    strong = {"value": "low", "outcome": "a", "link": "output", "standard_errors": -12.34, "clear": True}
    weak = strong | {"outcome": "b", "standard_errors": 5.0}
    vague = strong | {"link": "impact", "outcome": "c", "standard_errors": 1.0, "clear": False}
    alike = strong | {"link": "input", "outcome": "d", "standard_errors": None, "value": "high"}
    return {"lever": "x.y", "status": "alive", "moves": [alike, strong, weak, vague]} | changes


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "input d alike in every seed (high); output a -12.3 standard errors (low)"),
        ({"status": "unclear", "moves": []}, "nothing clearly"),
        ({"status": "inert", "moves": []}, ""),
    ],
)
def test_what_a_lever_moved_is_the_strongest_on_each_link(changes, text, tmp_path, monkeypatch):
    kept = tmp_path / "levers-mine.json"
    kept.write_text(json.dumps({"levers": [lever(**changes)]}), "utf-8")
    monkeypatch.setattr(
        "partnersim.scenario.documents.package.data_places", lambda part: (tmp_path / part.rpartition("/")[2],)
    )
    assert describing.kept_moves("mine") == {"x.y": text}
    assert describing.kept_moves("other") == {}


def test_kept_moves_are_shown_for_the_scenario_as_it_ships_alone(capsys, here):
    asked = ("describe", "jember", "jember_office.staff", "--levers")
    assert "When tried:" in printed(capsys, *asked)
    assert "When tried:" not in printed(capsys, *asked, "--set", "actors.jember_office.staff=30")
    assert "When tried:" not in printed(capsys, "describe", "jember", "jember_office.staff")


@pytest.mark.slow
def test_tables_as_csv_say_what_the_run_printed(here, capsys, report_apart):
    run = ("run", "toy", "--months", "3", "--workers", "1", "--replicates", "2", "--out", "out", "--format", "csv")
    said = json.loads(printed(capsys, *run, "--json"))
    with (here / "out" / "outcomes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows and "outcome" in rows[0]
    assert (here / "out" / "dictionary.csv").is_file() and said
    (mean,) = (float(row["mean"]) for row in rows if row["outcome"] == "headcount_listed_end")
    import pandas as pd

    runs = pd.read_parquet(here / "out" / "runs.parquet")
    assert mean == pytest.approx(statistics.fmean(runs["headcount_listed_end"]))


def test_csv_without_a_folder_is_refused(capsys, here):
    assert "needs --out" in printed(capsys, "run", "toy", "--format", "csv", code=2)
    assert list(here.iterdir()) == []
