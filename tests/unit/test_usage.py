"""What the parser refuses is said with the value, what is allowed, and where to read on."""

from __future__ import annotations

import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.advice import amount_advice
from partnersim.scenario.documents.errors import ScenarioError

SAID = {
    ("run", "toy", "--households", "10.000"): "'10.000' is no whole number; write digits alone, as in 10000",
    ("run", "toy", "--months", "3.5"): "--months '3.5' is no whole number; write digits alone, as in 2000",
    ("run", "toy", "--workers", "x"): "--workers 'x' is no whole number; write digits alone, as in 2000",
    ("run", "toy", "--workers=-2"): "--workers '-2' is out of range; allowed 0 or more",
    ("app", "--port", "80000"): "--port '80000' is out of range; allowed 1 to 65535",
    ("explain", "toy", "toy", "--outcome", "x", "--threshold", "5%"): "--threshold '5%' is no number; write digits",
    ("run", "toy", "--format", "xls"): "--format 'xls' is not one of csv, xlsx, parquet (did you mean 'xlsx'?)",
    ("run", "toy", "--language", "en", "--language", "fr"): "--language 'fr' is not one of en, id",
    ("explain", "jember"): "Missing argument 'B'; `partnersim explain --help` says what it takes",
    ("forecast", "seal"): "`partnersim forecast seal --help` says what it takes",
    ("run", "toy", "--outcome", "x"): "No such option: --outcome",
    ("run", "toy", "jember"): "run takes one scenario, and `partnersim compare A B` compares several",
    ("jember",): "No such command 'jember' (did you mean 'partnersim run jember'?)",
    ("help",): "No such command 'help'; `partnersim --help` lists them",
    ("pages", "nothing"): "No such command 'nothing'; `partnersim pages --help` lists them",
    ("compare", "toy", "toy,actors.village_office.staff"): "then values as FIELD=VALUE after commas",
    ("compare", "toy", "actors.village_office.staff=2"): "a scenario comes first",
    ("run", "toy.yml"): "toy.yml: does not exist (did you mean 'toy'?)",
    ("run", "mien.yaml"): "mien.yaml: does not exist (did you mean 'mine.yaml'?)",
    ("trial", "."): ".: is a folder, not a file",
    ("run", "toy", "--set", "mechanisms.lending=off"): "to switch it write mechanisms.lending.on: true or false",
    ("run", "toy", "--set", "staff=5"): "`partnersim describe SCENARIO staff` finds values by a word",
    ("claims", "C0.11,C99", "--kept"): "no claim numbered 'C99' is kept",
    ("claims", "C0.11", "--kept", "--case", "gresik"): "none of the claims C0.11 is about the case 'gresik'",
    ("trace", "toy", "toy,actors.village_office.staff=1", "--household", "1", "--out", "file"): "it is a file",
    ("leads", "who-should-lead-lkp", "--out", "file"): "cannot write to the folder 'file': it is a file",
    ("regency", "table.csv", "--out", "o"): "a: is no column; columns are name, population",
}  # fmt: skip


@pytest.mark.parametrize("arguments", SAID, ids=" ".join)
def test_wrong_words_are_one_line_that_helps(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("extends: toy\nname: mine\n")
    (tmp_path / "file").write_text("")
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    before = sorted(tmp_path.iterdir())
    assert main(list(arguments)) == 2
    shown = capsys.readouterr()
    assert SAID[arguments] in shown.err and shown.err.count("\n") == 1 and shown.out == ""
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Rp 1.000.000", "1000000"), ("1.000.000", "1000000"), ("1,000,000", "1000000"), ("25 juta", "25000000"),
        ("2,5 miliar", "2500000000"), ("Rp25.000", "25000"), ("3 million IDR", "3000000"),
        ("1.500.000 rupiah", "1500000"),
        ("12 apples", ""), ("1.000", ""), ("1,000.50.20", ""), ("some", ""), ("10.000 juta", ""),
    ],
)  # fmt: skip
def test_an_amount_is_written_out_where_it_can_be_told(written, number):
    assert amount_advice(written) == (f", as in {number}" if number else "")


def test_an_amount_in_a_scenario_is_told_as_a_number(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: toy\nname: mine\nprogramme: {community_funds: {seed_grant_idr: 25 juta}}\n")
    with pytest.raises(ScenarioError, match=r"'25 juta' carries a unit of its own; .*, as in 25000000; allowed"):
        ps.load(str(file))


@pytest.mark.parametrize(
    ("written", "month"),
    [("Jan 2010", "2010-01"), ("3 Agustus 2010", "2010-08"), ("Mei 2011", "2011-05"), ("Des 2012", "2012-12"),
     ("October 2012", "2012-10")],
)  # fmt: skip
def test_a_month_by_its_name_is_told_as_it_is_written(written, month, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(f"time: {{start: {written}}}\n")
    with pytest.raises(ScenarioError, match=f"did you mean '{month}'"):
        ps.load(str(file))
