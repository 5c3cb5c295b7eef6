"""Scenarios from a table of public figures: a place worked out by hand, wrong tables, and a sweep over all places."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.regencies import read_regencies
from partnersim.studies.sweeping import run as sweeping
from partnersim.studies.sweeping.files import read_sweep
from tools import made_up_regencies

ROOT = Path(__file__).resolve().parents[2]
JEMBER = ps.load("jember")
TABLE = """# two places
name,population,headcount,poverty_line_idr,gap,office_budget_idr,source
"Kota, Besar",390000,0.12,250000,0.02,,"BPS 2010, table 3"
Kecil,78 000,0.2,200000,,5e8,
"""


def made(tmp_path, text=TABLE):
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    return read_regencies(file, JEMBER)


def test_a_place_on_paper(tmp_path):
    """390,000 people in households of 3.9 are 100,000, a sixth of Jember's 600,000; so are its list and its money."""
    large, small = made(tmp_path)
    assert (large.name, small.name) == ("kota-besar", "kecil")
    place = large.document["place"]
    assert place["households"] == 100_000 and place["listed_households"] == round(237_700 / 6) == 39_617
    assert (place["hamlets"], place["villages"]) == (182, 41)  # 1,090 and 248 over six
    assert (place["headcount"], place["poverty_line_idr"], place["mean_household_size"]) == (0.12, 250_000, 3.9)
    actors = {actor["name"]: actor for actor in large.document["actors"]}
    times = 39_617 / 237_700
    assert actors["jember_office"]["budget"]["yearly_idr"] == pytest.approx(1.6e9 * times)
    assert actors["jember_office"]["budget"]["by_year"]["2010"] == pytest.approx(5.4e9 * times)
    assert actors["ilo"]["budget"]["total_idr"] == pytest.approx(1.5e9 * times)
    assert actors["ypsm"]["staff"] == pytest.approx(6 * times)
    assert actors["ilo"]["capacity_idr"]["personnel"] == pytest.approx(1.2e9 * times)
    assert actors["firms"]["count"] == round(JEMBER.actors[-1].count * times)
    funds = large.document["programme"]["community_funds"]
    assert funds["units_per_year"] == 30 and [one["units"] for one in funds["opening"]] == [4, 1, 2]  # 22, 7, 10
    assert "published gap 0.02" in large.document["description"]
    assert large.document["sources"]["place.headcount"] == "BPS 2010, table 3"
    office = next(actor for actor in small.document["actors"] if actor["name"] == "jember_office")
    assert office["budget"] == {"yearly_idr": 5e8, "by_year": {"2009": 5e8, "2010": 5e8}}
    others = {actor["name"]: actor for actor in small.document["actors"]}  # a thirtieth of Jember's 600,000
    listed = small.document["place"]["listed_households"]
    assert others["ilo"]["budget"]["total_idr"] == pytest.approx(1.5e9 * listed / 237_700)
    assert all(5e8 not in actor.get("budget", {}).values() for name, actor in others.items() if name != "jember_office")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,population,headcount,poverty_line\na,1,1,1", "poverty_line: is no column.*'poverty_line_idr'"),
        ("name,population,headcount\na,1,0.1", "poverty_line_idr: is missing"),
        ("name,population,headcount,poverty_line_idr\n", "has no row"),
        ("name,population,headcount,poverty_line_idr\na,,0.1,2", "row 1: population: is empty"),
        ("name,population,headcount,poverty_line_idr\na,9e5,12,2e5", "headcount = 12 must be a share, not percent"),
        ("name,population,headcount,poverty_line_idr\na,many,0.1,2e5", "population = many must be a number above 0"),
        ("name,population,headcount,poverty_line_idr\na,-1,0.1,2e5", "population = -1 must be a number above 0"),
        ("name,population,headcount,poverty_line_idr\na,9e5,0.1,2e5\nA,9e5,0.1,2e5", "row 2: name = A is the name of"),
        ("name,population,headcount,poverty_line_idr\n7,9e5,0.1,2e5", "must have a letter first"),
        ("name,population,headcount,poverty_line_idr\na,9e5,0.1,2e5,7", "has more cells than columns"),
    ],
)  # fmt: skip
def test_tables_that_are_wrong_get_one_line(text, says, tmp_path):
    with pytest.raises(ScenarioError, match=says):
        made(tmp_path, text)


