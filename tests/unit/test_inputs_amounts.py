"""Amounts and decimals that look right and may be two numbers: in scenarios, trials and claims each is refused."""

from pathlib import Path

import pytest

from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claims import load_claims
from partnersim.scenario.experiments.trials import load_trial
from partnersim.scenario.reading import load_scenario
from tests.input_case import PLACE, accepted, problem


@pytest.mark.parametrize(
    ("written", "readings"),
    [("750.000", "750000 or 750?"), ("750.500", "750500 or 750.5?"), ("12345.678", "12345678 or 12345.678?")],
)
@pytest.mark.parametrize(
    ("old", "field"),
    [
        ("total_idr: 750_000", "actors.office.budget.total_idr"),
        ('"2010": 5.0e6', "actors.office.budget.by_year.2010"),
        ("amount_idr: 1.0e6", "events.gift.amount_idr"),
    ],
)
def test_three_digits_after_a_point_are_no_rupiah(
    tmp_path: Path, old: str, field: str, written: str, readings: str
) -> None:
    found = problem(tmp_path, old, f"{old.split(':', maxsplit=1)[0]}: {written}")
    assert found.field == field and found.value == written
    assert f"{readings} write one of them" in found.message


@pytest.mark.parametrize("written", ["750000", "750_000", "750.0", "750.25", "750.0000", "7.5e5"])
def test_other_amounts_are_read_as_they_are_written(tmp_path: Path, written: str) -> None:
    office = accepted(tmp_path, "total_idr: 750_000", f"total_idr: {written}").actors[0]
    assert office.budget.total_idr == float(written)


def test_three_digits_after_a_point_are_fine_where_there_is_no_rupiah(tmp_path: Path) -> None:
    place = accepted(tmp_path, "villages: 2", "villages: 2, headcount: 0.125").place
    assert place.headcount == 0.125


def test_an_override_in_rupiah_is_held_to_it_too(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(PLACE)
    with pytest.raises(
        ScenarioError, match=r"--set actors.office.budget.total_idr=750.000: .*750000 or 750\?"
    ):
        load_scenario(tmp_path / "small.yaml", overrides=["actors.office.budget.total_idr=750.000"])


@pytest.mark.parametrize(
    ("new", "said", "line"),
    [
        ("villages: 2, headcount: 0,02}", "headcount: holds 0,02; write the decimal with a point: 0.02", 3),
        ("villages: 2, headcount: 0,2, size_gradient: 0}", "headcount: holds 0,2; write .*: 0.2$", 3),
        ("villages: 2, poverty_line_idr: 750,000}", r"holds 750,000; 750000 or 750\? write one of them", 3),
        (
            "villages: 2}\nregulation:\n  clarity: 0,02",
            "'0,02' is text; write the decimal with a point: 0.02",
            5,
        ),
        ("villages: 2}\nregulation:\n  clarity: 1,250", r"is text; 1250 or 1.25\? write one of them", 5),
    ],
)
def test_a_decimal_has_a_point(tmp_path: Path, new: str, said: str, line: int) -> None:
    found = problem(tmp_path, "villages: 2}", new)
    assert found.line == line
    with pytest.raises(ScenarioError, match=said):
        load_scenario(tmp_path / "small.yaml")


def test_a_list_of_whole_numbers_without_spaces_stays_a_list(tmp_path: Path) -> None:
    assert accepted(tmp_path, "[0, 12]", "[0,12]").run.snapshots == (0, 12)
    assert "holds 0,02" in str(problem(tmp_path, "[0, 12]", "[0,02]"))


TRIAL = """\
name: small
population: {households: 400, clusters: 20, set: {place.poverty_line_idr: 250000}}
arms:
  grant: [{kind: cash_grant, amount: {value: 750000, of: idr}}]
outcomes: [{name: profit, of: profit}]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("250000", "250.000", "small.yaml:2: population.set.place.poverty_line_idr = 250.000"),
        ("value: 750000", "value: 750.000", "small.yaml:4: arms.grant.0.amount.value = 750.000"),
        ("  grant:", "  none:", "small.yaml:4: arms.none: is what an outcome says under 'against'"),
        ("  grant:", "  'a b':", "small.yaml:4: arms.a b: has a key of another form; allowed a short name"),
        ("arms:", "design: {control: none}\narms:", "small.yaml:3: design.control = 'none' is what"),
    ],
)
def test_trials_are_held_to_it_too(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TRIAL)
    load_trial(path)
    path.write_text(TRIAL.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_trial(path)
    assert said in str(caught.value)


def test_amounts_relative_to_income_may_have_three_digits(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TRIAL.replace("value: 750000, of: idr", "value: 0.125, of: yearly_income"))
    assert load_trial(path).arms["grant"][0].amount.value == 0.125


CLAIMS = """\
document: made up
case: toy
scenario: toy
claims:
  - id: C9.1
    statement: More money does more.
    kind: test
    link: impact
    why: It speaks of how people live.
    arms: [{name: more, set: {actors.village_office.budget.yearly_idr: 7.0e6}}, {name: less}]
    outcome: consumption_idr_mean
    expected: "+"
    margin: 0.125
    uncertain: [{path: place.poverty_line_idr, low: 150000, high: 250000}]
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("7.0e6", "700.000", 10),
        ("low: 150000", "low: 150.000", 14),
        ("place.poverty_line_idr, low", "place.povertyline_idr, low", 14),
        ("outcome: consumption_idr_mean", "outcome: loans_disbursed_idr", 13),
    ],
)
def test_claims_are_held_to_it_too(tmp_path: Path, old: str, new: str, line: int) -> None:
    path = tmp_path / "claims.yaml"
    names = {"consumption_idr_mean": "impact", "loans_disbursed_idr": "impact"}
    path.write_text(CLAIMS)
    load_claims(outcomes=names, files=[path], check_arms=False)
    path.write_text(CLAIMS.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_claims(outcomes=names, files=[path], check_arms=False)
    assert [one.line for one in caught.value.problems] == [line]
