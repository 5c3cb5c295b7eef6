"""A measure is one decorated function: what declares it is all there is to write."""

import json
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest
from typer.testing import CliRunner

import partnersim
from partnersim.faces.cli.app import app
from partnersim.measures import (
    FLOW,
    HIGHER,
    LEVEL,
    LOWER,
    MEASURES,
    NEITHER,
    OUTCOMES,
    STATE,
    Link,
    Recorder,
    leading,
    monthly,
    outcome,
    spoken,
    withdraw,
)
from partnersim.measures.comparing import COHORT_OUTCOMES, RUN_OUTCOMES
from partnersim.measures.declaring import MONTHLY
from partnersim.measures.months import Months
from partnersim.measures.noting import NOTED, forget, noted
from partnersim.scenario.actors import KINDS, ActorKind, Payer
from partnersim.studies.compare import summary
from partnersim.studies.words.texts import Texts
from tests.village.place import Village


def described(**changes):
    facts = {
        "unit": "hamlets",
        "better": HIGHER,
        "link": Link.OUTPUT,
        "group": "welfare",
        "en": "Try",
        "id": "Coba",
    }
    return facts | changes


@pytest.fixture
def declared():
    """Withdraws what a test declares."""
    names = []
    yield names
    for name in names:
        withdraw(name)


def test_a_new_measure_and_a_new_outcome_are_in_the_tables_of_a_run(declared):
    @monthly(**described(summaries=LEVEL, leads=True))
    @noted
    def months_and_hamlets(world) -> float:
        """Months lived, and a tenth for each hamlet."""
        return world.month + 0.1 * float(world.hamlets.weight.sum())

    @monthly(**described(summaries=STATE))
    def twice_that(m: Months):
        """Twice as many."""
        return 2.0 * months_and_hamlets(m)

    @outcome(**described(unit="months", spoken=True))
    def months_lived(r) -> float:
        """Months of the run."""
        return float(r.months)

    declared += ["months_and_hamlets", "months_lived", "twice_that"]
    spec = partnersim.load("toy", time__months=14)
    found = partnersim.run(spec, replicates=1, workers=1, show_progress=False)
    hamlets = float(spec.place.hamlets)
    months = found.series["months_and_hamlets"].to_numpy() - 0.1 * hamlets
    assert (months[1:] - months[:-1] == pytest.approx(1.0)) and len(months) == 14
    row = found.runs.iloc[0]
    assert row["months_lived"] == 14.0
    assert (found.series["twice_that"] == 2.0 * found.series["months_and_hamlets"]).all()
    assert row["months_and_hamlets_end"] - 0.1 * hamlets == pytest.approx(months[2:].mean())
    assert row["months_and_hamlets_mean"] - 0.1 * hamlets == pytest.approx(months.mean())
    # by family: behind the welfare measures, ahead of those of enterprises
    names = [name for name in found.series.columns if MEASURES.get(name)]
    assert names == [m.name for m in MEASURES]
    place = names.index("months_and_hamlets")
    assert names[place - 1 : place + 3] == ["readiness", "months_and_hamlets", "twice_that", "owners_share"]
    assert "months_and_hamlets_end" in leading() and "months_and_hamlets_mean" not in leading()
    assert spoken()[2:4] == ("income_listed_idr_end", "months_lived")
    assert summary(found).set_index("outcome").loc["months_lived", "unit"] == "months"
    assert Texts("id").label("months_and_hamlets_end") == "Coba, 12 bulan terakhir"


def test_what_was_withdrawn_is_gone(declared):
    before = [m.name for m in MEASURES], [m.name for m in OUTCOMES]
    monthly(**described(summaries=STATE))(tried)
    assert OUTCOMES.named("tried_end").doc == "A try. Value of the last month."
    withdraw("tried")
    assert ([m.name for m in MEASURES], [m.name for m in OUTCOMES]) == before
    with pytest.raises(KeyError):
        withdraw("tried")


def test_what_is_noted_ends_with_its_measure():
    reading = noted(tried)
    monthly(**described(summaries=STATE))(reading)
    assert reading in NOTED.values()
    withdraw("tried")
    assert reading not in NOTED.values()


def test_what_was_not_noted_from_the_start_is_not_there():
    recorder = Recorder(Village())
    recorder.note()

    @noted
    def of_later(world) -> float:
        return 1.0

    try:
        with pytest.raises(KeyError):
            recorder.months.noted(of_later)
    finally:
        forget(of_later)


