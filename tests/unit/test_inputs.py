"""Inputs that look right and mean something else, or nothing: each is refused with its line and what to write."""

from pathlib import Path
from typing import Any

import pytest

from partnersim.scenario.documents.describe import json_schema
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.scenario.documents.texts import YEAR_FORM, unwritable
from partnersim.scenario.experiments.robustness import AS_MODELLED, RobustnessFile
from partnersim.scenario.fits.firm_choice import count_of_sets
from partnersim.scenario.reading import checked, load_scenario
from partnersim.scenario.spec import Scenario
from tests.input_case import PLACE, accepted, problem


def test_the_small_place_is_valid(tmp_path: Path) -> None:
    assert accepted(tmp_path, "name: small", "name: small").run.snapshots == (0, 12)


# --- months and years -------------------------------------------------------------------------------------

NO_MONTHS = ["2010-13", "2010-00", "soon", "01-2010", "2010-1", "2010", "0009-01", "2010-01-01", "٢٠١٠-٠١"]


@pytest.mark.parametrize("written", NO_MONTHS)
@pytest.mark.parametrize(
    ("old", "field", "line"),
    [
        ("start: 2010-01", "time.start", 2),
        ("start: 2010-03", "actors.office.budget.start", 9),
        ("begins: 2010-02", "agreements.pact.begins", 16),
        ("month: 2030-01", "events.gift.month", 18),
    ],
)
def test_a_month_is_a_year_and_a_month(tmp_path: Path, old: str, field: str, line: int, written: str) -> None:
    found = problem(tmp_path, old, f'{old.split(":", maxsplit=1)[0]}: "{written}"')
    assert (found.field, found.line, found.allowed) == (field, line, "year and month: 2009-01")


@pytest.mark.parametrize("year", ["209", "20100", "next", "1066", "2010-01"])
def test_a_budget_of_a_year_names_a_year(tmp_path: Path, year: str) -> None:
    found = problem(tmp_path, '"2010": 5', f'"{year}": 5')
    assert found.field == f"actors.office.budget.by_year.{year}" and found.line == 11
    assert "a year in quotes: '2009'" in str(found)


def test_a_year_outside_the_run_is_no_fault(tmp_path: Path) -> None:
    office = accepted(tmp_path, '"2010": 5', '"2031": 5').actors[0]
    assert office.budget.by_year == {"2031": 5e6}


def test_the_schema_bounds_the_budgets_of_years() -> None:
    (by_form,) = json_schema(Scenario)["$defs"]["Budget"]["properties"]["by_year"][
        "patternProperties"
    ].items()
    assert by_form == (YEAR_FORM, {"type": "number", "minimum": 0.0, "maximum": 1e14})


# --- what nobody would read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said", "near"),
    [
        ("place.households: c", "place.hoseholds: c", "of a field that no scenario has", "place.households"),
        ("actors.office.budget: l", "actors.office.budgt: l", "no scenario has", "actors.office.budget"),
        ("actors.office.budget: l", "actors.ofice.budget: l", "'ofice' of actors, which no file", "office"),
        ("place.households: c", "plaice: c", "no scenario has", "place"),
        (
            "place.households: c",
            "actors.office.capacity_idr.fund: c",
            "no scenario has",
            "actors.office.capacity_idr.funds",
        ),
        ("place.households: c", "place.households.x: c", "no scenario has", ""),
        ("place.households: c", "'': c", "no scenario has", ""),
    ],
)
def test_a_source_belongs_to_a_field(tmp_path: Path, old: str, new: str, said: str, near: str) -> None:
    found = problem(tmp_path, old, new)
    assert said in str(found) and found.suggestion == near
    assert found.line in (20, 21)


