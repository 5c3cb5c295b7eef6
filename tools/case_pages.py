"""Run the cases beside Jember with their variants, and write the results into their pages.

usage: python tools/case_pages.py [CASE ...] [--replicates N]

Fills the part of docs/CASE.md between ``<!-- results -->`` and ``<!-- end results -->``: the mean of the base case over
replicates with consecutive seeds, and paired differences of the variants with 95 percent intervals.
"""

import argparse
import datetime
import re
from pathlib import Path
from typing import Any

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.reading import load_scenario

ROOT = Path(__file__).resolve().parents[1]
REPLICATES = {"gresik": 10, "osaka": 20, "kupang": 20, "lkp": 40}
YEAR = 12
T_95 = {10: 2.262, 20: 2.093, 40: 2.023}

SHOWN: dict[str, dict[str, tuple[str, int]]] = {
    "gresik": {
        "contribution_change": ("firm's gift, last four years against first two, %", 1),
        "in_force": ("months in which the agreement is in force, %", 1),
        "late": ("loans late three months and more, last four years, %", 1),
        "lost": ("lost, % of all lent", 1),
        "members": ("borrowing enterprises on the books, end", 0),
        "lent": ("lent in all, billion Rp", 0),
        "contracts": ("enterprises under contract, mean", 0),
        "owners": ("enterprises, end", 0),
    },
    "osaka": {
        "in_force": ("months in which the memorandum is in force, %", 1),
        "asleep": ("months in which one of the two or both do not work on it, %", 1),
        "nobody": ("months in which neither works on it, %", 1),
        "exporters": ("enterprises with an order from abroad, mean", 1),
        "exporters_share": ("the same, % of enterprises", 3),
        "ever": ("households that ever had one", 1),
        "order_sales": ("sold abroad, million Rp a year", 0),
        "profit": ("profit of an enterprise, thousand Rp a month, end", 1),
        "owners": ("enterprises, end", 0),
    },
    "kupang": {
        "income_second": ("income in the second year, thousand Rp per person", 1),
        "orders": ("enterprises that sell together, %, mean", 1),
        "technology": ("enterprises with better technology, %, end", 1),
        "savings": ("savings, thousand Rp a household, end", 0),
        "readiness": ("readiness, end", 2),
        "owners": ("enterprises, end", 0),
    },
    "lkp": {
        "trained": ("households that took a course", 1),
        "placed": ("placed by partners", 1),
        "unaided": ("found a job without help", 1),
        "working": ("in such a job, end", 1),
        "delivered": ("delivered of what was planned, %", 1),
        "spent": ("spent by partners, million Rp", 0),
    },
}
COMMON = {
    "headcount": ("poverty headcount, first year, %", 2),
    "fall": ("its fall, points a year", 2),
    "income": ("income in the last year, thousand Rp per person", 1),
}