def tried(m):
    """A try."""
    return 0.0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "hamlet shares"}, "vocabulary of units"),
        ({"link": None}, "link cannot be None"),
        ({"link": "output"}, "link cannot be 'output'"),
        ({"better": "more"}, "better cannot be 'more'"),
        ({"group": "others"}, "group cannot be 'others'"),
        ({"en": " "}, "label cannot be"),
        ({"id": ""}, "label_id cannot be"),
        ({"unit": "IDR"}, "unit cannot be 'IDR'"),
        ({"summaries": FLOW}, "not counted a month"),
    ],
)
def test_what_is_not_in_its_vocabulary_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        monthly(**described(**{"summaries": LEVEL} | changes))(tried)
    assert MEASURES.get("tried") is None
    if "summaries" not in changes:
        with pytest.raises(ValueError, match=message):
            outcome(**described(**changes))(tried)
        assert OUTCOMES.get("tried") is None


def test_a_definition_is_needed_and_a_name_is_taken_once():
    def undefined(m):
        return 0.0

    with pytest.raises(ValueError, match="doc cannot be ''"):
        monthly(**described(summaries=LEVEL))(undefined)

    def headcount_end(m):
        """Another one."""
        return 0.0

    for declare in (monthly(**described(summaries=())), outcome(**described())):
        with pytest.raises(ValueError, match="'headcount_end' is declared already"):
            declare(headcount_end)


def test_links_go_from_what_is_paid_to_what_becomes_of_the_poor():
    links = {
        "money_spent_idr_total": Link.INPUT,
        "firm_contributions_idr_total": Link.INPUT,
        "seed_money_idr_total": Link.ACTIVITY,
        "delivery_gap_end": Link.ACTIVITY,
        "members_end": Link.OUTPUT,
        "loans_disbursed_idr_total": Link.OUTPUT,
        "orders_share_end": Link.OUTPUT,
        "interest_saved_idr_total": Link.OUTCOME,
        "income_listed_idr_end": Link.OUTCOME,
        "nonperforming_share_end": Link.OUTCOME,
        "headcount_end": Link.IMPACT,
        "consumption_idr_end": Link.IMPACT,
        "lasting_exits": Link.IMPACT,
    }
    assert {name: OUTCOMES.named(name).link for name in links} == links
    assert {OUTCOMES.named(name).link for name in leading()} == set(Link)


def test_better_says_where_it_is_good_to_go():
    ways = {
        "headcount": LOWER,
        "income_idr": HIGHER,
        "queue": LOWER,
        "price": NEITHER,
        "paid_donors_idr": NEITHER,
    }
    assert {name: MEASURES.named(name).better for name in ways} == ways
    assert OUTCOMES.named("headcount_mean").better == LOWER


def test_what_leads_and_what_is_spoken_follow_from_the_marks():
    assert len(leading()) == 35
    assert leading()[:4] == ("headcount_end", "poverty_gap_end", "headcount_listed_end", "headcount_change")
    assert spoken() == (
        "headcount_end", "lasting_exits_listed", "income_listed_idr_end", "enterprises_end",
        "interest_saved_idr_total", "coverage_listed_end", "queue_end", "nonperforming_share_end",
        "money_spent_idr_total",
    )  # fmt: skip
    assert set(spoken()) <= set(leading()) <= {m.name for m in OUTCOMES}


def test_for_harm_of_partners_leads_what_did_not_come_and_no_count_of_those_beyond_a_tolerance():
    of_partners = [name for name in leading() if OUTCOMES.named(name).group == "partnership"]
    assert of_partners == ["trust_end", "advantage_index_end", "promise_loss_share_end", "disputes_a_year"]


def test_catalogues_are_read_by_number_and_by_name():
    assert MEASURES[0].name == "headcount" and MEASURES[:2][1].name == "poverty_gap"
    assert OUTCOMES.named("headcount_end").label == "Poverty headcount, last 12 months"
    assert OUTCOMES.get("nothing") is None
    with pytest.raises(KeyError):
        OUTCOMES.named("nothing")


