"""Valid and dead scenarios are said to be so: each remark has a scenario that earns it and one that does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.remarks import hamlets_at_once, national_line, remarks_on
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.remarks import population_remarks, result_remarks, scenario_remarks
from partnersim.studies.words.texts import Texts

PLACE = {
    "households": 4000, "listed_households": 1000, "hamlets": 40, "villages": 4, "poverty_line_idr": 214_000.0,
    "headcount": 0.2, "mean_household_size": 4.0,
}  # fmt: skip
PAID = {"rule": "appropriation", "yearly_idr": 1e9}


def office(**more: Any) -> dict[str, Any]:
    return {"name": "office", "kind": "government", "budget": PAID, **more}


def project(**more: Any) -> dict[str, Any]:
    return {"name": "donor", "kind": "donor", "budget": {"rule": "project", "total_idr": 1e9, **more}}


def agreement(**more: Any) -> dict[str, Any]:
    return {"name": "pact", "members": ["office", "donor"], **more}


def place(**document: Any) -> Scenario:
    whole = {"place": PLACE, "actors": [office(), project()], "agreements": [agreement()], **document}
    return Scenario.model_validate(whole)


def said(spec: Scenario, kind: str) -> list[str]:
    """Paths of remarks of a kind."""
    return [remark.path for remark in remarks_on(spec) if remark.kind == kind]


def test_a_whole_place_gets_no_remark() -> None:
    assert remarks_on(place()) == []


CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any], list[str]]] = {
    # name: kind of remark, document that earns it, document that does not, paths
    "yearly amount of a project": (
        "amount_unused",
        {"actors": [office(), project(yearly_idr=5.0)]},
        {"actors": [office(), project(yearly_idr=0.0)]},
        ["actors.donor.budget.yearly_idr"],
    ),
    "amounts of years without a rule": (
        "amount_unused",
        {"actors": [office(budget={"by_year": {"2010": 5.0}}), project()]},
        {"actors": [office(budget={"rule": "appropriation", "by_year": {"2010": 5.0}}), project()]},
        ["actors.office.budget.by_year"],
    ),
    "total of an appropriation": (
        "amount_unused",
        {"actors": [office(budget={**PAID, "total_idr": 1.0}), project()]},
        {},
        ["actors.office.budget.total_idr"],
    ),
    "project that begins after the end": (
        # 60 months from 2010-01 end with 2014-12
        "outside_run",
        {"actors": [office(), project(start="2015-01")]},
        {"actors": [office(), project(start="2014-12")]},
        ["actors.donor.budget.start"],
    ),
    "project that is over before the start": (
        # twelve months from 2009-01 end with 2009-12, from 2009-02 with 2010-01
        "outside_run",
        {"actors": [office(), project(start="2009-01", months=12)]},
        {"actors": [office(), project(start="2009-02", months=12)]},
        ["actors.donor.budget.start"],
    ),
    "agreement that begins after the end": (
        "outside_run",
        {"agreements": [agreement(begins="2015-01")]},
        {"agreements": [agreement(begins="2014-12")]},
        ["agreements.pact.begins"],
    ),
    "event after the end": (
        "outside_run",
        {"events": [{"name": "late", "what": "loan_recall", "month": "2015-01", "due": "2015-02"}]},
        {"events": [{"name": "late", "what": "loan_recall", "month": "2014-12", "due": "2015-02"}]},
        ["events.late.month"],
    ),
    "more than all staff": (
        "nobody_left",
        {"actors": [office(staff_regulating=0.6, staff_convening=0.5), project()]},
        {"actors": [office(staff_regulating=0.6, staff_convening=0.4), project()]},
        ["actors.office.staff_convening"],
    ),
    "leader without a say": (
        "leader_unused",
        {"agreements": [agreement(leader="office")]},
        {"agreements": [agreement(leader="office", pattern="foster")]},
        ["agreements.pact.leader"],
    ),
    "leader that only keeps the rest": (
        "leader_unused",
        {"agreements": [agreement(leader="office", terms={"sharing": "equal"})]},
        {"agreements": [agreement(leader="office", terms={"sharing": "leader_residual"})]},
        ["agreements.pact.leader"],
    ),
    "nobody has money": (
        "no_money",
        {"actors": [office(budget={"rule": "project"}), {"name": "donor", "kind": "donor"}]},
        {"actors": [office(budget={"rule": "project"}), project()]},
        ["actors"],
    ),
    "money by an event alone": (
        "no_money",
        {"actors": [office(budget={}), {"name": "donor", "kind": "donor"}]},
        {
            "actors": [office(budget={}), {"name": "donor", "kind": "donor"}],
            "events": [
                {"name": "gift", "what": "extra_money", "month": "2010-02", "actor": "donor", "amount_idr": 1.0}
            ],
        },
        ["actors"],
    ),
    "money of somebody absent": (
        "no_money",
        {"actors": [office(budget={}), {**project(), "present": False}], "agreements": []},
        {"actors": [office(budget={}), project()], "agreements": []},
        ["actors"],
    ),
    "agreement of one": (
        "absent_agreement",
        {"actors": [office(), {**project(), "present": False}]},
        {"actors": [office(), {**project(), "present": True}]},
        ["agreements.pact"],
    ),
    "line ten times the country's": (
        "line_far",
        {"place": {**PLACE, "poverty_line_idr": 2_140_000.0}},
        {"place": {**PLACE, "poverty_line_idr": 420_000.0}},
        ["place.poverty_line_idr"],
    ),
    "line of a tenth": (
        "line_far",
        {"place": {**PLACE, "poverty_line_idr": 21_400.0}},
        {"place": {**PLACE, "poverty_line_idr": 106_000.0}},
        ["place.poverty_line_idr"],
    ),
    "figures that nobody gave": (
        "place_defaults",
        {"place": {name: value for name, value in PLACE.items() if name != "headcount"}},
        {},
        ["place"],
    ),
    "funds in steps": (
        # 400 of 4,000 households: 20 hamlets at least, each for two of 40
        "coarse_funds",
        {"sample": {"households": 400}, "programme": {"community_funds": {"units_per_year": 1.9}}},
        {"sample": {"households": 400}, "programme": {"community_funds": {"units_per_year": 2.0}}},
        ["programme.community_funds.units_per_year"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_dead_is_said_and_what_lives_is_not(case: str) -> None:
    kind, dead, alive, paths = CASES[case]
    assert said(place(**dead), kind) == paths
    assert said(place(**alive), kind) == []
    for language in ("en", "id"):
        assert len(scenario_remarks(place(**dead), Texts(language))) == len(remarks_on(place(**dead)))


def test_a_place_of_defaults_names_them_all() -> None:
    facts = next(remark.facts for remark in remarks_on(Scenario()) if remark.kind == "place_defaults")
    assert facts == {
        "households": 1000, "listed_households": 400, "hamlets": 10, "villages": 2, "poverty_line_idr": 214_000.0,
        "headcount": 0.1327, "mean_household_size": 3.9,
    }  # fmt: skip


def test_a_leader_counts_where_terms_may_become_a_leaders() -> None:
    led = {"agreements": [agreement(leader="office")]}
    change = {
        "name": "over",
        "what": "terms_change",
        "month": "2011-01",
        "agreement": "pact",
        "pattern": "foster",
    }
    assert said(place(**led, events=[change]), "leader_unused") == []
    assert said(place(agreements=[agreement(leader="office", bargained=True)]), "leader_unused") == []


def test_the_national_line_grows_evenly_between_known_years() -> None:
    assert national_line(2010) == 211_726.0
    # halfway between 2010 and 2020 would not do: 2015 is known; from 2010 to 2015 a factor 330776 / 211726
    assert national_line(2012) == pytest.approx(211_726.0 * (330_776.0 / 211_726.0) ** 0.4)
    assert (national_line(2004), national_line(2026)) == (None, None)
    assert national_line(2005) == 129_108.0


@pytest.mark.parametrize(
    ("sample", "steps"),
    [
        ({"households": None}, 1.0),
        ({"households": 4000}, 1.0),
        ({"households": 3000, "rows_per_hamlet": 100}, 40 / 30),
        ({"households": 400}, 2.0),
        ({"households": 10, "rows_per_hamlet": 10}, 4.0),
        ({"coverage": "listed", "households": 1000}, 1.0),
    ],
)
def test_hamlets_that_a_simulated_one_stands_for(sample: dict[str, Any], steps: float) -> None:
    assert hamlets_at_once(place(sample=sample)) == pytest.approx(steps)


def test_hamlets_at_once_are_those_of_the_sample() -> None:
    from partnersim.engine.population.sampling import FEWEST_HAMLETS
    from partnersim.scenario import remarks

    assert remarks.FEWEST_HAMLETS == FEWEST_HAMLETS


def test_a_value_that_does_nothing_is_said_to() -> None:
    spec = place(inert={"actors.donor.staff": "It is a giver alone."})
    tried = [
        "actors.donor.budget.yearly_idr",
        "actors.donor.staff",
        "actors.office.staff",
        "actors.9.staff",
        "actors.1.budget.by_year",
    ]
    remarks = [r for r in remarks_on(spec, tried=tried) if r.kind == "idle_value"]
    assert [(r.path, r.facts["reason"]) for r in remarks] == [
        ("actors.donor.budget.yearly_idr", "the budget is no yearly appropriation (rule is project)"),
        ("actors.donor.staff", "It is a giver alone"),
        ("actors.1.budget.by_year", "the budget is no yearly appropriation (rule is project)"),
    ]


def test_shipped_scenarios_are_alive() -> None:
    told = {name: scenario_remarks(ps.load(name), Texts()) for name in shipped_names()}
    # its variant keeps a rule by moving its end beyond the run, which is what the remark says
    late = told.pop("gresik-rule-kept")
    assert late == [
        "events.profit_rule_withdrawn.month is 2099-01, after the last month of the run (2017-12): it does nothing."
    ]
    assert {name: lines for name, lines in told.items() if lines} == {}


def made(arms: dict[str, Any], diary: list[tuple[str, int, str, str, str]], **outcomes: list[float]) -> Any:
    """Results of two seeds an arm, as far as remarks read them."""

    class Made:
        pass

    found = Made()
    found.arms = list(arms)  # type: ignore[attr-defined]
    found.manifest = {"arms": {name: {"spec": spec.model_dump(mode="json")} for name, spec in arms.items()}}  # type: ignore[attr-defined]
    rows = [{"arm": arm, "seed": seed} for arm in arms for seed in (1, 2)]
    found.done = pd.DataFrame(rows).assign(**outcomes)  # type: ignore[attr-defined]
    found.diary = pd.DataFrame(diary, columns=["arm", "seed", "what", "who", "detail"])  # type: ignore[attr-defined]
    return found


NOT_FORMED = "fewer than two expect to gain (office -0.094, donor +0.000)"


def test_an_agreement_never_signed_is_told_with_its_reason() -> None:
    diary = [
        ("a", 1, "not formed", "pact", "fewer than two expect to gain (no money)"),
        ("a", 1, "not formed", "pact", NOT_FORMED),
        ("a", 2, "not formed", "pact", NOT_FORMED),
        ("a", 2, "signed", "pact", "office, donor"),
    ]
    told = result_remarks(made({"a": place()}, diary), Texts())
    assert told == [
        "pact was never signed in 1 of 2 runs: fewer than two expected to gain by it; office, donor expected to lose."
    ]
    signed = [("a", seed, "signed", "pact", "office, donor") for seed in (1, 2)]
    assert result_remarks(made({"a": place()}, signed), Texts()) == []
    assert result_remarks(made({"a": place()}, []), Texts()) == ["pact was never signed in 2 of 2 runs."]
    alone = place(mechanisms={"formation": {"on": False}})
    assert result_remarks(made({"a": alone}, []), Texts()) == []  # nobody tried
    working = place(agreements=[agreement(working_already=True)])
    assert result_remarks(made({"a": working}, []), Texts()) == []


def test_nobody_paid_and_no_fund_opened() -> None:
    spec = place(agreements=[], programme={"community_funds": {"units_per_year": 5.0}})
    told = result_remarks(
        made({"a": spec}, [], money_spent_idr_total=[0.0, 0.0], units_active_end=[0.0, 0.0]), Texts()
    )
    assert told == [
        "Nobody paid anything in any run.",
        "No community fund was at work at the end of any run.",
    ]
    alive = made({"a": spec}, [], money_spent_idr_total=[0.0, 1.0], units_active_end=[1.0, 0.0])
    assert result_remarks(alive, Texts()) == []
    no_funds = place(agreements=[], programme={"community_funds": {"units_per_year": 0.0}})
    still = made({"a": no_funds}, [], money_spent_idr_total=[1.0, 1.0], units_active_end=[0.0, 0.0])
    assert result_remarks(still, Texts()) == []


def test_arms_are_named_where_there_are_several() -> None:
    told = result_remarks(made({"a": place(), "b": place()}, []), Texts("id"))
    assert told == [
        "a, b: pact tidak pernah ditandatangani dalam 2 dari 2 simulasi.",
    ]


def test_other_people_and_other_times_are_no_comparison() -> None:
    larger = place(place={**PLACE, "households": 5000})
    longer = place(time={"months": 61})
    both = made({"a": place(), "b": larger, "c": longer}, [])
    assert population_remarks(both, "a", "b", Texts()) == [
        "a and b are places of 4000 and 5000 households: a difference between them is no effect of anything done there."
    ]
    assert population_remarks(both, "a", "c", Texts()) == [
        "a and c run over different times (first month and number of months: 2010-01, 60; 2010-01, 61): totals are of "
        "different lengths."
    ]
    assert population_remarks(both, "a", "a", Texts()) == []


def test_check_and_run_say_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text("name: tiny\nsample: {households: 40}\ntime: {months: 2}\n")
    assert main(["check", str(file)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "valid. 'tiny'" in told[0]
    assert told[1].startswith(
        "note: 7 figures of the place are the program's own, not yours: households 1000, "
    )
    assert main(["check", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["remarks"] == [told[1].removeprefix("note: ")]
    assert main(["check", str(file), "--language", "id"]) == 0
    assert "catatan: 7 angka tempat ini berasal dari program" in capsys.readouterr().out
    nothing = "actors.village_ngo.budget.yearly_idr=1"
    begins = "agreements.savings_circle.working_already=false"
    assert main(["run", "toy", "--months", "2", "--replicates", "1", "--set", nothing, "--set", begins]) == 0
    streams = capsys.readouterr()
    idle = "actors.village_ngo.budget.yearly_idr changes nothing in this scenario"
    assert streams.err.splitlines()[0].startswith(f"note: {idle}")
    assert "note: savings_circle was never signed in 1 of 1 runs" in streams.out
