"""Levers of the page, links to a choice, and the results chain: right values by hand."""

import numpy as np
import pytest

import partnersim as ps
from partnersim.faces.app.compared import Compared, differences_csv, row_class, row_text, size_text
from partnersim.faces.app.heading import own_title
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.session import CASES, Choice, LinkError, python_text, yaml_text
from partnersim.faces.app.work import chain
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.frames import IN_ARREARS, MEMBER, OWNER, Welfare, count_of, record_frames
from partnersim.studies.words.problems import said
from partnersim.studies.words.texts import Texts


@pytest.mark.parametrize("case", CASES)
def test_every_position_of_every_lever_is_a_valid_scenario_that_differs(case):
    base = Choice(case=case).base()
    levers = levers_of(base)
    assert len({lever.key for lever in levers}) == len(levers) >= 6
    differing = 0
    for lever in levers:
        assert lever.positions[0].key == "as_is" and len(lever.positions) >= 2
        changed = [base.but(position.values) != base for position in lever.positions[1:]]
        assert any(changed), lever.key
        differing += sum(changed)
    assert differing > len(levers)


def test_the_levers_of_jember_set_what_they_say():
    choice = Choice().moved("rule", "now_and_then").moved("forum", "strong").moved("pattern", "led_donor")
    now = choice.moved("horizon", "m72").moved("money_ypsm", "half").now()
    assert (now.regulation.mandate_share, now.regulation.enforcement, now.regulation.clarity) == (
        0.02,
        0.1,
        0.6,
    )
    assert now.regulation.forum == 1.0
    assert (now.agreements[0].pattern, now.agreements[0].leader) == ("donor_led", "ilo")
    by_name = {actor.name: actor for actor in now.actors}
    assert (by_name["ilo"].budget.months, by_name["ilo"].budget.total_idr) == (
        72,
        3.0e9,
    )  # Rp0.5 billion a year
    assert by_name["ypsm"].budget.total_idr == 3.0e8
    assert choice.moved("rule", "as_is").moved("forum", "as_is").moved("pattern", "as_is") == Choice()


def test_a_typed_number_goes_before_a_position_and_out_of_range_is_refused():
    choice = Choice().moved("visits", "weekly").typed("visits", 7.5)
    assert choice.positions == {} and choice.now().agreements[0].practices.visits_per_month == 7.5
    with pytest.raises(ScenarioError, match="visits_per_month"):
        choice.typed("visits", 1e6)


def test_a_link_restores_the_choice_and_a_foreign_one_is_refused():
    choice = Choice(case="kupang").moved("pattern", "apart").typed("visits", 2.0)
    assert Choice.of_link(choice.link()) == choice
    for query, word in (
        ("case=mars", "mars"), ("case=jember&rule=harsh", "harsh"), ("case=jember&thrust=1", "thrust"),
        ("case=jember&n.visits=lots", "lots"), ("v=9.9&case=jember&rule=harsh", r"version 9\.9"),
    ):  # fmt: skip
        with pytest.raises(LinkError, match=word):
            Choice.of_link(query)