def test_the_list_of_outcomes_is_a_command_in_both_languages():
    def told(*arguments):
        done = CliRunner().invoke(app, ["outcomes", *arguments])
        assert done.exit_code == 0
        return done.output

    rows = json.loads(told("--json"))
    compared = (*RUN_OUTCOMES, *COHORT_OUTCOMES)
    assert [r["name"] for r in rows] == [m.name for m in (*MEASURES, *OUTCOMES, *compared)]
    assert [r["name"] for r in rows if r["of"] == "comparison"] == [m.name for m in compared]
    assert rows[0] == {
        "name": "headcount", "of": "month", "label": "Poverty headcount", "label_id": "Persentase penduduk miskin",
        "unit": "share", "better": "lower", "link": "impact", "group": "poverty", "leads": True,
        "definition": "People in households whose consumption of the month is below line x size, over all people.",
    }  # fmt: skip
    assert {r["of"] for r in json.loads(told("--json", "--of", "run"))} == {"run"}
    english, indonesian = told("--of", "month"), told("--of", "month", "--language", "id")
    assert len(english.splitlines()) == len(indonesian.splitlines()) == 2 + len(MEASURES)
    assert "Poverty headcount  " in english and "Persentase penduduk miskin  " in indonesian
    assert "dampak" in indonesian and "impact" not in indonesian
    assert told("--of", "run", "--markdown").startswith("| name | of |")
    by_words = [r["name"] for r in json.loads(told("Poverty", "gap", "--json"))]
    assert by_words == ["poverty_gap", "poverty_gap_end", "poverty_gap_mean"]
    assert {r["name"] for r in json.loads(told("dirugikan", "--of", "month", "--json"))} == {
        m.name for m in MEASURES if "dirugikan" in m.label_id
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_actor_of_any_kind_pays_is_in_one_measure(kind):
    spec = KINDS[kind]
    assert getattr(spec, "counted_as", None) in get_args(Payer), (
        f"say in {spec.__name__} of scenario/actors.py whose payments a {kind} is counted with: counted_as"
    )
    months = Months(
        count=2, spec=None, total=None, gini=None, money=SimpleNamespace(spent=np.array([[10.0], [4.0]])),
        partnership=SimpleNamespace(organizations=[SimpleNamespace(spec=spec)]), notes={}, lost_before_idr=0.0,
    )  # fmt: skip
    paid = {n: entry.compute(months).tolist() for n, entry in MONTHLY.items() if n.startswith("paid_")}
    assert {n: v for n, v in paid.items() if v != [0.0, 0.0]} == {f"paid_{spec.counted_as}_idr": [10.0, 4.0]}


def test_every_payer_has_a_measure():
    assert {f"paid_{payer}_idr" for payer in get_args(Payer)} == {n for n in MONTHLY if n.startswith("paid_")}


def test_all_kinds_of_actors_are_asked():
    assert {"government", "donor", "ngo", "training_institute", "firms", "firm"} <= set(KINDS)
    assert set(get_args(ActorKind)) == set(KINDS), "name every kind in ActorKind of scenario/actors.py"


def test_outcomes_stand_where_tables_already_written_have_them():
    names = [m.name for m in OUTCOMES]
    own = [
        "headcount_change", "spell_months", "lasting_exits", "lasting_exits_listed", "lasting_exits_members",
        "independent_households", "independence_share", "gini_income_end", "gini_assets_end", "enterprise_death_rate",
        "dissolutions", "leaked_idr_total", "showpiece_idr_total", "coordination_idr_total",
        "cost_per_lasting_exit_idr", "cost_per_member_idr", "recalled_share", "contract_failed_share",
        "never_served_share", "harmed_households_share", "disputes_a_year",
    ]  # fmt: skip
    assert names[:23] == [*own, "headcount_end", "headcount_mean"]

    def after(name: str) -> str:
        return names[names.index(name) + 1]

    assert [after("fairness_mean"), after("leakage_share_end"), after("leakage_share_mean")] == [
        "leakage_share_end", "leakage_share_mean", "showpiece_share_end",
    ]  # fmt: skip
    assert [after("showpiece_share_mean"), after("agreements_working_end"), after("stage_end")] == [
        "lost_share_end", "stage_end", "duration_months_end",
    ]  # fmt: skip
    assert [after("lasts_end"), after("interest_saved_idr_total")] == [
        "exits_total",
        "moneylender_interest_idr_total",
    ]
    assert names[-4:] == [
        "partner_income_idr_total", "disputes_opened_total", "units_closed_end", "units_closed_peak",
    ]  # fmt: skip
