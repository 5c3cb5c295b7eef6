"""Words of an explanation bound to cells, studies kept and refused, and the command."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.arms import split_sets
from partnersim.faces.report.explained import explained_pictures
from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.attribution import shapley
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.words.texts import Texts
from tests.explained_games import PRODUCTIVE, TOY, explain, game, more

# --- words ------------------------------------------------------------------------------------------------

GAMES = {
    "together": lambda who, seed: 6.0 * ({0, 1} <= who) + seed * (2 in who),
    "all": lambda who, seed: 0.02 * seed + 3.0 * (who == {0, 1, 2}),
    "substitutes": lambda who, seed: 5.0 * bool(who & {0, 1}) + 0.1 * seed * (2 in who),
    "undone": lambda who, seed: 5.0 * (0 in who and 1 not in who) + 5.0 * ({1, 2} <= who) + 5.0 * (who == {0, 1}) * 0,
    "noise": lambda who, seed: len(who) * (-1.0) ** seed * seed,
    "many": lambda who, seed: float(len(who) >= 1),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", GAMES)
def test_every_number_in_words_is_a_cell(monkeypatch, name, language):
    game(monkeypatch, GAMES[name])
    found = explain(TOY, more(3), replicates=4)
    tables, texts = found.tables(), Texts(language)
    for sentence in found.words(language):
        rest = sentence.text
        for number in sentence.numbers:
            cells = [float(tables[number.table].iloc[number.row][column]) for column in number.columns]
            assert number.text in rest
            rest = rest.replace(number.text, "", 1)
            written = re.findall(r"[+\N{MINUS SIGN}]?\d[\d.,]*", number.text)
            scale = 100.0 if number.text.endswith("%") else 1.0
            for text, cell in zip(written, cells, strict=True):
                value, places = _number(text, language)
                assert value == pytest.approx(scale * cell, abs=0.5001 * 10.0**-places)
        for word in (*PRODUCTIVE, "95 %"):
            rest = rest.replace(word, "")
        assert not re.search(r"\d", rest), rest
    assert texts.label("members_mean") in found.sentences(language)[0]


def _number(text: str, language: str) -> tuple[float, int]:
    """A number as it was written, and its decimals."""
    text = text.rstrip(".,").replace("\N{MINUS SIGN}", "-")
    text = text.replace(".", "").replace(",", ".") if language == "id" else text.replace(",", "")
    return float(text), len(text.partition(".")[2])


def test_what_is_said_fits_the_game(monkeypatch):
    said = {}
    for name, value in GAMES.items():
        game(monkeypatch, value)
        said[name] = " ".join(explain(TOY, more(3), replicates=4).sentences())
    a, b, c = PRODUCTIVE[:3]
    assert f"Enough to change it by +4.25 in nine of ten pairs of runs: {a} + {b} (+6.00)" in said["together"]
    assert f"Nothing is enough without {a} and {b}." in said["together"]
    assert f"{a} and {b} work most through each other: together +6.00" in said["together"]
    assert (
        f"none is enough alone, and the one that changes most alone, {c}, changes it by +2.50"
        in said["together"]
    )
    assert "Only all 3 parts together are enough to change it by +1.50" in said["all"]
    assert f"Nothing is enough without {a}, {b} and {c}." in said["all"]
    assert "alone, no part changes anything" in said["all"]
    assert f"{a} (+5.00); or {b} (+5.00)" in said["substitutes"]
    assert "No part is needed in every case" in said["substitutes"]
    assert f"{a} and {b} stand in for each other most" in said["substitutes"]
    assert "helps by itself" not in said["substitutes"]
    assert f"This is undone when other parts come on top: {a}." in said["undone"]
    assert "Chance alone could have made it." in said["noise"]
    assert "No set of parts changes it by" in said["noise"]
    assert "Chance" not in said["together"]


def test_one_part_makes_it_all(monkeypatch):
    game(monkeypatch, lambda who, seed: float(len(who)))
    found = explain(TOY, more(1))
    assert f"The scenarios differ in one part: {PRODUCTIVE[0]}." in found.sentences()
    assert found.shares["share"].tolist() == [1.0] and found.interactions.empty


def test_one_seed_has_no_intervals(monkeypatch):
    game(monkeypatch, lambda who, seed: float(len(who)))
    found = explain(TOY, more(2), replicates=1)
    assert np.isnan(found.shares["low"]).all() and np.isnan(found.width())
    assert found.shares["share"].tolist() == [1.0, 1.0]
    assert len(explained_pictures(found)) == 2


def test_shares_of_rupiah_add_up_in_every_seed(monkeypatch):
    rng = np.random.default_rng(5)
    worth = {}

    def value(who, seed):
        return worth.setdefault((frozenset(who), seed), rng.normal(1e12, 1e11))

    game(monkeypatch, value)
    found = explain(TOY, more(4), replicates=5)
    misses = np.abs(shapley(found.game).sum(axis=0) - found.difference)
    assert (misses <= 1e-9 * 1e12).all()


# --- kept, refused, and the command -----------------------------------------------------------------------


def test_finished_runs_are_kept_and_another_study_is_refused(monkeypatch, tmp_path):
    ran = game(monkeypatch, lambda who, seed: float(len(who)))
    first = explain(TOY, more(2), out=tmp_path, replicates=2)
    assert (len(ran), first.facts["kept_from_before"]) == (8, 0)
    again = explain(TOY, more(2), out=tmp_path, replicates=3)
    assert (len(ran), again.facts["kept_from_before"]) == (12, 8)
    from partnersim.faces.cli.explaining import write

    write(again, tmp_path, "en")
    explain(TOY, more(2), out=tmp_path, replicates=3)
    with pytest.raises(ResultsError, match="use another folder, or --force"):
        explain(TOY, more(3), out=tmp_path)
    assert len(ran) == 12
    explain(TOY, more(3), out=tmp_path, force=True)


def test_a_failed_run_ends_the_study(monkeypatch):
    def value(who, seed):
        raise RuntimeError("the village flooded")

    game(monkeypatch, value)
    with pytest.raises(Exception, match="the village flooded"):
        explain(TOY, more(1))


def test_wrong_numbers_and_names_are_refused():
    with pytest.raises(
        ScenarioError, match=r"outcome = 'headcount_ende' is no outcome .*did you mean 'headcount_end'"
    ):
        explain(TOY, more(1), outcome="headcount_ende")
    for asked in ({"threshold": 0.0}, {"threshold": float("nan")}, {"until_ci": -1.0}, {"order_count": 1}):
        with pytest.raises(ValueError, match="allowed"):
            explain(TOY, more(1), **asked)


def test_settings_after_a_name_part_at_commas_outside_brackets():
    text = "jember, actors.ilo.staff=2,title='a, b=c',agreements.x.members=[a, b],time.months=3"
    assert split_sets(text) == [
        "jember", "actors.ilo.staff=2", "title='a, b=c'", "agreements.x.members=[a, b]", "time.months=3",
    ]  # fmt: skip
    assert split_sets("my,file.yaml") == ["my,file.yaml"]


COMMAND = (
    "explain", "toy",
    "toy,programme.community_funds.first_loan_idr=150000,programme.community_funds.members_per_unit=2",
    "--outcome", "loans_disbursed_idr_total", "--months", "6", "--replicates", "2", "--workers", "1",
)  # fmt: skip


def test_the_command_explains_and_keeps(tmp_path, capsys):
    out = tmp_path / "out"
    assert main([*COMMAND, "--out", str(out)]) == 0
    text = capsys.readouterr().out
    blocks = text.split("\n\n")
    sentences = [" ".join(block.split()) for block in re.split(r"^- ", blocks[0], flags=re.MULTILINE)[1:]]
    assert "toy (A)" in sentences[0] and "toy (B)" in sentences[0]
    assert max(len(line) for line in blocks[0].splitlines()) <= 100
    assert "Enough" not in blocks[1] and blocks[1].splitlines()[0].split()[:2] == ["Part", "Alone"]
    assert "→" in blocks[1] and blocks[2].startswith("All tables: --all")
    assert {path.name for path in out.iterdir()} == {
        "parts", "explanation.html", "explanation.json", "waterfall.png", "interactions.png", "summary.csv",
        "fields.csv", "sufficient.csv", "shares.csv", "groups.csv", "interactions.csv", "sets.csv", "by_seed.csv",
    }  # fmt: skip
    page = (out / "explanation.html").read_text()
    assert page.count("data:image/png") == 2 and "http://" not in page
    assert sentences[0] in re.sub("&#39;", "'", page)
    assert main([*COMMAND, "--all", "--out", str(out)]) == 0
    every = capsys.readouterr().out
    assert every.index("Enough   ") < every.index("Within its group (Owen)") and "Field" in every
    assert main([*COMMAND, "--json", "--language", "id", "--out", str(out)]) == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert "8 of 8 runs were found finished" in captured.err
    assert document["words"][0]["numbers"][0]["columns"] == ["base_mean"]
    assert len(document["by_seed"]) == 8 and document["summary"][0]["n"] == 2
    shares = sum(row["share"] for row in document["shares"])
    assert shares == pytest.approx(document["summary"][0]["difference"], rel=1e-9)
    assert "selisih" in document["words"][0]["text"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("toy", "toy", "--outcome", "headcount_end"), "toy and toy differ in nothing"),
        (("toy", "jember", "--outcome", "headcount_end"), "toy and jember differ in time.start, time.months"),
        (("toy", "toy,regulation.forum=1", "--outcome", "hedcount_end"), "did you mean 'headcount_end'"),
        (("toy", "nowhere", "--outcome", "headcount_end"), "nowhere"),
        (("toy", "toy,regulation.forun=1", "--outcome", "headcount_end"), "did you mean 'forum'"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--threshold", "0"), "above 0"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--until-ci", "nan"), "'nan' is no number"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--until-ci", "0"), "above 0"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--group", "none.yaml"), "none.yaml"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--replicates", "0"), "--replicates"),
        (("toy", "toy,regulation.forum=1"), "outcome"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_clear_error(arguments, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["explain", *arguments, "--out", "here"]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and not captured.out
    assert len(captured.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_outcomes_are_in_the_words_of_the_reader(monkeypatch):
    for outcome in ("headcount_end", "income_listed_idr_end"):
        assert OUTCOMES.get(outcome) is not None
        game(monkeypatch, lambda who, seed: 0.5 + 0.1 * len(who), outcome)
        text = explain(TOY, more(2), outcome=outcome).sentences()[0]
        assert ("points" in text) == (outcome == "headcount_end")


def test_seeds_and_rows_come_in_order(monkeypatch):
    game(monkeypatch, lambda who, seed: float(len(who)))
    sets = explain(TOY, more(3)).sets
    assert sets["set"].iloc[0] == "-" and sets["size"].iloc[-1] == 3
    assert all(a != b for a, b in pairwise(sets["set"]))
