"""Trouble comes, grows, and is solved sooner where partners talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.partners import ALONE

if TYPE_CHECKING:
    from partnersim.world.world import World


class ProblemEvents(Mechanism):
    """Problems strike organizations' work and stop a growing share of it until they are solved.

    An organization without one meets a problem with probability ``hazard`` a month, which stops ``d =
    damage`` of its work; then ``d <- min(1, d (1 + growth))``. An open problem is solved in a month with
    probability ``1 - exp(-h)``, ``h = own_effort + by_meetings meetings / 12 + by_ties ties_i +
    by_information information + by_aid aid``; the terms after the first need a working agreement in which it
    is at work (the best of several), meetings one in which it does not act alone, and aid is what partners
    pay towards the repair in months of its own money. The work that arrives, ``ready`` and ``ratio``, is
    multiplied by ``1 - d``, inside agreements and outside. Both draws belong to the organization and month,
    so that arms meet the same problems.

    Switched off, nothing unforeseen happens.

    Source: assumed; two-sided in effect, since whoever talks to solve problems pays for it in staff time.
    """

    name = "problem_events"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
        "agreements.awake", "agreements.contract.inside", "agreements.contract.terms",
        "agreements.life.stage", "agreements.month.ties", "organizations.active", "organizations.aid",
    )  # fmt: skip
    writes = (
        "agreements.month.ratio", "agreements.month.ready", "diary", "organizations.damage",
        "organizations.problem", "organizations.problem_months",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Let open problems grow or be solved, let new ones come, and lose the work they stop."""
        p, columns = self.parameters(model), model.organization_columns
        comes = model.draws.monthly_uniform(Purpose.PROBLEM_EVENT, model.month, columns.entities) < p.hazard
        if not any(map(np.count_nonzero, (comes, columns.problem, columns.damage))):
            return
        help_ = None
        for i, member in enumerate(model.organizations):
            if not member.active:
                member.problem, member.problem_months = 0.0, 0
            elif member.problem > 0.0:
                if help_ is None:
                    help_ = self._help(model)
                    solved = model.draws.uniform(Purpose.PROBLEM_SOLVED, model.month, columns.entities)
                rate = p.own_effort + help_[i] + p.by_aid * member.aid
                if solved[i] < 1.0 - np.exp(-rate):
                    model.note("problem solved", member.name, f"after {member.problem_months} months")
                    member.problem, member.problem_months = 0.0, 0
                else:
                    member.problem = min(1.0, member.problem * (1.0 + p.growth))
                    member.problem_months += 1
            elif comes[i] and p.damage > 0.0:
                member.problem, member.problem_months = p.damage, 1
                model.note("problem", member.name, f"stops {p.damage:.0%} of its work")
        columns.damage[:] = columns.problem
        if columns.problem.any():
            for group in (*model.agreements, model.apart):
                if group.working:
                    works, month = 1.0 - columns.problem[group.rows], group.month
                    month.ready = month.ready * works
                    month.ratio = np.where(group.at_work, month.ratio * works, month.ratio)

    def _help(self, model: World) -> np.ndarray:
        """Added rate at which each organization's problem is solved through agreements, (organizations,)."""
        p, found = self.parameters(model), np.zeros(len(model.organizations))
        for agreement in model.agreements:
            who = agreement.at_work
            if not agreement.working or np.count_nonzero(who) < 2:
                continue
            practices = agreement.practices
            meetings = 0.0 if agreement.rule == ALONE else practices.meetings_per_year / 12.0
            rate = p.by_meetings * meetings + p.by_information * practices.information
            for i in np.flatnonzero(who):
                number = agreement.members[i].number
                found[number] = max(found[number], rate + p.by_ties * float(agreement.month.ties[i]))
        return found