def test_the_command_writes_scenarios_and_a_sweep_over_them(tmp_path, capsys, monkeypatch):
    table, out = tmp_path / "table.csv", tmp_path / "places"
    table.write_text(TABLE)
    assert main(["regency", str(table), "--out", str(out), "--replicates", "2"]) == 0
    assert "2 scenarios" in capsys.readouterr().out
    spec = load_scenario(out / "kecil.yaml")
    assert spec.place.households == 20_000 and spec.title == "Kecil" and spec.agreements == JEMBER.agreements

    def outcomes(work, outcomes=None):
        scenario, seed = work
        return {"runs": [{"seconds": 0.0, "headcount_end": scenario.place.headcount, "members_end": float(seed)}]}

    monkeypatch.setattr(sweeping, "outcomes_of_run", outcomes)
    results = tmp_path / "results"
    assert main(["sweep", str(out / "sweep.yaml"), "--out", str(results), "--workers", "1"]) == 0
    assert "1 points, 4 runs, 0 failed" in capsys.readouterr().out
    runs = pd.read_parquet(results / "runs.parquet")
    assert runs[["alternative", "headcount_end"]].drop_duplicates().to_numpy().tolist() == [
        ["Kota, Besar", 0.12], ["Kecil", 0.2],
    ]  # fmt: skip


def test_nothing_is_written_where_a_row_makes_no_scenario(tmp_path, capsys):
    table, out = tmp_path / "table.csv", tmp_path / "places"
    table.write_text("name,population,headcount,poverty_line_idr\na,900000,0.1,2e5\nb,900000,0.9,2e5\n")
    assert main(["regency", str(table), "--out", str(out)]) == 2
    captured = capsys.readouterr()
    assert "headcount" in captured.err and len(captured.err.splitlines()) == 1
    assert not list(out.glob("*")) if out.exists() else True


def test_the_shipped_table_makes_twenty_places():
    file = ROOT / "experiments" / "regencies" / "twenty-made-up-places.csv"
    places = read_regencies(file, JEMBER)
    sizes = [place.document["place"]["households"] for place in places]
    assert len(places) == 20 and sizes == sorted(sizes) and sizes[-1] > 50 * sizes[0]
    assert all("made up" in place.document["sources"]["place.headcount"] for place in places)


def test_the_table_of_a_country_has_its_totals_and_is_what_its_tool_writes():
    file = ROOT / "experiments" / "regencies" / "514-made-up-places.csv"
    assert file.read_text("utf-8") == made_up_regencies.table()
    rows = pd.read_csv(file, comment="#")
    assert len(rows) == 514 and rows["name"].is_unique and rows["name"].str.startswith("Made-up place").all()
    assert rows["population"].sum() == pytest.approx(238e6, rel=0.001)
    assert rows["listed_households"].sum() == pytest.approx(25e6, rel=0.001)
    assert np.average(rows["headcount"], weights=rows["population"]) == pytest.approx(0.133, abs=0.001)
    assert (rows["listed_households"] < rows["population"] / 3.9).all()
    places = read_regencies(file, JEMBER)
    listed = [place.document["place"]["listed_households"] for place in places]
    assert sum(listed) == rows["listed_households"].sum()


def test_a_country_is_a_sweep_with_a_place_a_task(tmp_path, monkeypatch):
    """Three rows of the table of a country: three alternatives, each run of a place is a task of its own."""
    rows = (ROOT / "experiments" / "regencies" / "514-made-up-places.csv").read_text("utf-8").splitlines()
    table = tmp_path / "table.csv"
    table.write_text("\n".join([rows[4], rows[5], rows[200], rows[-1]]) + "\n", "utf-8")
    assert main(["regency", str(table), "--out", str(tmp_path / "places"), "--replicates", "1"]) == 0
    asked = read_sweep(tmp_path / "places" / "sweep.yaml")
    assert list(asked.alternatives) == ["Made-up place 001", "Made-up place 196", "Made-up place 514"]
    keys = []

    def outcomes(work, outcomes=None):
        keys.append(work[0].title)
        return {"runs": [{"seconds": 0.0, "headcount_end": 0.1, "members_end": 1.0}]}

    monkeypatch.setattr(sweeping, "outcomes_of_run", outcomes)
    out = tmp_path / "out"
    assert main(["sweep", str(tmp_path / "places" / "sweep.yaml"), "--out", str(out), "--workers", "1"]) == 0
    assert sorted(keys) == sorted(asked.alternatives)
