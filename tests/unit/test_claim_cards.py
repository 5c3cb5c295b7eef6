"""Claims in a few lines for a terminal, and what is kept of them shown without a run."""

import json
import math

import pytest

from partnersim.faces.cli import main
from partnersim.studies.words.claim_cards import claim_card
from partnersim.studies.words.texts import Texts

ROW = {
    "id": "C9", "statement": "Groups lose less.", "document": "A report, 2009", "case": "jember", "failed": False,
    "verdict": "not shown", "reason": "", "link": "output", "outcome": "coverage_listed_end", "design": "pair",
    "effect": 0.02, "low": -0.01, "high": 0.05, "n": 12, "least": 0.04, "whole": None, "robustness": 0.75,
    "robustness_low": 0.6, "robustness_high": 0.85, "draws": 64, "measured": {},
}  # fmt: skip


def test_a_card_says_the_claim_its_source_what_came_of_it_and_how_sure():
    assert claim_card(ROW, Texts("en")) == [
        'C9, not shown: "Groups lose less."',
        "Said in: A report, 2009. Case: jember.",
        "Not shown at output: nothing under 4.00 points could be seen (Coverage of listed households, last 12 months).",
        "Coverage of listed households, last 12 months: +2.0 points (95 % interval \N{MINUS SIGN}1.0 … +5.0 points), "
        "from 12 runs of each arm with the same luck.",
        "The sign holds in 75.0 % of 64 draws of inputs that nobody knows for sure (60.0 % to 85.0 %).",
    ]
    assert claim_card(ROW, Texts("id"))[0] == 'C9, tidak ditunjukkan: "Groups lose less."'


@pytest.mark.parametrize("robustness", [None, math.nan])
def test_without_draws_nothing_is_said_of_them(robustness):
    assert len(claim_card({**ROW, "robustness": robustness}, Texts("en"))) == 4


def test_a_claim_that_failed_has_no_effect_to_tell():
    assert claim_card({**ROW, "failed": True, "effect": math.nan}, Texts("en"))[2:] == ["It failed to run."]


@pytest.fixture
def without_runs(monkeypatch):
    monkeypatch.setattr(
        "partnersim.studies.claims.run.registered", lambda *a, **o: pytest.fail("claims' files were read")
    )
    monkeypatch.setattr("partnersim.studies.claims.run.run_claims", lambda *a, **o: pytest.fail("something was run"))


def test_every_claim_is_listed_with_its_kept_verdict(without_runs, capsys):
    assert main(["claims", "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) > 60 and {"C0.11", "X1"} <= {row["id"] for row in rows}
    assert main(["claims", "--list", "--case", "gresik"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["claim", "case", "verdict", "it", "says"] and max(map(len, lines)) <= 110
    named = [line.split()[:2] for line in lines[2:] if not line.startswith(" ")]
    assert len(named) > 3 and {case for _, case in named} == {"gresik"}


def test_kept_claims_are_told_in_full_in_lines_of_a_terminal(without_runs, capsys):
    assert main(["claims", "C0.11", "C0.6", "--kept"]) == 0
    first, second = capsys.readouterr().out.split("\n\n")
    assert (first.startswith("C0.6, ") and second.startswith("C0.11, ")) or first.startswith("C0.11, ")
    assert max(len(line) for line in first.splitlines()) <= 100
    assert main(["claims", "C0.111", "--kept"]) == 2
    assert "did you mean 'C0.11'?" in capsys.readouterr().err
    assert main(["claims", "--list", "--case", "jembr"]) == 2
    assert "no claims are about 'jembr'" in capsys.readouterr().err


def test_before_all_claims_are_run_it_is_said_how_long_that_takes(monkeypatch, capsys):
    class Stopped(Exception):
        """Ends the command where the runs would begin."""

    def stop(*arguments, **options):
        raise Stopped

    monkeypatch.setattr("partnersim.studies.claims.run.run_claims", stop)
    monkeypatch.setattr("partnersim.studies.claims.run.registered", lambda: ())
    monkeypatch.setattr("partnersim.scenario.experiments.claims.chosen", lambda *a, **o: [])
    assert main(["claims"]) == 1
    assert "three quarters of an hour" in capsys.readouterr().err
    assert main(["claims", "C0.11"]) == 1
    assert "three quarters of an hour" not in capsys.readouterr().err
