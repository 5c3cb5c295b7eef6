"""Facts of one run of a case that its page shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.reading import load_scenario

YEAR = 12


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
            "dormant": float(agreement.dormant),
            "in_force": float(agreement.working),
            "nobody": float(not agreement.working or not agreement.at_work.any()),
            "gives": sum(year.gives_idr for year in model.rules.giving.values()),
            "promised": sum(float(a.month.promised_idr.sum()) for a in (*model.agreements, model.apart)),
            "delivered": sum(float(a.month.delivered_idr.sum()) for a in (*model.agreements, model.apart)),
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
        "dormant": 100.0 * _ratio(t["dormant"].sum(), t["in_force"].sum()),
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


def _ratio(part: Any, whole: Any) -> float:
    return float(part / whole) if whole > 0.0 else 0.0
