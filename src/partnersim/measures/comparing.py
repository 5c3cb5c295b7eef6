"""Outcomes that only comparisons of runs read: whom a run served, and how a cohort lived that is fixed in all arms.

They are worked out by `partnersim.studies.runs.served` and stand in no table of a single run.
"""

from __future__ import annotations

from partnersim.measures.declaring import HIGHER, Link, Measure
from partnersim.measures.tables import OUTCOMES

_SERVED = (
    "Served is who was in a fund, took a course, or sold to a programme's buyer or under a contract in any month. "
    "Visits, equipment and cash leave no mark on a household by which it could be told."
)

RUN_OUTCOMES = (
    Measure(
        name="served_households", unit="households", better=HIGHER, link=Link.OUTPUT, group="funds",
        label="Households served", label_id="Rumah tangga yang dilayani",
        doc=f"Households of the place served in the run. {_SERVED}",
    ),
    Measure(
        name="served_poor_households", unit="households", better=HIGHER, link=Link.OUTPUT, group="poverty",
        label="Poor households served", label_id="Rumah tangga miskin yang dilayani",
        doc=f"Households served in the run that were below the line when it began. {_SERVED}",
    ),
)  # fmt: skip
"""Outcomes of one run that only comparisons read."""

COHORT_OUTCOMES = (
    Measure(
        name="cohort_income_idr", unit="IDR/person/month", better=HIGHER, link=Link.OUTCOME, group="welfare",
        label="Income of those served", label_id="Pendapatan mereka yang dilayani",
        doc=f"Income per person, mean of the run, of the households that the arm with more service served. {_SERVED}",
    ),
    Measure(
        name="cohort_consumption_idr", unit="IDR/person/month", better=HIGHER, link=Link.IMPACT, group="welfare",
        label="Consumption of those served", label_id="Konsumsi mereka yang dilayani",
        doc="Consumption per person, mean of the run, of the households that the arm with more service served. "
        + _SERVED,
    ),
)  # fmt: skip
"""Outcomes of a fixed cohort: the same households in both arms of a comparison."""

COHORT = {measure.name: measure for measure in COHORT_OUTCOMES}
"""The same by name."""


def measures() -> dict[str, Measure]:
    """Every outcome that a claim may name: those of each run, and those that only comparisons read."""
    return {measure.name: measure for measure in (*OUTCOMES, *RUN_OUTCOMES)}


def links() -> dict[str, str]:
    """Link of the results chain of each of them."""
    return {name: measure.link.value for name, measure in measures().items()}