@pytest.mark.parametrize(
    ("query", "english", "indonesian"),
    [
        (
            "thrust=1",
            "this case has no lever or position 'thrust'",
            "kasus ini tidak punya tuas atau kedudukan 'thrust'",
        ),
        ("forum=huge", "this case has no lever or position 'huge'", "kasus ini tidak punya tuas atau kedudukan 'huge'"),
        ("n.visits=lots", "'lots' is no number", "'lots' bukan angka"),
        ("m.regulation.forum=%3Cb%3E", "'<b>' is no switch, number or word", "'<b>' bukan sakelar, angka atau kata"),
        (
            "n.forum=7", "regulation.forum = 7.0 is out of range; 7 percent is written 0.07; allowed 0 to 1 share",
            "regulation.forum = 7.0 di luar rentang; 7 persen ditulis 0.07; yang boleh 0 sampai 1 bagian",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_link_is_told_in_words(query, english, indonesian):
    with pytest.raises(LinkError) as fault:
        Choice.of_link(f"case=jember&{query}")
    assert str(fault.value) == f"the link does not fit this page: {english}"
    assert said(fault.value.phrase, Texts("id")) == f"tautan tidak cocok dengan halaman ini: {indonesian}"


def test_the_size_of_a_run_and_the_title_of_ones_own_are_told_in_both_languages():
    base = Choice().base()
    assert size_text(base, Texts("en")) == "Each run: 1,300 of 600,000 households, 72 months."
    assert size_text(base, Texts("id")) == "Setiap simulasi: 1.300 dari 600.000 rumah tangga, 72 bulan."
    whole = base.but({"sample.households": None, "time.months": 24})
    assert size_text(whole, Texts("en")) == "Each run: 600,000 of 600,000 households, 24 months."
    assert (
        own_title(base, Texts("id"))
        == "Skenario sendiri: Jember 2009-2014: Bank Gakin tanpa perusahaan swasta"
    )
    assert own_title(base.but({"title": ""}), Texts("en")) == "Own scenario: jember"


def test_a_further_field_goes_before_levers_and_into_the_link():
    path = "programme.community_funds.group_size"
    choice = Choice().moved("visits", "weekly").with_more(path, 3)
    assert choice.changed and choice.now().programme.community_funds.group_size == 3
    assert choice.now().agreements[0].practices.visits_per_month == 4.0
    assert Choice.of_link(choice.link()) == choice and f"'{path}': 3" in python_text(choice)
    assert not choice.with_more(path, None).moved("visits", "as_is").changed
    with pytest.raises(ScenarioError, match="group_size"):
        choice.with_more(path, 10**6)
    for value in ("[1]", "{}", "null", "1e999", "x"):
        with pytest.raises(LinkError):
            Choice.of_link(f"case=jember&m.{path}={value}")


def test_the_same_in_python_makes_the_same_scenario():
    choice = Choice().moved("rule", "strict").moved("fills_gaps", "no")
    text = python_text(choice).split("answer =")[0]
    names = {}
    exec(text, names)
    assert names["now"] == choice.now() and names["base"] == choice.base()


@pytest.mark.parametrize("case", CASES)
def test_the_scenario_file_is_the_scenario(case, tmp_path):
    choice = Choice(case=case)
    lever = levers_of(choice.base())[-1]
    now = choice.moved(lever.key, lever.positions[-1].key).now()
    (tmp_path / "mine.yaml").write_text(yaml_text(now), "utf-8")
    assert ps.load(tmp_path / "mine.yaml") == now != choice.base()


def five(*values):
    return [{"members_end": value} for value in values]


def test_rows_of_the_chain_are_paired_by_seed():
    base, other = five(10.0, 20.0, 30.0, 40.0, 50.0), five(11.0, 22.0, 33.0, 44.0, 55.0)
    (row,) = chain(base, other, ["members_end"])
    assert (row.base, row.other, row.difference, row.n) == (30.0, 33.0, 3.0, 5)
    half = (
        2.7764451051977987 * (10.0 / 4.0) ** 0.5 / 5**0.5
    )  # t(0.975, 4); 1 to 5 lie 10 squared from their mean
    assert row.low == pytest.approx(3.0 - half) and row.high == pytest.approx(3.0 + half)
    assert row.shows_interval and row.clear and row_class(row) == "better"
    (worse,) = chain(other, base, ["members_end"])
    assert row_class(worse) == "worse"
    (unsure,) = chain(five(1.0, 2.0, 1.0, 2.0, 1.0), five(2.0, 0.0, 2.0, 0.0, 2.0), ["members_end"])
    assert row_class(unsure) == "unsure" and row_text(unsure, Texts("en")).startswith("cannot tell")
    (money,) = chain(
        [{"paid_donors_idr_total": 1e9}] * 5, [{"paid_donors_idr_total": 2e9}] * 5, ["paid_donors_idr_total"]
    )
    assert row_class(money) == "unsure"  # neither direction is better
    assert row_text(chain(base, base, ["members_end"])[0], Texts("en")) == "no difference in any run"


def test_under_five_pairs_there_is_no_interval_but_the_smallest_and_the_largest():
    (row,) = chain(five(10.0, 20.0, 30.0, 40.0), five(11.0, 25.0, 33.0, 42.0), ["members_end"])
    assert (row.difference, row.low, row.high, row.n) == (2.75, 1.0, 5.0, 4)
    assert not row.shows_interval and not row.clear  # however far from zero
    assert row_class(row) == "unsure" and row_text(row, Texts("en")) == "+2.75 (4 pairs: +1.00 to +5.00)"
    lines = differences_csv(
        Compared(tuple(five(*range(4))), tuple(five(*range(4)))), Texts("en")
    ).splitlines()
    assert lines[0].endswith(",seeds,low_and_high") and lines[1].endswith(",smallest and largest")
    (one,) = chain(five(10.0), five(12.0), ["members_end"])
    assert row_text(one, Texts("en")) == "+2.00" and (one.low, one.high) == (2.0, 2.0)


def test_compared_waits_for_both_runs_of_a_seed():
    compared = Compared.of({"base": {1: {"x": 1.0}, 2: {"x": 2.0}}, "now": {2: {"x": 5.0}, 3: {"x": 6.0}}})
    assert compared == Compared(({"x": 2.0},), ({"x": 5.0},), ({"x": 1.0}, {"x": 2.0}))
    assert compared.mean_before("x") == 1.5 and np.isnan(compared.mean_before("y"))


def test_counts_of_a_frame_are_households_of_the_place():
    states = np.array(
        [
            Welfare.POOR,
            Welfare.NEAR_POOR + OWNER,
            Welfare.OUT + MEMBER + OWNER,
            Welfare.POOR + MEMBER + IN_ARREARS,
        ],
        dtype=np.uint8,
    )
    assert count_of(states, [1.0, 2.0, 4.0, 8.0]) == {
        "poor": 9.0, "near_poor": 2.0, "out": 4.0, "owners": 6.0, "members": 12.0, "in_arrears": 8.0,
    }  # fmt: skip


def test_frames_are_the_run_itself_month_by_month():
    spec = ps.load("toy").but({"run.snapshots": [ps.load("toy").time.months]})
    frames, results = (
        record_frames(spec, 5),
        ps.run(spec, seed=5, replicates=1, workers=1, show_progress=False),
    )
    assert frames.dates == tuple(results.series["date"])
    for name in ("members", "headcount", "trust", "paid_donors_idr"):
        np.testing.assert_array_equal([month[name] for month in frames.series], results.series[name])
    counts = [count_of(row, frames.weights) for row in frames.states[1:]]
    np.testing.assert_allclose([c["members"] for c in counts], results.series["members"])
    np.testing.assert_allclose(
        [c["owners"] / frames.weights.sum() for c in counts], results.series["owners_share"]
    )
    state, rows = frames.states[-1], results.snapshots
    np.testing.assert_array_equal((state & IN_ARREARS) != 0, rows["arrears"] > 0.0)
    np.testing.assert_array_equal((state & OWNER) != 0, rows["owner"] != 0)
    lines = rows["consumption"] / (spec.place.poverty_line_idr * rows["size"])
    np.testing.assert_array_equal(state & 3, np.where(lines < 1.0, 0, np.where(lines < 1.2, 1, 2)))
    flows = results.flows[results.flows["payer"] != results.flows["receiver"]]
    sums = flows.groupby(["month", "payer", "receiver"])["amount_idr"].sum()
    assert sum(map(len, frames.payments)) == len(sums)
    for (month, payer, receiver), amount in sums.items():
        assert frames.payments[month][payer, receiver] == pytest.approx(amount)
