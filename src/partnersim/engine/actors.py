"""Actors as they are when a run begins: the firms of the place, and the agreements of the scenario."""

from __future__ import annotations

import numpy as np

from partnersim.scenario.actors import Firms
from partnersim.scenario.partnership import Agreement, Terms
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import months_between
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.firm_choice import usefulness
from partnersim.world.agreements import MATURE, NOT_YET, AgreementState, Apart, members_of, nothing_yet
from partnersim.world.beliefs import Beliefs
from partnersim.world.contracts import Contract, Stage
from partnersim.world.organizations import FirmPopulation
from partnersim.world.world import World

RISK_LOG_SD = 0.3
"""Spread of risk aversion between firms, the one under which the parameter sets were fitted."""


def build_firms(model: World) -> FirmPopulation | None:
    """Draw the firms of the place once; None if the scenario has no actor of kind ``firms``.

    Per firm i, from its own keyed draws (so that one more firm moves no other firm):
    usual profit ``median exp(sd z)``; usefulness of reliable supply by `usefulness`; perceived enforcement
    ``exp(perceived_log_sd z)``, to which the decision itself adds the growth with profit; risk aversion
    ``exp(.3 z)``; owned by the state with the scenario's share; a lasting leaning ``z`` towards taking part.

    Raises:
        ValueError: more than one actor of kind ``firms``.
    """
    parts = [actor for actor in model.spec.actors if isinstance(actor, Firms)]
    if not parts:
        return None
    if len(parts) > 1:
        names = ", ".join(part.name for part in parts)
        raise ValueError(Phrase("only one actor may be of kind 'firms', found {names}", names=names))
    part, settings = parts[0], model.spec.mechanisms.firm_participation
    firms = FirmPopulation(part.count)
    ids, draws = firms.entities, model.draws
    firms.median_profit_idr = part.profit_median_idr * np.exp(
        part.profit_log_sd * draws.normal(Purpose.FIRM_SIZE, 0, ids)
    )
    firms.profit_idr = firms.median_profit_idr.copy()
    firms.fit = usefulness(draws.uniform(Purpose.FIRM_FIT, 0, ids), median=part.sector_fit)
    firms.perceived = np.exp(settings.perceived_log_sd * draws.normal(Purpose.FIRM_PERCEIVED, 0, ids))
    firms.risk_aversion = np.exp(RISK_LOG_SD * draws.normal(Purpose.FIRM_RISK, 0, ids))
    firms.state_owned = draws.uniform(Purpose.FIRM_OWNER, 0, ids) < part.state_owned_share
    firms.leaning = draws.normal(Purpose.FIRM_TASTE, 0, ids)
    return firms


def build_agreements(model: World) -> tuple[list[AgreementState], Apart]:
    """The scenario's agreements in order, and ``apart``, which holds every organization of the place."""
    made = [_agreement(model, number, spec) for number, spec in enumerate(model.spec.agreements)]
    members = list(model.organizations)
    n = len(members)
    apart = Apart(
        name="apart", number=-1, beliefs=_founding_beliefs(model, n),
        **members_of(members, model.organization_columns, model.draws),
        contract=Contract(
            terms=Terms(allocation="each_alone", completeness=0.0), leader=0, inside=np.ones(n, dtype=bool),
            founding_idr=np.zeros(n), founders=np.ones(n, dtype=bool), signed=0,
        ),
        asked=np.ones(n, dtype=bool), **nothing_yet(n),
    )  # fmt: skip
    apart.life.stage = Stage.IMPLEMENTATION
    return made, apart


def _agreement(model: World, number: int, spec: Agreement) -> AgreementState:
    """One agreement as the scenario has it at the start: still to be made, or already at work."""
    members = [model.by_name[m] for m in (*spec.members, *spec.reserve)]
    n = len(members)
    asked = np.array([m.name not in spec.reserve for m in members], dtype=bool)
    contract = Contract(
        terms=spec.agreed_terms,
        leader=next((i for i, m in enumerate(members) if m.name == spec.leader), 0),
        inside=np.zeros(n, dtype=bool),
        founding_idr=np.zeros(n),
        founders=np.zeros(n, dtype=bool),
        practices=spec.practices,
        purse=spec.purse,
    )
    state = AgreementState(
        spec=spec, name=spec.name, number=number, contract=contract,
        beliefs=_first_beliefs(model, spec, [m.name for m in members]),
        asked=asked, **members_of(members, model.organization_columns, model.draws), **nothing_yet(n),
    )  # fmt: skip
    life = state.life
    life.begins = months_between(model.spec.time.start, spec.begins) if spec.begins else 0
    if spec.follows is not None and not spec.begins:
        life.begins = NOT_YET
    if spec.working_already and model.spec.mechanisms.formation.on:
        state.change_contract(
            inside=asked, founders=asked, signed=life.begins, completeness=spec.agreed_terms.completeness
        )
        life.stage, life.founded, life.places = Stage.IMPLEMENTATION, life.begins, int(asked.sum())
        state.socialised = state.planned = MATURE
    return state


def _first_beliefs(model: World, spec: Agreement, names: list[str]) -> Beliefs:
    """Beliefs in each other at the founding, and what a history has added to them."""
    learned, n = model.spec.mechanisms.learned_trust, len(names)
    mean = np.full((n, n), learned.prior_mean)
    for believer, others in spec.founding_trust.items():
        for other, trust in others.items():
            mean[names.index(believer), names.index(other)] = trust
    beliefs = Beliefs.at_founding(n, mean=mean, strength=learned.prior_strength)
    history = spec.history
    return beliefs.after(history.months, delivered=history.delivered, fading=learned.fading)


def _founding_beliefs(model: World, members: int) -> Beliefs:
    learned = model.spec.mechanisms.learned_trust
    return Beliefs.at_founding(members, mean=learned.prior_mean, strength=learned.prior_strength)
