"""Measures of firms that give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from partnersim.measures.declaring import HIGHER, Link, monthly
from partnersim.measures.months import Floats, Months
from partnersim.measures.noting import noted_from
from partnersim.measures.summaries import FLOW, LEVEL

if TYPE_CHECKING:
    from partnersim.world.world import World


class FirmSums(NamedTuple):
    """Sums over the firms of the place, columns over months.

    Attributes:
        count: firms. giving: firms that give this year. chances: probabilities of taking part, added up.
    """

    count: Any
    giving: Any
    chances: Any


def _firms_kept(world: World) -> tuple[Any, Any, Any] | None:
    firms = world.firms
    return None if firms is None else (firms.count, firms.takes_part.copy(), firms.joins.copy())


@noted_from(_firms_kept)
def firms_of_place(kept: tuple[Any, Any, Any] | None) -> FirmSums:
    """Sums over firms at the end of the month; zeros where the place has none in the scenario."""
    if kept is None:
        return FirmSums(0.0, 0.0, 0.0)
    count, takes_part, joins = kept
    return FirmSums(count, takes_part.sum(), joins.sum())


@monthly(
    unit="firms", better=HIGHER, link=Link.INPUT, group="firms", summaries=LEVEL,
    en="Firms taking part", id="Perusahaan yang ikut serta", leads=True,
)  # fmt: skip
def firms_taking_part(m: Months) -> Floats:
    """Firms that give this year; 0 where the place has none in the scenario."""
    return firms_of_place(m).giving


@monthly(
    unit="share", better=HIGHER, link=Link.INPUT, group="firms", summaries=LEVEL,
    en="Firm participation", id="Partisipasi perusahaan",
)  # fmt: skip
def firm_participation(m: Months) -> Floats:
    """Firms that give this year over all firms; 0 where there are none."""
    firms = firms_of_place(m)
    return firms.giving / np.where(firms.count > 0.0, firms.count, np.inf)


@monthly(
    unit="share", better=HIGHER, link=Link.INPUT, group="firms", summaries=LEVEL,
    en="Expected participation", id="Peluang partisipasi",
)  # fmt: skip
def firm_probability(m: Months) -> Floats:
    """Mean over firms of the probability of taking part this year.

    0 where there are none.
    """
    firms = firms_of_place(m)
    return firms.chances / np.where(firms.count > 0.0, firms.count, np.inf)


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.INPUT, group="firms", summaries=FLOW,
    en="Firms' contributions", id="Sumbangan perusahaan",
)  # fmt: skip
def firm_contributions_idr(m: Months) -> Floats:
    """Money that firms handed over in the month."""
    return m.money.month["contribution"]
