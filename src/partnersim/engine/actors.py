"""Actors as they are when a run begins: the firms of the place, and the agreements of the scenario."""

from __future__ import annotations

import numpy as np

from partnersim.scenario.actors import Firms
from partnersim.scenario.partnership import Terms
from partnersim.scenario.spec import months_between
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.firm_choice import usefulness
from partnersim.world.agreements import MATURE, NOT_YET, AgreementState, Stage
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
        raise ValueError(f"only one actor may be of kind 'firms', found {', '.join(p.name for p in parts)}")
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


def build_agreements(model: World) -> tuple[list[AgreementState], AgreementState]:
    """The scenario's agreements in order, and ``apart``, which holds every organization of the place."""
    learned = model.spec.mechanisms.learned_trust
    beliefs = {"prior_mean": learned.prior_mean, "prior_strength": learned.prior_strength}
    made = []
    for number, spec in enumerate(model.spec.agreements):
        state = AgreementState(
            name=spec.name, number=number, members=[model.by_name[m] for m in (*spec.members, *spec.reserve)],
            terms=spec.agreed_terms, spec=spec, **beliefs,
        )  # fmt: skip
        state.begins = months_between(model.spec.time.start, spec.begins) if spec.begins else 0
        if spec.follows is not None and not spec.begins:
            state.begins = NOT_YET
        if spec.working_already and model.spec.mechanisms.formation.on:
            state.stage, state.signed, state.inside[:] = Stage.IMPLEMENTATION, state.begins, state.asked
            state.founded, state.places = state.begins, int(state.asked.sum())
            state.socialised = state.planned = MATURE
            state.completeness = spec.agreed_terms.completeness
        made.append(state)
    apart = AgreementState(
        name="apart", number=-1, members=list(model.organizations),
        terms=Terms(allocation="each_alone", completeness=0.0),
        spec=None, **beliefs,
    )  # fmt: skip
    apart.stage, apart.signed, apart.inside[:] = Stage.IMPLEMENTATION, 0, True
    return made, apart
