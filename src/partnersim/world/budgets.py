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
    """

    appropriated_idr: float = 0.0
    first: int = 0
    end: int = 0
    left_idr: float = 0.0


