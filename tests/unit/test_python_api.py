"""What a researcher does in Python: rules, measures and a hook of one's own, and what objects tell of themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import partnersim as ps
from partnersim.mechanisms import MONTH
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.reading import load_scenario
from tests.unit.test_compare import results

MONTHS = 3
QUICK = {"workers": 1, "show_progress": False}


class Tithe(ps.Mechanism):
    """Each household gives a share of its savings to the market: given = share * savings."""

    name = "tithe"
    phase = ps.Phase.HOUSEHOLDS

    def step(self, model: Any) -> None:
        """Give the share of ``own.tithe.share`` away, through the books."""
        savings = model.households.arrays.savings
        given = self.own_parameters(model)["share"] * savings
        savings -= given
        total = float((given * model.households.arrays.weight).sum())
        model.ledger.post(model.accounts.households_cash, model.accounts.market, total, "tithe")


class Theft(Tithe):
    """The same without a word to the books."""

    name = "theft"

    def step(self, model: Any) -> None:
        """Take it."""
        savings = model.households.arrays.savings
        savings *= 0.5


def savings(model: Any) -> float:
    """All savings in the place (rupiah)."""
    arrays = model.households.arrays
    return float((arrays.savings * arrays.weight).sum())


def toy(**changes: Any) -> ps.Scenario:
    return ps.load("toy", time__months=MONTHS, **changes)


def test_a_rule_of_ones_own_acts_reads_the_scenario_and_goes_through_the_books() -> None:
    measures = {"savings_of_all": savings}
    plain = ps.run(toy(), replicates=2, measures=measures, **QUICK).own
    spec = toy(own={"tithe": {"share": 0.5}})
    tithed = ps.run(spec, replicates=2, mechanisms=[Tithe()], measures=measures, **QUICK)
    assert list(plain.columns) == ["run_id", "arm", "seed", "month", "savings_of_all"]
    assert plain["month"].tolist() == [0, 1, 2, 0, 1, 2] and plain["seed"].tolist() == [1, 1, 1, 2, 2, 2]
    assert (tithed.own["savings_of_all"] < plain["savings_of_all"]).all()
    given = tithed.flows[tithed.flows["kind"] == "tithe"]
    # half is given and half is left: what is left at the end of the last phase but funds is what was given
    first = given[(given["seed"] == 1) & (given["month"] == 0)]["amount_idr"].sum()
    assert first > 0.0 and len(given) == 2 * MONTHS
    assert tithed.manifest["own"] == {"mechanisms": ["tithe"], "measures": ["savings_of_all"]}
    nothing = ps.run(
        toy(own={"tithe": {"share": 0.0}}), replicates=2, mechanisms=[Tithe()], measures=measures, **QUICK
    )
    assert nothing.own["savings_of_all"].tolist() == plain["savings_of_all"].tolist()


def test_a_rule_that_moves_money_past_the_books_fails_its_run() -> None:
    found = ps.run(toy(), replicates=1, mechanisms=[Theft()], **QUICK)
    assert found.done.empty and "LedgerError" in found.failed["message"].iloc[0]


def test_a_hook_sees_every_month_and_arms_share_rules() -> None:
    seen: list[tuple[str, int]] = []
    arms = {"a": toy(), "b": toy(own={"x": {"y": 1.0}})}
    ps.run(arms, replicates=1, each_month=lambda m: seen.append((m.date, m.month)), **QUICK)
    dates = ["2010-02", "2010-03", "2010-04"]  # of the month that is next
    assert seen == [(date, month) for _ in arms for month, date in enumerate(dates, start=1)]


def test_own_rules_stand_after_the_last_of_their_phase() -> None:
    from partnersim.engine.model import with_own

    month = with_own([Tithe(), Theft()])
    last = max(place for place, known in enumerate(MONTH) if known.phase == ps.Phase.HOUSEHOLDS)
    assert [rule.name for rule in month[last + 1 : last + 3]] == ["theft", "tithe"] or [
        rule.name for rule in month[last + 1 : last + 3]
    ] == ["tithe", "theft"]
    assert [rule.name for rule in month if rule.name not in ("tithe", "theft")] == [
        rule.name for rule in MONTH
    ]
    assert with_own([]) == list(MONTH)


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"mechanisms": [Tithe]}, TypeError, "is no mechanism"),
        ({"mechanisms": ["tithe"]}, TypeError, "is no mechanism"),
        ({"measures": {"x": 3}}, TypeError, "x = 3 cannot be called"),
        ({"each_month": 3}, TypeError, "each_month = 3 cannot be called"),
        ({"measures": {"members": savings}}, ValueError, "'members', as one of the model"),
        ({"measures": {"members_end": savings}}, ValueError, "'members_end', as one of the model"),
        ({"measures": {"My savings": savings}}, ValueError, "'My savings'; allowed are small letters"),
        ({"mechanisms": [Tithe(), Tithe()]}, ValueError, "two rules are named 'tithe'"),
        ({"measures": {"x": savings}, "out": "here"}, ValueError, "use results.write"),
    ],
)
def test_wrong_rules_are_refused_before_anything_runs(asked: dict[str, Any], error: Any, says: str) -> None:
    with pytest.raises(error, match=says):
        ps.run(toy(), replicates=1, **QUICK, **asked)


def test_a_rule_with_the_name_of_one_of_the_model_is_refused() -> None:
    class Training(Tithe):
        """Another one."""

        name = "training"

    with pytest.raises(ValueError, match="'training', as one of the model"):
        ps.run(toy(), mechanisms=[Training()], **QUICK)


def test_numbers_of_own_rules_change_the_identity_and_their_absence_does_not() -> None:
    assert scenario_hash(toy()) != scenario_hash(toy(own={"tithe": {"share": 0.5}}))
    assert '"own"' not in __import__(
        "partnersim.scenario.documents.identity", fromlist=["canonical"]
    ).canonical(toy())
    with pytest.raises(ps.ScenarioError, match=r"own\.tithe\.share"):
        toy(own={"tithe": {"share": "much"}})


# --- what objects tell ----------------------------------------------------------------------------------------------


def test_a_scenario_in_a_line_a_table_and_a_file(tmp_path: Path) -> None:
    spec = ps.load("jember", time__months=24)
    assert str(spec).startswith(
        "jember: Jember 2009-2014: Bank Gakin without private firms (24 months from 2009-01, 600,000"
    )
    assert "<th>organizations</th>" in spec._repr_html_() and "Co-operative office" in spec._repr_html_()
    file = tmp_path / "same.yaml"
    file.write_text(spec.to_yaml(), "utf-8")
    again = load_scenario(str(file))
    assert scenario_hash(again) == scenario_hash(spec) and again.title == spec.title


def test_what_differs_from_another_scenario() -> None:
    base = toy()
    other = base.but({"actors.village_ngo.staff": 1.5, "name": "other", "run.seed": 9, "title": "T"})
    staff = next(actor.staff for actor in base.actors if actor.name == "village_ngo")
    assert base.diff(other) == {"actors.village_ngo.staff": (staff, 1.5)}
    assert other.diff(base) == {"actors.village_ngo.staff": (1.5, staff)}
    assert base.diff(base) == {}


def test_levers_of_a_scenario_with_why_they_are_idle() -> None:
    found = {lever["path"]: lever for lever in ps.load("jember").levers(under=["actors.ilo"])}
    assert found["actors.ilo.staff"]["value"] == 5.0
    assert set(found["actors.ilo.staff"]["plausible"]) == {"low", "high"}
    assert (
        found["actors.ilo.budget.yearly_idr"]["idle"]
        == "the budget is no yearly appropriation (rule is project)"
    )
    assert all(path.startswith("actors.ilo") for path in found)


def test_lists_of_what_there_is() -> None:
    shipped = ps.scenarios()
    assert tuple(shipped["name"]) == shipped_names() and list(shipped.columns) == [
        "name",
        "title",
        "description",
        "extends",
    ]
    outcomes = ps.outcomes().set_index("name")
    assert (
        outcomes.loc["headcount_end", "unit"] == "share" and outcomes.loc["headcount_end", "link"] == "impact"
    )
    assert bool(outcomes.loc["headcount_end", "leads"])


def test_claims_and_targets_are_named_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    from partnersim.studies.claims import run as claims_run
    from partnersim.studies.validation import run as validation_run

    asked: list[Any] = []
    monkeypatch.setattr(
        claims_run, "run_claims", lambda claims, **more: asked.append(([c.claim.id for c in claims], more))
    )
    monkeypatch.setattr(
        validation_run,
        "validate",
        lambda targets, **more: asked.append(([t.target.id for t in targets], more)),
    )
    ps.claims("C0.6", replicates=3)
    ps.validate("T09", replicates=4, seed=7, ensemble=False)
    assert asked[0] == (["C0.6"], {"replicates": 3})
    ids, more = asked[1]
    assert ids == ["T09"] and (more["size"].replicates, more["size"].seed, more["ensemble"]) == (4, 7, False)
    with pytest.raises(ps.ScenarioError):
        ps.claims("C99")


def test_one_household_of_the_snapshots() -> None:
    found = ps.run(toy(run__snapshots=[0, 2]), replicates=1, **QUICK)
    numbers = found.snapshots["id"].unique()
    one = found.household(int(numbers[0]))
    assert one["month"].tolist() == [0, 2] and (one["id"] == numbers[0]).all()
    with pytest.raises(KeyError, match="no household 99999 in the snapshots; they are numbered 0 to"):
        found.household(99999)
    with pytest.raises(KeyError, match="no snapshots: load the scenario with run__snapshots"):
        ps.run(toy(), replicates=1, **QUICK).household(0)


def test_results_and_comparisons_show_themselves(tmp_path: Path, bare: None) -> None:
    comparison = ps.compare(
        {"a": toy(), "b": toy(actors=[{"name": "village_ngo", "staff": 0.2}])}, replicates=2, **QUICK
    )
    text = str(comparison.results)
    assert text == "Results of 4 runs: a, b; tables runs, series, flows, diary, snapshots"
    assert "<table>" in comparison.results._repr_html_() and "b against a" in comparison._repr_html_()
    assert str(comparison).splitlines() == comparison.digest()
    path = comparison.report(tmp_path / "mine" / "report.html", language="id")
    assert "B dibanding A" in path.read_text("utf-8")


def test_the_picture_of_the_chain_is_in_units_of_what_would_have_shown() -> None:
    base = {"members_end": [100.0, 110.0, 120.0], "headcount_end": [0.10, 0.12, 0.14]}
    other = {"members_end": [150.0, 161.0, 169.0], "headcount_end": [0.11, 0.11, 0.15]}
    from partnersim.studies.compare import compare_results

    comparison = compare_results(results({"a": base, "b": other}))
    [axes] = comparison.plot().axes
    widths = [bar.get_width() for bar in axes.patches]
    rows = [comparison.row(name) for name in ("members_end", "headcount_end")]
    assert widths == pytest.approx([row["difference"] / row["mde"] for row in rows])
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels[0].startswith("Outputs: ") and labels[1].startswith("Impact: ")
    assert len({bar.get_facecolor() for bar in axes.patches}) == 2
    assert np.isfinite(widths).all()
