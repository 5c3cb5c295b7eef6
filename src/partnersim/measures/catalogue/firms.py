"""Measures of firms that give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from partnersim.measures.declaring import HIGHER, Link, monthly
from partnersim.measures.months import Floats, Months
from partnersim.measures.noting import noted
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


@noted
def firms_of_place(world: World) -> FirmSums:
    """Sums over firms at the end of the month; zeros where the place has none in the scenario."""
    firms = world.firms
    if firms is None:
        return FirmSums(0.0, 0.0, 0.0)
    return FirmSums(firms.count, firms.takes_part.sum(), firms.joins.sum())


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
