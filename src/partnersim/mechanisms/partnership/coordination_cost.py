"""Talking to each other takes time that then does not deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.belief import mean
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.coordination import Hours, coordination_staff, talkers, talking_pairs
from partnersim.theory.partners import ALONE
from partnersim.theory.present import at_work
from partnersim.world.sheets import Sheet
from partnersim.world.staff import COORDINATE, MEET, staff_left

if TYPE_CHECKING:
    from partnersim.world.world import World


class CoordinationCost(Mechanism):
    """Pairs that talk take staff time of the two; meetings take it by head; control takes the leader's.

    ``hours_i = sum_j talks_ij per_pair (1 - relief convening)(1.2 - T_ij) + per_meeting meetings / 12
    members``, and ``control (1.2 - T_Lj)`` for each member that a leader plans for. In a joint plan all
    pairs talk, under a leader only its own, and nobody where each acts alone. Above ``committee_size``
    members, pairs talk inside committees and their delegates with one another
    (`partnersim.theory.coordination.talking_pairs`). With ``talking: through_one`` a joint plan is made by
    talking to one member only, the named leader or the first at work, so that pairs grow in step with
    members and not with their square; that member does not control anybody.

    Source: pilot study (form, committees); hours are assumed.
    """

    name = "coordination_cost"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
        "agreements.awake", "agreements.beliefs.reliability", "agreements.contract.inside",
        "agreements.contract.leader", "agreements.contract.terms", "agreements.life.stage",
        "organizations.active", "rules.convening",
    )  # fmt: skip
    writes = ("agreements.month.coordination_staff", "agreements.month.talks", "organizations.staff_used")

    def step(self, model: World) -> None:
        """Take the time from members' staff, as far as they have it."""
        p, relief = self.parameters(model), model.spec.mechanisms.facilitation.relief * model.rules.convening
        for agreement in model.agreements:
            if not agreement.working:
                continue
            rule, believed = agreement.rule, agreement.beliefs.reliability
            meetings = agreement.practices.meetings_per_year if rule != ALONE else 0.0
            coordinate_month(
                _SHEET.where(agreement), believed.alpha, believed.beta,
                (rule, agreement.leader, p.talking == "through_one", p.committee_size),
                (p.per_pair, p.control, p.per_meeting, meetings, relief),
            )  # fmt: skip


_SHEET = Sheet(
    "rows", "awake", "contract.inside", "columns.active", "columns.staff", "columns.staff_used", "month.talks",
    "month.coordination_staff",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def coordinate_month(where, alpha, beta, talks, hours):  # type: ignore[no-untyped-def]
    """A month of an agreement, by `coordinate`; beliefs in reliability are arguments since they change every month."""
    a = _sheet_at(where)
    a.month.coordination_staff[:] = 0.0
    coordinate(
        talks, hours, at_work(a.rows, a.contract.inside, a.awake, a.columns.active), (alpha, beta),
        (a.rows, a.columns.staff, a.columns.staff_used), (a.month.talks, a.month.coordination_staff),
    )  # fmt: skip


@compiled_stage
def coordinate(talks, hours, at_work, believed, staff, spent):  # type: ignore[no-untyped-def]
    """Take the time for talking, meeting and controlling from members' staff, as far as they have it.

    Args:
        talks: rule, leader, whether talk goes through one, and size of committees, as in
            `partnersim.theory.coordination`. hours: parts of its `Hours`. at_work: who is at work, (n,).
        believed: alpha and beta of beliefs in reliability, (n, n) each.
        staff: rows of members among all organizations, (n,), people that each of all employs, and what they are used
            for, to which meetings and the rest are added.
        spent: written here, zeros at first: who talks to whom, (n, n), and persons that each spends, (n,).
    """
    (rule, leader, through_one, committee_size), takes, (rows, employed, used) = talks, Hours(*hours), staff
    pairs_that_talk, persons = spent
    talk, middle = talkers(rule, leader, at_work, through_one)
    pairs = talking_pairs(talk, middle, at_work, committee_size)
    wanted = coordination_staff(pairs, mean(*believed), rule, leader, at_work, takes)
    meetings = takes.meetings / MONTHS_PER_YEAR * takes.per_meeting * at_work.sum()
    for i in range(at_work.shape[0]):
        for j in range(at_work.shape[0]):
            pairs_that_talk[i, j] = pairs[i, j]
        if at_work[i]:
            row = rows[i]
            persons[i] = min(wanted[i], staff_left(employed, used, row))
            meeting = min(persons[i], meetings)
            used[row, MEET] += meeting
            used[row, COORDINATE] += persons[i] - meeting
