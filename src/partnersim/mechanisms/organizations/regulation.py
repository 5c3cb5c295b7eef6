"""Government as regulator: rules on paper become rules that firms feel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.roles import put_to, role_staff
from partnersim.theory.arrays import Floats

if TYPE_CHECKING:
    from partnersim.world.world import World


class Regulation(Mechanism):
    """Firms feel a rule as far as regulating staff put it into practice.

    ``practice = min(1, S / staff_needed)`` with S the regulating staff of all governments together;
    ``felt = paper practice`` for enforcement, clarity, forum and tax relief. The share of profit that a rule
    asks for is a number and does not shrink with staff: it is known as soon as anybody regulates.

    The staff come out of the one stock that also convenes, visits and delivers.

    Source: assumed. That a rule without sanction or staff is felt as voluntary: Santoso 2022 and Rosida Diani
    2015 on Indonesia's duty of social responsibility.
    """

    name = "regulation"
    phase = Phase.ORGANIZATIONS
    reads = ("organizations.active", "rules.regulation")
    writes = (
        "organizations.staff_used", "rules.clarity", "rules.enforcement", "rules.forum",
        "rules.mandate_share", "rules.practice", "rules.tax_relief",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Put staff to regulating and set what firms feel."""
        staff = put_to(model, "regulate", self.once(model, _roles)[0])
        rules, paper = model.rules, model.rules.regulation
        practice = min(1.0, staff / self.parameters(model).staff_needed)
        rules.practice = practice
        rules.mandate_share = paper.mandate_share if practice > 0.0 else 0.0
        rules.enforcement = paper.enforcement * practice
        rules.clarity = paper.clarity * practice
        rules.forum = paper.forum * practice
        rules.tax_relief = paper.tax_relief * practice


def _roles(model: World) -> Floats:
    return role_staff(model.organizations)
