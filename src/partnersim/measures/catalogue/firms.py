"""Measures of firms that give."""

from __future__ import annotations

from partnersim.measures.declaring import HIGHER, Link, monthly
from partnersim.measures.month import Month
from partnersim.measures.summaries import FLOW, LEVEL


@monthly(
    unit="firms", better=HIGHER, link=Link.INPUT, group="firms", summaries=LEVEL,
    en="Firms taking part", id="Perusahaan yang ikut serta", leads=True,
)  # fmt: skip
def firms_taking_part(m: Month) -> float:
    """Firms that give this year; 0 where the place has none in the scenario."""
    firms = m.world.firms
    return 0.0 if firms is None else float(firms.takes_part.sum())


@monthly(
    unit="share", better=HIGHER, link=Link.INPUT, group="firms", summaries=LEVEL,
    en="Firm participation", id="Partisipasi perusahaan",
)  # fmt: skip
def firm_participation(m: Month) -> float:
    """Firms that give this year over all firms; 0 where there are none."""
    firms = m.world.firms
    return 0.0 if firms is None or firms.count == 0 else firms_taking_part(m) / firms.count


@monthly(
    unit="share", better=HIGHER, link=Link.INPUT, group="firms", summaries=LEVEL,
    en="Expected participation", id="Peluang partisipasi",
)  # fmt: skip
def firm_probability(m: Month) -> float:
    """Mean over firms of the probability of taking part this year.

    0 where there are none.
    """
    firms = m.world.firms
    return 0.0 if firms is None or firms.count == 0 else float(firms.joins.mean())


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.INPUT, group="firms", summaries=FLOW,
    en="Firms' contributions", id="Sumbangan perusahaan",
)  # fmt: skip
def firm_contributions_idr(m: Month) -> float:
    """Money that firms handed over in the month."""
    return m.money.month["contribution"]
