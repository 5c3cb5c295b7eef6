"""The compiled household month and the same functions run as plain Python give the stored numbers.

The module runs twice: in the ordinary job compiled, and with ``NUMBA_DISABLE_JIT=1`` as plain Python. Both
are held against ``tests/golden/household_month.json``, so they agree with each other. The file holds the
parameters too, so that a new default elsewhere does not disturb it. After a wanted change of a rule, write
the numbers again and look at the difference before committing it::

    make golden
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import config

from partnersim.mechanisms.households.compiled_place import CompiledPlace
from partnersim.mechanisms.households.parameters import HouseholdParameters
from partnersim.theory.chance.normal import normal_quantile
from partnersim.theory.chance.philox import philox4x32
from partnersim.world.hamlets import Services
from tests.reference.worlds import World, busy_services, make_world

GOLDEN = Path(__file__).parent.parent / "golden" / "household_month.json"
MONTHS = 14
ANEW = "write the numbers anew with `make golden` and look at the difference"
TOLERANCE = 1e-9
"""Relative: plain Python calls the same functions, but the compiler may order a product."""


TRAITS = {
    "income_shocks": {"fixed_sd": 0.4, "persistent_sd": 0.3},
    "enterprise": {"talent_sd": 0.95},
    "hamlet_shocks": {"sd": 0.1, "persistence": 0.9},
    "loan_application": {"hassle_median_idr": 10_000.0, "hassle_log_sd": 1.0},
}
"""What the households are drawn with; everything else is in the parameters."""


def small_world() -> World:
    """40 households in two hamlets, one with a fund that has members at the start, everything on."""
    return make_world(
        hamlets=2, rows=20, seed=4, weights=True, everything=True,
        mechanisms={
            **TRAITS,
            "lending": {"banking_delay": True},
            "group_repayment": {"walk_away": 0.1, "write_off_months": 3},
            "joint_liability": {"cover_base": 0.1},
            "kin_support": {"base_share": 0.05, "minimum": 0.9},
            "moneylender": {"limit": 0.2},
            "contract_farming": {"scheme_failure": 0.3},
        },
        community_funds={"term_weeks": 20, "members_per_unit": 30},
    )  # fmt: skip


def small_run(world: World) -> tuple[World, list[dict[str, float]]]:
    """The world after some months, and the flows of each."""
    world.funds.room[1] = 12
    nothing = Services.none(len(world.hamlets))
    place = CompiledPlace(world.households.arrays, world.hamlets, nothing, world.funds)
    place.open_groups(world.p, np.array([1]), 0.6)
    return world, world.run(MONTHS, busy_services)


def numbers(world: World, flows: list[dict[str, float]]) -> dict[str, Any]:
    """All columns at the end, and the flows of every month."""
    out: dict[str, Any] = {name: column.tolist() for name, column in world.columns().items()}
    out |= {f"flow.{kind}": [month[kind] for month in flows] for kind in flows[0]}
    return out


@pytest.fixture(scope="module")
def lived() -> tuple[World, list[dict[str, float]]]:
    world = small_world()
    stored = json.loads(GOLDEN.read_text())["parameters"]
    strangers = sorted(set(stored) ^ set(HouseholdParameters._fields))
    assert not strangers, f"{strangers} are new or gone: {ANEW}"
    world.p = HouseholdParameters(**stored)
    # Without the compiler numpy warns where 64-bit words wrap around, which is what the generator wants.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return small_run(world)


def test_the_small_run_gives_the_stored_numbers(lived: tuple[World, list[dict[str, float]]]) -> None:
    golden, mine = json.loads(GOLDEN.read_text())["numbers"], numbers(*lived)
    assert sorted(golden) == sorted(mine), f"columns or flows are new or gone: {ANEW}"
    for name, expected in golden.items():
        scale = max([abs(x) for x in expected], default=0.0)
        np.testing.assert_allclose(mine[name], expected, rtol=TOLERANCE, atol=1e-12 * scale, err_msg=name)


def test_the_small_run_takes_the_branches_that_matter(lived: tuple[World, list[dict[str, float]]]) -> None:
    world, flows = lived
    total = {kind: sum(month[kind] for month in flows) for kind in flows[0]}
    still = [kind for kind, amount in total.items() if amount == 0.0]
    assert not still, f"never moved: {still}. Make small_world need them, then {ANEW}"
    assert world.households.barred.any() and world.funds.members.min() > 0.0


def test_the_generator_and_the_quantile(lived: tuple[World, list[dict[str, float]]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        words = philox4x32(np.zeros(4, np.uint64), np.zeros(2, np.uint64))
    assert [hex(int(w)) for w in words] == ["0x6627e8d5", "0xe169c58d", "0xbc57ac4c", "0x9b00dbd8"]
    assert normal_quantile(0.975) == pytest.approx(1.959963984540054, rel=1e-14)


def test_the_switch_is_what_the_environment_says() -> None:
    compiled = hasattr(normal_quantile, "py_func")
    assert compiled is not bool(config.DISABLE_JIT)


if __name__ == "__main__":
    fresh = small_world()
    document = {"parameters": fresh.p._asdict(), "numbers": numbers(*small_run(fresh))}
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(document, separators=(",", ":")).replace("],", "],\n") + "\n")
