"""The rules that make the model a laboratory: keyed chance, registration with Mesa, threads."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

import partnersim.engine.model as model_module
from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms import MONTH, Mechanism, Phase
from partnersim.scenario.reading import load_scenario
from partnersim.theory.chance.draws import Purpose
from partnersim.world.households import Household
from tests.state import picture

SMALL = {"sample.households": 1500, "time.months": 18}


def model_of(name: str = "jember", seed: int = 3, **changes: object) -> PartnershipModel:
    """A small model of a shipped scenario."""
    return PartnershipModel(load_scenario(name, overrides={**SMALL, **changes}), seed)


def same(one: PartnershipModel, other: PartnershipModel) -> bool:
    """Whether two models are bit-identical in all state and in every posting."""
    return picture(one) == picture(other) and one.ledger.filed() == other.ledger.filed()


class IdleGambler(Mechanism):
    """Draws numbers for everybody and decides nothing."""

    name = "idle_gambler"
    phase = Phase.ENVIRONMENT

    def step(self, model: PartnershipModel) -> None:
        """Draw and throw away."""
        model.draws.uniform(Purpose.IDEA, model.month, np.arange(1000))
        model.draws.normal(Purpose.WALK_AWAY, model.month + 1, model.households.arrays.id)


def lived(model: PartnershipModel, months: int = 18) -> PartnershipModel:
    """The model after some months."""
    for _ in range(months):
        model.step()
    return model


def test_a_mechanism_that_decides_nothing_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = lived(model_of())
    monkeypatch.setattr(model_module, "MONTH", (IdleGambler(), *MONTH[:5], IdleGambler(), *MONTH[5:]))
    assert same(plain, lived(model_of()))


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    assert same(lived(model_of()), lived(model_of()))
    assert not same(lived(model_of()), lived(model_of(seed=4)))


def test_threads_do_not_change_a_run() -> None:
    assert same(lived(model_of()), lived(model_of(**{"run.threads": 3})))


def test_registering_households_with_mesa_does_not_change_a_run() -> None:
    registered = lived(model_of(**{"run.register_households": True}))
    assert same(lived(model_of()), registered)
    seen = registered.agents_by_type[Household]
    assert len(seen) == len(registered.households)
    assert seen.agg("savings", sum) == pytest.approx(registered.households.savings.sum())
    collector = mesa.DataCollector(agenttype_reporters={Household: {"consumption": "consumption"}})
    collector.collect(registered)
    collected = collector.get_agenttype_vars_dataframe(Household)["consumption"].to_numpy()
    assert np.array_equal(collected, registered.households.consumption)


def test_a_household_view_reads_and_writes_its_row() -> None:
    model = model_of()
    view = model.households[7]
    assert isinstance(view, mesa.Agent)
    assert view not in model.agents
    view.savings = 123.0
    assert model.households.savings[7] == 123.0
    with pytest.raises(IndexError):
        model.households[len(model.households)]


def test_every_month_has_each_phase_in_order() -> None:
    order = [
        Phase.ENVIRONMENT,
        Phase.ORGANIZATIONS,
        Phase.PARTNERSHIP,
        Phase.SERVICES,
        Phase.HOUSEHOLDS,
        Phase.FUNDS,
    ]
    places = [order.index(mechanism.phase) for mechanism in MONTH]
    assert places == sorted(places)