def facts_of(name: str, seed: int) -> dict[str, float]:
    """One run: every fact that some page shows."""
    spec = load_scenario(name)
    model = PartnershipModel(spec, seed)
    trail: dict[str, list[float]] = {}
    c: Any = model.households.arrays
    people = c.size * c.weight
    ever = np.zeros(len(model.households), dtype=bool)
    for _ in range(spec.time.months):
        model.step()
        owns, weight, funds = c.owner > 0, model.hamlets.weight, model.funds
        orders = owns & (c.order_months > 0)
        ever |= orders
        agreement = model.agreements[0]
        now = {
            "poor": people[c.consumption < spec.place.poverty_line_idr * c.size].sum() / people.sum(),
            "income": (c.income * c.weight).sum() / people.sum(),
            "late": _ratio(weight @ funds.late, weight @ funds.outstanding),
            "exporters": c.weight[orders].sum(),
            "owners": c.weight[owns].sum(),
            "contracts": c.weight[c.contract > 0].sum(),
            "asleep": float(not agreement.working or agreement.at_work.sum() < len(agreement)),
            "in_force": float(agreement.working),
            "nobody": float(not agreement.working or not agreement.at_work.any()),
            "gives": sum(year.gives_idr for year in model.rules.giving.values()),
            "promised": sum(float(a.promised_idr.sum()) for a in (*model.agreements, model.apart)),
            "delivered": sum(float(a.delivered_idr.sum()) for a in (*model.agreements, model.apart)),
        }
        for key, value in now.items():
            trail.setdefault(key, []).append(float(value))
    flows, t = model.ledger.flows(), {key: np.array(values) for key, values in trail.items()}
    money = flows.groupby("kind").amount_idr.sum()
    years = spec.time.months / YEAR
    spent = (
        "programme",
        "facilities",
        "personnel",
        "use_of_outputs",
        "funds",
        "coordination",
        "showpiece",
        "leakage",
    )
    jobs, owns = model.jobs, c.owner > 0
    return {
        "headcount": 100.0 * t["poor"][:YEAR].mean(),
        "fall": 100.0 * (t["poor"][:YEAR].mean() - t["poor"][-YEAR:].mean()) / (years - 1.0),
        "income": t["income"][-YEAR:].mean() / 1e3,
        "income_second": t["income"][YEAR : 2 * YEAR].mean() / 1e3,
        "late": 100.0 * t["late"][-4 * YEAR :].mean(),
        "lost": 100.0
        * _ratio(model.hamlets.weight @ model.funds.lost, model.hamlets.weight @ model.funds.lent),
        "members": float(model.hamlets.weight @ model.funds.members),
        "lent": float(money.get("programme loan", 0.0)) / 1e9,
        "contracts": t["contracts"].mean(),
        "owners": t["owners"][-1],
        "contribution_change": 100.0
        * (_ratio(t["gives"][-4 * YEAR :].mean(), t["gives"][: 2 * YEAR].mean()) - 1.0),
        "asleep": 100.0 * t["asleep"].mean(),
        "in_force": 100.0 * t["in_force"].mean(),
        "nobody": 100.0 * t["nobody"].mean(),
        "exporters": t["exporters"].mean(),
        "exporters_share": 100.0 * t["exporters"].sum() / t["owners"].sum(),
        "orders": 100.0 * t["exporters"].sum() / t["owners"].sum(),
        "ever": float(c.weight[ever].sum()),
        "order_sales": float(money.get("order sales", 0.0)) / 1e6 / years,
        "profit": float(np.average(c.profit[owns], weights=c.weight[owns])) / 1e3,
        "technology": 100.0 * _ratio(c.weight[owns & (c.technology > 0)].sum(), c.weight[owns].sum()),
        "savings": float(np.average(c.savings, weights=c.weight)) / 1e3,
        "readiness": float(np.average(c.readiness, weights=c.weight)),
        "trained": float(c.weight[c.trained_ago < 9999].sum()),
        "placed": jobs.placed if jobs else 0.0,
        "unaided": jobs.unaided if jobs else 0.0,
        "working": float(c.weight[jobs.gain > 0.0].sum()) if jobs else 0.0,
        "delivered": 100.0 * _ratio(t["delivered"].sum(), t["promised"].sum()),
        "spent": float(sum(money.get(kind, 0.0) for kind in spent)) / 1e6,
    }


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0.0 else 0.0


def table(case: str, replicates: int) -> str:
    """Markdown: base means and paired differences."""
    arms = [case, *(name for name in shipped_names() if name.startswith(f"{case}-"))]
    first = load_scenario(case).run.seed
    found = {arm: [facts_of(arm, first + k) for k in range(replicates)] for arm in arms}
    lines = [
        f"{replicates} replicates an arm, seeds {first} to {first + replicates - 1}, {datetime.date.today()}. "
        "First column: the case and its range over runs; the others: paired differences from it with 95 percent "
        "intervals.",
        "",
        "| | " + " | ".join(arms) + " |",
        "|---" * (len(arms) + 1) + "|",
    ]
    t = T_95.get(replicates, 2.3)
    for key, (label, digits) in {**COMMON, **SHOWN[case]}.items():
        base = np.array([run[key] for run in found[case]])
        cells = [f"{base.mean():,.{digits}f} ({base.min():,.{digits}f} to {base.max():,.{digits}f})"]
        for arm in arms[1:]:
            gap = np.array([run[key] for run in found[arm]]) - base
            wide = t * gap.std(ddof=1) / np.sqrt(replicates)
            middle = gap.mean()
            cells.append(
                f"{middle:+,.{digits}f} ({middle - wide:+,.{digits}f} to {middle + wide:+,.{digits}f})"
            )
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run the cases asked for and write their pages."""
    parser = argparse.ArgumentParser(description="Write the results of the cases into the documentation.")
    parser.add_argument("cases", nargs="*", default=list(REPLICATES))
    parser.add_argument("--replicates", type=int)
    given = parser.parse_args()
    for case in given.cases:
        page = ROOT / "docs" / f"{case}.md"
        text = table(case, given.replicates or REPLICATES[case])
        pattern = re.compile(r"(<!-- results -->\n).*?(<!-- end results -->)", re.DOTALL)
        filled, count = pattern.subn(
            lambda match, text=text: f"{match[1]}{text}\n{match[2]}", page.read_text("utf-8")
        )
        if count != 1:
            raise SystemExit(f"docs/{case}.md has {count} places for results")
        page.write_text(filled, "utf-8")


if __name__ == "__main__":
    main()
