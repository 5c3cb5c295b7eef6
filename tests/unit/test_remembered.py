"""What follows from a scenario is worked out once, and never taken for that of another one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import partnersim as ps
from partnersim.engine.model import PartnershipModel
from partnersim.scenario import remembered
from partnersim.scenario.remembered import once_per_scenario
from partnersim.scenario.spec import Scenario


def test_a_scenario_is_asked_once_and_with_other_numbers_again() -> None:
    asked = []

    @once_per_scenario
    def months(spec: Scenario, times: int, *, plus: int = 0) -> int:
        asked.append((spec.time.months, times, plus))
        return spec.time.months * times + plus

    short, long = (Scenario(time={"months": n}) for n in (12, 24))
    assert [months(s, 2) for s in (short, long, short, long)] == [24, 48, 24, 48]
    assert months(short, 3) == 36 and months(short, 3, plus=1) == 37
    assert asked == [(12, 2, 0), (24, 2, 0), (12, 3, 0), (12, 3, 1)]


def test_the_oldest_is_forgotten_and_no_scenario_is_taken_for_a_gone_one() -> None:
    asked = []

    @once_per_scenario
    def months(spec: Scenario) -> int:
        asked.append(spec.time.months)
        return spec.time.months

    for n in range(1, 60):  # each is gone when the next one is made, which may get its place in memory
        assert months(Scenario(time={"months": n})) == n
    last = Scenario(time={"months": 60})
    assert months(last) == months(last) == 60
    assert asked == list(range(1, 61))
    first = Scenario(time={"months": 1})
    others = [Scenario(time={"months": 2}) for _ in range(remembered.SCENARIOS)]
    for spec in (first, *others, first):
        months(spec)
    assert asked[60:] == [1, *[2] * remembered.SCENARIOS, 1]


def test_threads_may_ask_at_the_same_time() -> None:
    @once_per_scenario
    def months(spec: Scenario) -> int:
        return spec.time.months

    specs = [Scenario(time={"months": n}) for n in range(1, 9)] * 50
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(months, specs)) == [spec.time.months for spec in specs]


def test_runs_of_a_scenario_share_a_sample_that_nobody_can_write_into() -> None:
    spec = ps.load("toy", time__months=1)
    first, second = PartnershipModel(spec, 1), PartnershipModel(spec, 2)
    assert first.sample is second.sample
    with pytest.raises(ValueError, match="read-only"):
        first.sample.weight[0] = 2.0
    for name in ("first", "site", "weight"):
        assert not np.shares_memory(getattr(first.hamlets, name), getattr(second.hamlets, name))
    first.households.weight[0] = first.hamlets.weight[0] = 7.0
    assert second.households.weight[0] != 7.0 and second.hamlets.weight[0] != 7.0
