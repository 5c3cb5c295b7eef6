"""Pages of the cases beside Jember: means of the case, and paired differences of its variants."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, filled, put
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import load_scenario
from partnersim.studies.cases.facts import facts_of
from partnersim.studies.estimates import estimate
from partnersim.studies.words.numbers import fixed_text

REPLICATES = {"gresik": 10, "osaka": 20, "kupang": 20, "lkp": 40}
OPENING, CLOSING = "<!-- results -->", "<!-- end results -->"

SHOWN: dict[str, dict[str, tuple[str, int]]] = {
    "gresik": {
        "contribution_change": ("firm's gift, last four years against first two, %", 1),
        "in_force": ("months in which the agreement is in force, %", 1),
        "late": ("loans late three months and more, last four years, %", 1),
        "lost": ("lost, % of all lent", 1),
        "members": ("borrowing enterprises on the books, last month", 0),
        "lent": ("lent in all, billion Rp", 0),
        "contracts": ("enterprises under contract, mean", 0),
        "owners": ("enterprises, last month", 0),
    },
    "osaka": {
        "in_force": ("months in which the memorandum is in force, %", 1),
        "dormant": ("of these, months in which it is dormant (not both awake), %", 1),
        "nobody": ("months in which neither works on it, %", 1),
        "exporters": ("enterprises with an order from abroad, mean", 1),
        "exporters_share": ("the same, % of enterprises", 3),
        "ever": ("households that ever had one", 1),
        "order_sales": ("sold abroad, million Rp a year", 0),
        "profit": ("profit of an enterprise, thousand Rp a month, last month", 1),
        "owners": ("enterprises, last month", 0),
    },
    "kupang": {
        "income_second": ("income in the second year, thousand Rp per person", 1),
        "orders": ("enterprises that sell together, %, mean", 1),
        "technology": ("enterprises with better technology, %, last month", 1),
        "savings": ("savings, thousand Rp a household, last month", 0),
        "readiness": ("readiness, last month", 2),
        "owners": ("enterprises, last month", 0),
    },
    "lkp": {
        "trained": ("households that took a course", 1),
        "placed": ("placed by partners", 1),
        "unaided": ("found a job without help", 1),
        "working": ("in such a job, last month", 1),
        "delivered": ("delivered of what was planned, %", 1),
        "spent": ("spent by partners, million Rp", 0),
    },
}
COMMON = {
    "headcount": ("poverty headcount, first year, %", 2),
    "fall": ("its fall, points a year", 2),
    "income": ("income in the last year, thousand Rp per person", 1),
}


def write(cases: Sequence[str] = (), /, *, replicates: int | None = None) -> int:
    """Run cases with their variants, and write the results into their pages.

    Args:
        cases: names; all if none is given.
        replicates: consecutive seeds an arm; each case's own number if not given.

    Raises:
        ScenarioError: there is no such case, or its page lacks its markers. ResultsError: a page cannot be written.
    """
    unknown = [name for name in cases if name not in REPLICATES]
    if unknown:
        allowed = Phrase.verbatim(", ".join(REPLICATES))
        raise ScenarioError([
            Problem(
                message=Phrase.verbatim(f"no case with a page is named '{name[:40]}'"), allowed=allowed,
                suggestion=nearest(name, among=list(REPLICATES)),
            )
            for name in unknown
        ])  # fmt: skip
    for case in cases or REPLICATES:
        text = table(case, replicates or REPLICATES[case])
        page = DOCS / f"{case}.md"
        put(page, filled(page, OPENING, CLOSING, text))
    return 0


def table(case: str, replicates: int) -> str:
    """Markdown: base means and paired differences."""
    arms = [case, *(name for name in shipped_names() if name.startswith(f"{case}-"))]
    first = load_scenario(case).run.seed
    runs = {arm: [facts_of(arm, first + k) for k in range(replicates)] for arm in arms}
    rows = []
    for key, (label, digits) in {**COMMON, **SHOWN[case]}.items():
        base = np.array([run[key] for run in runs[case]])
        mean, low, high = (fixed_text(float(v), digits) for v in (base.mean(), base.min(), base.max()))
        cells = [f"{mean} ({low} to {high})"]
        for arm in arms[1:]:
            gap = estimate(np.array([run[key] for run in runs[arm]]) - base)
            cells.append(
                f"{fixed_text(gap.mean, digits, signed=True)} ({fixed_text(gap.low, digits, signed=True)} to "
                f"{fixed_text(gap.high, digits, signed=True)})"
            )
        rows.append([label, *cells])
    return (
        f"{replicates} replicates an arm, seeds {first} to {first + replicates - 1}, {datetime.date.today()}. "
        "First column: the case and its range over runs; the others: paired differences from it with 95 percent "
        f"intervals.\n\n{markdown_table(['', *arms], rows)}"
    )
