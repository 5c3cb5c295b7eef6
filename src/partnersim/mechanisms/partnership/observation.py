"""Partners see what others deliver only by going there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.arrays import Flags, Ints
from partnersim.theory.belief import as_visited
from partnersim.theory.chance.draws import MONTH_SHIFT, Purpose
from partnersim.theory.chance.normal import one_normal
from partnersim.theory.chance.philox import one_uniform
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.present import at_work
from partnersim.theory.seen import seen_by_one
from partnersim.world.sheets import Sheet
from partnersim.world.staff import VISIT, staff_left

if TYPE_CHECKING:
    from partnersim.world.world import World

FEWEST = 2
"""Members that visit one another."""

_VISIT_LOT, _ERROR_LOT = int(Purpose.VISIT), int(Purpose.OBSERVATION_ERROR)


class Visits(NamedTuple):
    """How members visit one another.

    Attributes:
        a_month: visits that each makes. staff: persons that one takes. sees: chance that one sees the delivery of the
            month. error_sd: of what is seen. work: whether there is a month's work to see yet.
    """

    a_month: float
    staff: float
    sees: float
    error_sd: float
    work: bool


class Members(NamedTuple):
    """Who is inside and who of them at work, (n,), their rows among all organizations, and numbers of pairs, (n, n)."""

    inside: Flags
    at_work: Flags
    rows: Ints
    pairs: Ints


class Observation(Mechanism):
    """Each member at work spreads its visits evenly over the others and pays for them with its staff.

    ``o_ji = 1 - (1 - seen_per_visit)^(visits f_j / (m - 1))`` is the chance that j sees i's delivery of the
    month, with m the members and ``f_j = min(1, staff free / staff wanted)``. A visitor sees last month's
    true ratio with an
    error: ``clip(r_i + error_sd z_ji, 0, 1)``. The number of visits is a practice of the agreement, whatever
    the terms: no pattern sees more for free. Without an agreement nobody visits.

    Source: pilot study; staff per visit and chance are assumed.
    """

    name = "observation"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
        "agreements.awake", "agreements.contract.inside", "agreements.life.months_worked",
        "agreements.life.stage", "agreements.month.ratio", "organizations.active",
    )  # fmt: skip
    writes = (
        "agreements.month.seen", "agreements.month.seen_chance", "agreements.month.seen_ratio",
        "agreements.month.visit_staff", "organizations.staff_used",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Send the visitors out and note what they see."""
        p, key, month = self.parameters(model), model.draws.key, model.month + MONTH_SHIFT
        for agreement in model.agreements:
            if agreement.working:
                visits = (
                    agreement.practices.visits_per_month, p.visit_staff, p.seen_per_visit, p.error_sd,
                    agreement.life.months_worked > 0,
                )  # fmt: skip
                observe_month(_SHEET.where(agreement), visits, key, month)


_SHEET = Sheet(
    "rows", "pairs", "awake", "contract.inside", "columns.active", "columns.staff", "columns.staff_used",
    "month.ratio", "month.visit_staff", "month.seen_chance", "month.seen", "month.seen_ratio",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def observe_month(where, visits, key, month):  # type: ignore[no-untyped-def]
    """A month of an agreement: forget what was seen, and send the visitors out if there are two to visit one another.

    Args:
        where: of the sheet. visits: parts of `Visits`. key, month: of the draws, as in `observe`.
    """
    a, habits = _sheet_at(where), Visits(*visits)
    seen = a.month
    seen.visit_staff[:], seen.seen_chance[:], seen.seen[:] = 0.0, 0.0, False
    if habits.a_month > 0.0 and a.contract.inside.sum() >= FEWEST:
        who = at_work(a.rows, a.contract.inside, a.awake, a.columns.active)
        observe(
            (a.contract.inside, who, a.rows, a.pairs), (a.columns.staff, a.columns.staff_used), visits, seen.ratio,
            (key, month), (seen.visit_staff, seen.seen_chance, seen.seen, seen.seen_ratio),
        )  # fmt: skip


@compiled_stage
def observe(members, staff, visits, ratio, lot, observed):  # type: ignore[no-untyped-def]
    """Send the visitors out, as far as they have staff for it, and note what they see.

    Args:
        members: parts of `Members`. staff: people that each of all organizations employs, and what they are used
            for, to which visits are added. visits: parts of `Visits`. ratio: delivered over promised last month, (n,).
        lot: key and month of the draws, as in `partnersim.theory.chance.philox.one_uniform`.
        observed: written here: persons that each spends on visits, (n,), chance that j sees i, whether it did, and as
            what it would, (n, n) each; zeros at first.
    """
    spent, chance, seen, as_what = observed
    who, habits = Members(*members), Visits(*visits)
    visited(who, staff, habits, spent, chance)
    looked(who, habits, ratio, lot, chance, seen, as_what)


@compiled_stage
def visited(members, staff, visits, spent, chance):  # type: ignore[no-untyped-def]
    """Staff time that visits take, and the chance to see by them; arguments as in `observe`."""
    employed, used = staff
    n = members.rows.shape[0]
    others = members.inside.sum() - 1
    wanted = visits.a_month * visits.staff
    for j in range(n):
        if members.at_work[j]:
            row = members.rows[j]
            spent[j] = min(wanted, staff_left(employed, used, row))
            used[row, VISIT] += spent[j]
            made = visits.a_month * (spent[j] / wanted if wanted > 0.0 else 1.0)
            sees = seen_by_one(visits.sees, made, others)
            for i in range(n):
                if i != j and members.inside[i]:
                    chance[j, i] = sees


@compiled_stage
def looked(members, visits, ratio, lot, chance, seen, as_what):  # type: ignore[no-untyped-def]
    """What visitors see: each delivery of last month by its chance, with an error; arguments as in `observe`."""
    key, month = lot
    for j in range(ratio.shape[0]):
        for i in range(ratio.shape[0]):
            pair = members.pairs[j, i]
            seen[j, i] = visits.work and one_uniform(key, _VISIT_LOT, month, pair) < chance[j, i]
            as_what[j, i] = as_visited(ratio[i], one_normal(key, _ERROR_LOT, month, pair), visits.error_sd)
