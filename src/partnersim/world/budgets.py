"""The budget year and what is known of each organization's money beyond its cash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

MONTHS = 12


@dataclass
class BudgetState:
    """Money of one organization that its cash account does not show.

    Attributes:
        appropriated_idr: treasury money received since the last turn of the year; no more than this can
        lapse. first, end: months of the run in which a project begins, and the first month after it.
        left_idr: project money that the donor has not sent yet.
        year_left_idr, year_stop: of a project whose donor has answered others' giving or need, what is still to be sent
            this year, and the first month after that; None if the donor has not answered.
        expects_others_idr: yearly rupiah that it expects others to give, by what they gave at first; None until known.
    """

    appropriated_idr: float = 0.0
    first: int = 0
    end: int = 0
    left_idr: float = 0.0
    year_left_idr: float | None = None
    year_stop: int = 0
    expects_others_idr: float | None = None