def test_sources_of_an_actor_that_was_taken_away_may_stay(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(PLACE)
    path = tmp_path / "without.yaml"
    path.write_text(
        "extends: ./small.yaml\nname: without\nactors: [{name: office, remove: true}]\n"
        "agreements: [{name: pact, remove: true}]\nevents: [{name: gift, remove: true}]\n"
    )
    assert [actor.name for actor in load_scenario(path).actors] == ["helper"]


def test_a_snapshot_lies_within_the_run(tmp_path: Path) -> None:
    found = problem(tmp_path, "[0, 12]", "[0, 13]")
    assert str(found).endswith(
        "small.yaml:22: run.snapshots.1 = 13 comes after the end of the run; allowed 0 to 12 months"
    )


def test_firms_use_a_fitted_set_that_exists(tmp_path: Path) -> None:
    last = count_of_sets() - 1
    assert accepted(tmp_path, "run:", f"mechanisms: {{firm_participation: {{fit: {last}}}}}\nrun:")
    found = problem(tmp_path, "run:", f"mechanisms: {{firm_participation: {{fit: {last + 1}}}}}\nrun:")
    assert found.line == 22 and found.allowed == f"0 to {last}"
    assert found.field == "mechanisms.firm_participation.fit"


def test_an_event_after_the_end_may_stay_but_names_an_actor(tmp_path: Path) -> None:
    assert "nobody defined" in str(problem(tmp_path, "actor: office", "actor: ofice"))


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bank", "market", "treasury", "firms", "households", "programme", "apart"])
@pytest.mark.parametrize(("old", "group"), [("name: helper", "actors"), ("name: pact", "agreements")])
def test_nothing_is_called_as_the_model_calls_its_own(
    tmp_path: Path, old: str, group: str, name: str
) -> None:
    changed = PLACE.replace("[office, helper]", f"[office, {name if group == 'actors' else 'helper'}]")
    path = tmp_path / "small.yaml"
    path.write_text(changed.replace(old, f"name: {name}"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (found,) = caught.value.problems
    assert found.field == f"{group}.{name}.name" and "something of its own" in found.message


def test_a_population_of_firms_may_be_called_firms(tmp_path: Path) -> None:
    spec = accepted(
        tmp_path,
        "  - {kind: ngo, name: helper}",
        "  - {kind: ngo, name: helper}\n  - {kind: firms, name: firms}",
    )
    assert spec.actors[-1].name == "firms"


def test_no_form_is_called_as_the_usual_one() -> None:
    from partnersim.scenario.documents.document import Mark, tree_of

    form: dict[str, Any] = {"name": AS_MODELLED, "says": "x", "set": {"mechanisms.entry.on": False}}
    with pytest.raises(ScenarioError, match="calls the usual form"):
        checked(RobustnessFile, document=tree_of({"forms": [form]}, mark=Mark("x")))
    form = {"name": "other", "says": "x", "set": {"mechanisms.entri.on": False}}
    with pytest.raises(
        ScenarioError, match=r"forms.other.set.mechanisms.entri.on: names the unknown field 'entri' .*entry"
    ):
        checked(RobustnessFile, document=tree_of({"forms": [form]}, mark=Mark("x")))


# --- texts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\ud800b", "half a character (U+D800, place 2)"),
        ("\x07", "the control character U+0007 (place 1)"),
        ("a\r\n", "the control character U+000D (place 2)"),
        ("\x85", "U+0085"),
        ("ab\uffff", "U+FFFF (place 3)"),
        ("a\x7f", "U+007F (place 2)"),
        ("日\U0010fffe", "U+10FFFE (place 2)"),
        ("Kabupaten Jember — ꦗꦼꦩ꧀ꦧꦼꦂ 日本\n\tline", ""),
        ("🌾", ""),
    ],
)
def test_what_no_file_can_hold(text: str, said: str) -> None:
    assert said in unwritable(text) and bool(unwritable(text)) == bool(said)


@pytest.mark.parametrize("written", [r'"a\ud800b"', r'"a\x07b"', r'"\x1b[31m"'])
@pytest.mark.parametrize("old", ["name: helper", "place.households: census"])
def test_texts_can_be_written(tmp_path: Path, old: str, written: str) -> None:
    new = f"name: helper, title: {written}" if old.startswith("name") else f"place.households: {written}"
    found = problem(tmp_path, old, new)
    assert "half a character" in found.message or "control character" in found.message
    assert str(found).isprintable()


def test_keys_can_be_written(tmp_path: Path) -> None:
    assert "has a key that holds" in str(
        problem(tmp_path, "place.households: c", r'"place.households\x07": c')
    )


def test_a_scenario_made_in_python_is_held_to_it_too() -> None:
    with pytest.raises(ValueError, match="half a character"):
        Scenario(title="\udfff")


# --- luck -------------------------------------------------------------------------------------------------


def test_an_id_belongs_to_one_actor(tmp_path: Path) -> None:
    found = problem(tmp_path, "name: helper}", "name: helper, id: office}")
    assert found.field == "actors.helper.id" and "luck of 'office'" in found.message


def test_an_id_that_nobody_gives_leaves_the_identity_alone(tmp_path: Path) -> None:
    plain = accepted(tmp_path, "name: helper}", "name: helper}")
    other = accepted(tmp_path, "name: helper}", "name: helper, id: old}")
    assert '"id"' not in canonical(plain) and '"id":"old"' in canonical(other)
    assert scenario_hash(plain) != scenario_hash(other)


def test_levers_that_were_added_later_are_part_of_a_scenario_once_they_are_moved():
    """So that what was kept of older scenarios stays theirs."""
    toy = load_scenario("toy")
    name = toy.agreements[0].name
    of = f"agreements.{name}"
    for word in ("purse", "fine", "exclusion", "sanctions"):
        assert f'"{word}"' not in canonical(toy)
    moved = {f"{of}.practices.fine": 0.1, f"{of}.practices.exclusion": 0.5, f"{of}.purse.held_by": "member",
             f"{of}.purse.fee": 0.04, "mechanisms.sanctions.fee": 0.3, "mechanisms.sanctions.on": False}  # fmt: skip
    hashes = {scenario_hash(toy), *(scenario_hash(toy.but({path: value})) for path, value in moved.items())}
    assert len(hashes) == 1 + len(moved)
    assert scenario_hash(toy.but({f"{of}.practices.fine": 0.0})) == scenario_hash(toy)
