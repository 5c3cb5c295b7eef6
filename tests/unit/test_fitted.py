"""Fitted values are those of the fit's file: the layer every scenario starts from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.fields import Part
from partnersim.scenario.parameters import fitted as layer
from partnersim.scenario.parameters.fitted import DYADS, SOURCE, fit_file, fitted, fitted_trees
from partnersim.scenario.reading import load_scenario
from partnersim.studies.fitting.households.bounds import BOUNDS, present_values
from partnersim.studies.fitting.households.fit_file import read_fit

FIT = """\
provenance:
  best: no
best:
  loss: 1.0
  parameters:
    mechanisms.exit.base: 0.0041
    mechanisms.entry.idea: 7
    mechanisms.exit.low_profit: soon
ensemble:
- parameters:
    mechanisms.exit.base: 0.9
"""


@pytest.fixture
def fit_of(tmp_path, monkeypatch):
    """Makes a text the shipped fit."""

    def write(text: str) -> Path:
        (tmp_path / "fits").mkdir()
        (tmp_path / layer.FIT_FILE).write_text(text, "utf-8")
        monkeypatch.setattr(layer, "shipped_folders", lambda: (tmp_path / "nothing", tmp_path))
        fitted_trees.cache_clear()
        return tmp_path / layer.FIT_FILE

    yield write
    fitted_trees.cache_clear()


def declared(name: str, low: float = 0.0, high: float = 1.0):
    return fitted(name, unit="share", low=low, high=high, doc="A share.")


def test_what_every_scenario_starts_from_is_the_best_set_of_the_file():
    content = YAML(typ="safe").load(fit_file())
    assert present_values() == content["best"]["parameters"] == read_fit()["best"]["parameters"]
    spec = load_scenario("toy")
    assert spec.mechanisms.exit.base == content["best"]["parameters"]["mechanisms.exit.base"]
    assert {path: tree.content for path, tree in fitted_trees().items()} == content["best"]["parameters"]


def test_what_is_searched_for_is_what_is_read_from_the_file_and_described_as_fitted():
    rows = {row["path"]: row for row in parameter_table(load_scenario("jember"))}
    described = {path for path, row in rows.items() if row["source"] == SOURCE}
    assert described == {bound.path for bound in BOUNDS} == set(fitted_trees())
    assert "scenarios/fits/households.yaml" in SOURCE and SOURCE.startswith("fitted")


def test_a_replaced_file_is_adopted(tmp_path):
    """A new process with another fit beside the code starts every scenario from it."""
    program = """
import sys
from pathlib import Path
from partnersim.scenario.documents import shipped
folders = shipped.shipped_folders()
shipped.shipped_folders = lambda: (Path(sys.argv[1]), *folders)
from partnersim.scenario.reading import load_scenario
print(load_scenario("toy").mechanisms.exit.base, load_scenario("toy").mechanisms.entry.idea)
"""
    (tmp_path / "fits").mkdir()
    value = f"{load_scenario('toy').mechanisms.exit.base!r}"
    text = fit_file().read_text("utf-8")
    (tmp_path / layer.FIT_FILE).write_text(
        text.replace(f"exit.base: {value}", "exit.base: 0.0123", 1), "utf-8"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert done.stdout.split() == ["0.0123", repr(load_scenario("toy").mechanisms.entry.idea)], done.stderr


def test_a_scenario_says_otherwise():
    assert load_scenario("toy", overrides=["mechanisms.exit.base=0.006"]).mechanisms.exit.base == 0.006


def test_only_the_adopted_set_is_read(fit_of):
    fit_of(FIT)

    class Exit(Part):
        base: float = declared("exit.base")

    assert Exit().base == 0.0041
    field = Exit.model_fields["base"].json_schema_extra
    assert (field["source"], field["role"], field["unit"]) == (SOURCE, "uncertainty", "share")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("exit.bass", r"holds no fitted value of mechanisms\.exit\.bass.*mechanisms\.exit\.base"),
        ("entry.idea", r"households\.yaml:7.*mechanisms\.entry\.idea.* is 7, outside 0 to 1 share"),
        (
            "exit.low_profit",
            r"households\.yaml:8.*mechanisms\.exit\.low_profit.*must be a number, not .*soon",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_line(fit_of, name, message):
    fit_of(FIT)
    with pytest.raises(ScenarioError, match=message):
        declared(name)


@pytest.mark.parametrize(
    "text", ["", "best:\n", "best: 3\n", "best:\n  loss: 1.0\n", "worst:\n  parameters: {}\n"]
)
def test_a_file_without_an_adopted_set_is_refused(fit_of, text):
    fit_of(text)
    with pytest.raises(ScenarioError, match=r"fits/households\.yaml.*holds no 'best\.parameters'"):
        declared("exit.base")


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(layer, "shipped_folders", lambda: (tmp_path,))
    with pytest.raises(ScenarioError, match=r"fits/households\.yaml.*is missing"):
        fit_file()


def test_the_command_says_what_is_wrong_with_the_fit_and_ends_with_2(tmp_path):
    program = """
import sys
from pathlib import Path
from partnersim.scenario.documents import shipped
folders = shipped.shipped_folders()
broken = Path(sys.argv.pop(1))
shipped.shipped_folders = lambda: (broken, *folders)
from partnersim.faces.cli import main
sys.exit(main())
"""
    (tmp_path / "fits").mkdir()
    text = fit_file().read_text("utf-8")
    value = f"{load_scenario('toy').mechanisms.exit.base!r}"
    (tmp_path / layer.FIT_FILE).write_text(text.replace(f"exit.base: {value}", "exit.base: 41", 1), "utf-8")
    command = [sys.executable, "-c", program, str(tmp_path), "check", "toy"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "mechanisms.exit.base: is 41, outside 0 to 1 per_month" in done.stderr.replace("\n", " ")


def test_surplus_and_founding_trust_are_those_of_the_fitted_partnerships_of_two():
    setting = YAML(typ="safe").load(fit_file(DYADS))["best"]["setting"]
    spec = load_scenario("toy").mechanisms
    found = {
        "chi": spec.partner_review.chi, "alternative": spec.partner_review.alternative,
        "fixed_cost": spec.partner_review.fixed_cost, "prior_mean": spec.learned_trust.prior_mean,
        "prior_strength": spec.learned_trust.prior_strength, "office_hazard": spec.office_change.hazard,
    }  # fmt: skip
    assert found == {name: setting[name] for name in found}
    rows = parameter_table(load_scenario("jember"))
    assert {row["path"] for row in rows if row["source"] == DYADS.source} == set(fitted_trees(DYADS))
    assert "scenarios/fits/dyads.yaml" in DYADS.source and DYADS.source.startswith("fitted to T16")


def test_a_fit_of_dyads_without_a_number_is_named(tmp_path, monkeypatch):
    (tmp_path / "fits").mkdir()
    (tmp_path / DYADS.file).write_text("best:\n  setting:\n    chi: 0.1\n    chii: 0.2\n", "utf-8")
    monkeypatch.setattr(layer, "shipped_folders", lambda: (tmp_path,))
    fitted_trees.cache_clear()
    try:
        assert fitted("partner_review.chi", fit=DYADS, unit="share", low=0.0, high=1.0, doc="A share.").default == 0.1
        with pytest.raises(ScenarioError, match=r"fits/dyads\.yaml.*best\.setting.*partner_review\.fixed_cost"):
            fitted("partner_review.fixed_cost", fit=DYADS, unit="share", low=0.0, high=1.0, doc="A share.")
    finally:
        fitted_trees.cache_clear()
