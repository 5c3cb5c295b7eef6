"""What drawings of the page ask for again, and what is asked by a button of one pair of scenarios."""

import threading
import time

import solara

from partnersim.faces.app.asking import use_asked, use_work
from partnersim.faces.app.remembered import Remembered, identity_of, scenario_with
from partnersim.faces.app.session import Choice, shipped
from partnersim.faces.app.work import has_funds
from partnersim.scenario.documents.identity import scenario_hash


def test_the_same_values_are_the_same_scenario_in_whatever_order_they_were_set():
    base = shipped("jember")
    one = scenario_with(base, {"regulation.forum": 0.5, "time.months": 12})
    assert scenario_with(base, {"time.months": 12, "regulation.forum": 0.5}) is one
    assert scenario_with(base, {"regulation.forum": 0.4, "time.months": 12}).regulation.forum == 0.4
    assert one.regulation.forum == 0.5 and scenario_with(base, {}) is base
    assert identity_of(one) == scenario_hash(one) != identity_of(base)
    assert Choice().moved("forum", "strong").now() is Choice().moved("forum", "strong").now()


def test_only_so_many_are_remembered_the_last_ones_asked_for():
    first, second, third = (shipped(case) for case in ("jember", "kupang", "osaka"))
    remembered, made = Remembered[str](2), []

    def name_of(spec):
        return remembered.of(spec, "", lambda: made.append(spec.name) or spec.name)

    assert [name_of(spec) for spec in (first, second, first, third, first, second)] == [
        "jember", "kupang", "jember", "osaka", "jember", "kupang",
    ]  # fmt: skip
    assert made == ["jember", "kupang", "osaka", "kupang"]  # Kupang was the one asked for longest ago


def test_a_case_has_funds_that_stand_at_first_or_are_opened():
    jember = shipped("jember")
    assert jember.programme.community_funds.opening and has_funds(jember)
    assert has_funds(jember.but({"mechanisms.unit_opening.on": False}))  # those that stand stay
    assert not has_funds(shipped("lkp"))


def test_another_pair_gives_up_what_was_asked_of_the_one_before():
    pair, seen, ended = solara.reactive("a"), {}, threading.Event()

    def wait_until_unwanted(wanted):
        while wanted():
            time.sleep(0.01)
        ended.set()

    @solara.component
    def Asking():
        task = use_work(wait_until_unwanted, dependencies=None)
        seen["asked"], seen["ask"] = use_asked(task, pair.value)
        solara.Text(f"{task.pending} {pair.value}")

    _, context = solara.render(Asking(), handle_error=False)
    try:
        assert not seen["asked"]
        seen["ask"]()
        assert seen["asked"] and not ended.wait(0.3)
        pair.set("b")
        assert not seen["asked"] and ended.wait(20)
    finally:
        context.close()  # gives up what is still waited for
