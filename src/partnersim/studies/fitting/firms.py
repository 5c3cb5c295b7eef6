"""Fit the firm's decision to the three known regimes, many times over.

`partnersim fit firms` writes the result as ``scenarios/fits/firm_choice.yaml``.

What is known about firms are three shares: almost nobody takes part where there is no rule, a few percent
where there is a forum or a rule without sanction, nearly all where it is compulsory and enforced (T17);
and that one state firm's contribution fell by 36 % when the profit rule was repealed (T23).  Four numbers
cannot identify nineteen parameters.  So the parameters that these facts leave open are set to nine
deliberately different worlds (`WORLDS`), and in each the rest is fitted by differential evolution with a
fixed seed.

**Facilitation alone is not identified.**  No regime in the data has much convening and no rule, so what
convening by itself does is decided by the assumptions of each world.  The fits say how wide the answer is,
not what it is.  Any result that leans on facilitation has to be reported over all of them.

How a norm moves those above and below it (T26) and whether large firms join first (T27) are computed after
the fit and written beside it; nothing is tuned to them.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, differential_evolution
from scipy.stats import beta, norm

from partnersim.theory.firm_choice import FirmChoice, Firms, Regime, decide, settle

Array = NDArray[np.float64]

SEED = 20090
FEWEST = 6
"""Worlds that must fit; fewer say too little about how wide the answer is."""

FIRMS = 400
YEARS = 30
ENFORCEMENT_LOG_SD = 0.8
STATE_FIRM_PROFIT_BN = 500.0  # assumed; at this size search costs hardly matter


# Levels are assumed.  Tax relief exists on paper, but unclear rules keep firms from using it, hence zero.
REGIMES = {
    "none": Regime(0.0, 0.0, 0.0, 0.1, 0.0, 0.0),
    "forum": Regime(0.0, 0.0, 0.0, 0.5, 1.0, 0.25),
    "compulsory": Regime(2.0, 0.9, 0.0, 0.8, 0.5, 0.25),
}
FACILITATION_ALONE = REGIMES["none"]._replace(convening=1.0)
SOFT_NORM = REGIMES["forum"]._replace(mandate_pct=2.0, enforcement=0.05)
STATE_BEFORE = Regime(2.0, 1.0, 0.0, 0.8, 0.0, 0.0)
STATE_AFTER = STATE_BEFORE._replace(mandate_pct=0.0, enforcement=0.0)

TARGETS = {"none": (0.5, 0.0, 1.0), "forum": (6.0, 4.0, 10.0), "compulsory": (95.0, 80.0, 100.0)}
REPEAL_TARGET = -36.0

FITTED = {"cost_fixed": (0.0, 4.0), "reputation_forum": (0.0, 10.0), "sanction": (0.5, 15.0)}

BASE = FirmChoice(
    supply_gain=3.0,
    reliability_base=0.4,
    reliability_convening=0.1,
    reputation=0.4,
    reputation_base=0.3,
    reputation_forum=4.0,
    reputation_peers=1.2,
    beyond_norm=0.5,
    gift_scale=0.25,
    cost_fixed=1.0,
    cost_search=2.5,
    cost_size=0.6,
    cost_clarity=0.5,
    cost_forum=0.35,
    cost_convening=0.25,
    sanction=7.0,
    sanction_size=0.1,
    risk=0.2,
    scale=0.3,
)

WORLDS: dict[str, dict[str, float]] = {
    "base": {},
    "convening only introduces": {"reliability_convening": 0.0, "cost_convening": 0.1},
    "convening makes suppliers reliable": {"reliability_convening": 0.35, "cost_convening": 0.1},
    "search is the obstacle": {
        "cost_search": 2.5,
        "cost_size": 0.3,
        "cost_convening": 0.5,
        "cost_forum": 0.25,
        "reliability_convening": 0.0,
    },
    "firms imitate": {"reputation_peers": 2.5, "reputation": 0.5, "cost_search": 1.5},
    "suppliers hardly matter": {"supply_gain": 1.5, "reputation": 0.6, "risk": 0.05, "cost_search": 1.5},
    "suppliers matter much": {"supply_gain": 5.0, "cost_search": 3.0},
    "choices are noisy": {"scale": 0.6, "supply_gain": 2.5, "cost_search": 2.0},
    "choices are sharp": {
        "scale": 0.2,
        "supply_gain": 3.5,
        "reliability_convening": 0.2,
        "cost_convening": 0.4,
    },
}


def stratified_firms(*, count: int = FIRMS, median_bn: float = 1.0, log_sd: float = 1.3) -> Firms:
    """Private firms whose every attribute takes the midpoints of equal-probability strata.

    Profit is lognormal, fit Beta(2, 2), risk aversion lognormal (log sd .3), perceived enforcement lognormal
    (log sd .8).  Attributes are paired by additive recurrences with irrational steps, so they are close to
    independent without any random number.

    Args:
        count: number of firms.
        median_bn: median yearly profit, billion rupiah.
        log_sd: standard deviation of log profit.

    Returns:
        `Firms`, no owner interest.
    """
    middle = (np.arange(count) + 0.5) / count
    columns = []
    for step in (0.0, np.sqrt(2.0), np.sqrt(3.0), np.sqrt(7.0)):
        rank = np.arange(count) if step == 0.0 else np.argsort(np.argsort((np.arange(count) * step) % 1.0))
        columns.append(middle[rank])
    return Firms(
        profit_bn=median_bn * np.exp(log_sd * norm.ppf(columns[0])),
        fit=beta.ppf(columns[1], 2.0, 2.0),
        risk_aversion=np.exp(0.3 * norm.ppf(columns[2])),
        perceived=np.exp(ENFORCEMENT_LOG_SD * norm.ppf(columns[3])),
        owner_interest=np.zeros(count),
    )


def generous_owners(firms: Firms, *, mean: float = 0.8) -> Firms:
    """The same firms with owners of different generosity: exponential strata, `mean` percent of profit.

    The mean is assumed.  Whether a norm pulls generous firms down can only be judged where some give more
    than the norm before it.
    """
    count = firms.profit_bn.size
    rank = np.argsort(np.argsort((np.arange(count) * np.sqrt(15.0)) % 1.0))
    return firms._replace(owner_interest=-mean * np.log1p(-(rank + 0.5) / count))


def outcome(
    choice: FirmChoice, *, firms: Firms, regime: Regime, first_peers: float = 0.0
) -> tuple[Array, Array]:
    """Probability and gift of each firm once a regime has settled, from `first_peers` on."""
    return settle(choice, firms, regime, first_peers, YEARS)


def participation_pct(choice: FirmChoice, *, firms: Firms, regime: Regime) -> float:
    """Share of firms that take part once a regime has settled, percent."""
    return 100.0 * float(outcome(choice, firms=firms, regime=regime)[0].mean())


def misfit(choice: FirmChoice, *, firms: Firms) -> float:
    """Squared distance from the three regimes, in log odds over the distance from target to band edge."""
    total = 0.0
    for name, (target, low, high) in TARGETS.items():
        reached = np.clip(participation_pct(choice, firms=firms, regime=REGIMES[name]), 1e-6, 100.0 - 1e-6)
        edge = high if high < 100.0 else low
        width = abs(_log_odds(edge) - _log_odds(target))
        total += ((_log_odds(float(reached)) - _log_odds(target)) / width) ** 2
    return total


def fit_world(world: dict[str, float], *, firms: Firms, seed: int = SEED) -> tuple[FirmChoice, float]:
    """Fit the `FITTED` parameters of one world to the three regimes.

    Returns:
        The parameters and their `misfit`; above 1 some regime lies at the edge of its band or outside.
    """
    start = BASE._replace(**world)

    def loss(point: Array) -> float:
        return misfit(start._replace(**dict(zip(FITTED, map(float, point), strict=True))), firms=firms)

    found = differential_evolution(
        loss, list(FITTED.values()), seed=seed, popsize=10, maxiter=60, tol=1e-8, atol=1e-5
    )
    # Rounded first, so that the file says exactly what was evaluated.
    choice = start._replace(**dict(zip(FITTED, map(_rounded, found.x), strict=True)))
    return choice, misfit(choice, firms=firms)


def repeal(choice: FirmChoice, *, owner_interest: float, firms: Firms) -> tuple[float, float]:
    """What state firms of one owner interest do when the profit rule is repealed.

    A state firm stands among private firms under no rule, so its peers are theirs and do not change.

    Returns:
        (change of their total contribution, share that still takes part), percent.
    """
    state = firms._replace(
        profit_bn=np.full_like(firms.profit_bn, STATE_FIRM_PROFIT_BN),
        owner_interest=np.full_like(firms.profit_bn, owner_interest),
    )
    peers = participation_pct(choice, firms=firms, regime=REGIMES["none"]) / 100.0
    before, gift_before = decide(choice, state, STATE_BEFORE, peers)
    after, gift_after = decide(choice, state, STATE_AFTER, peers)
    change = (after * gift_after).sum() / (before * gift_before).sum() - 1.0
    return 100.0 * float(change), 100.0 * float(after.mean())


def fit_owner_interest(choice: FirmChoice, *, firms: Firms) -> float:
    """Owner interest at which the repeal cuts the contribution as observed (T23), percent of profit.

    Raises:
        ValueError: if no owner interest between 0 and 6 does.
    """
    return _rounded(
        brentq(
            lambda interest: repeal(choice, owner_interest=interest, firms=firms)[0] - REPEAL_TARGET,
            0.0,
            6.0,
            xtol=1e-8,
        )
    )


def judged(choice: FirmChoice, *, firms: Firms) -> dict[str, Any]:
    """What the fit was not tuned to: the size gradient (T27) and the two sides of a soft norm (T26)."""
    large = firms.profit_bn >= np.quantile(firms.profit_bn, 0.9)
    sizes = {}
    for name in ("none", "forum"):
        probability, _ = outcome(choice, firms=firms, regime=REGIMES[name])
        sizes[name] = {
            "largest_tenth_pct": _rounded(100.0 * probability[large].mean()),
            "others_pct": _rounded(100.0 * probability[~large].mean()),
        }
    givers = generous_owners(firms)
    before, gift = outcome(choice, firms=givers, regime=REGIMES["forum"])
    after, gift_after = outcome(choice, firms=givers, regime=SOFT_NORM, first_peers=float(before.mean()))
    sides: dict[str, dict[str, float] | None] = {}
    for side, chosen in (("below", gift < SOFT_NORM.mandate_pct), ("above", gift > SOFT_NORM.mandate_pct)):
        weight = before * chosen
        if weight.sum() < 1e-6 * FIRMS:
            sides[side] = None
            continue
        sides[side] = {
            "givers_share_pct": _rounded(100.0 * weight.sum() / before.sum()),
            "gift_before_pct_of_profit": _rounded((weight * gift).sum() / weight.sum()),
            "gift_after_pct_of_profit": _rounded((weight * gift_after).sum() / weight.sum()),
            "expected_before_pct_of_profit": _rounded((before * gift)[chosen].mean()),
            "expected_after_pct_of_profit": _rounded((after * gift_after)[chosen].mean()),
        }
    return {"size": sizes, "soft_norm": sides}


def describe_fit(name: str, *, choice: FirmChoice, loss: float, firms: Firms) -> dict[str, Any]:
    """One fit as plain data: parameters, what it reaches, and what it was not fitted to."""
    owner = fit_owner_interest(choice, firms=firms)
    change, still = repeal(choice, owner_interest=owner, firms=firms)
    curve = {
        f"{level:g}": _rounded(
            participation_pct(choice, firms=firms, regime=REGIMES["compulsory"]._replace(enforcement=level))
        )
        for level in (0.0, 0.05, 0.1, 0.2, 0.5, 0.9)
    }
    return {
        "world": name,
        "parameters": {key: _rounded(value) for key, value in choice._asdict().items()},
        "owner_interest_state_firms": _rounded(owner),
        "misfit": _rounded(loss),
        "participation_pct": {
            key: _rounded(participation_pct(choice, firms=firms, regime=regime))
            for key, regime in REGIMES.items()
        },
        "facilitation_alone_pct": _rounded(participation_pct(choice, firms=firms, regime=FACILITATION_ALONE)),
        "enforcement_curve_pct": curve,
        "repeal": {"contribution_change_pct": _rounded(change), "still_take_part_pct": _rounded(still)},
        "judged_not_fitted": judged(choice, firms=firms),
    }


def in_bands(fit: dict[str, Any]) -> bool:
    """Whether a fit lies inside the bands of all three regimes."""
    return all(low <= fit["participation_pct"][name] <= high for name, (_, low, high) in TARGETS.items())


def nearest_distance(choices: Sequence[FirmChoice]) -> float:
    """Smallest distance between any two sets: root of the summed squared log ratios of their parameters.

    A tenth is added to numerator and denominator, so that a parameter of zero has a place.
    """
    logs = np.log(np.array([tuple(choice) for choice in choices]) + 0.1)
    return float(min(np.linalg.norm(a - b) for a, b in itertools.combinations(logs, 2)))


def document(fits: list[dict[str, Any]], *, distance: float) -> dict[str, Any]:
    """The file's content: where the numbers come from, the regimes, and the fits."""
    return {
        "provenance": {
            "made_by": "partnersim fit firms",
            "seed": SEED,
            "firms": f"{FIRMS} private firms on stratified quantiles; profit lognormal, median 1.0 billion "
            f"rupiah a year, log sd 1.3; perceived enforcement lognormal, log sd {ENFORCEMENT_LOG_SD}",
            "fitted_to": {
                "T17": "share of firms taking part: none 0-1 %, forum or soft rule 4-10 %, compulsory and "
                "enforced 80-100 % (press reports on Cilegon, Tangerang, the West Java forum and Banyuasin, "
                "2019-2020; rules on the partnership programme of state firms)",
                "T23": "contribution of Petrokimia Gresik after profit was no longer allocated, 50.6 to 32.4 "
                "billion rupiah, -36 % (Kabar Gresik, 2015)",
            },
            "fitted_parameters": [*FITTED, "owner_interest_state_firms"],
            "other_parameters": "assumed, different in each world",
            "caution": "What convening does without a rule or a forum is not identified by these facts. "
            "Use all sets, never one, for anything that leans on it.",
            "smallest_distance_between_sets": _rounded(distance),
        },
        "regimes": {
            **{name: dict(regime._asdict()) for name, regime in REGIMES.items()},
            "facilitation_alone": dict(FACILITATION_ALONE._asdict()),
            "soft_norm": dict(SOFT_NORM._asdict()),
        },
        "sets": [{"id": number, **fit} for number, fit in enumerate(fits)],
    }


def fit_firms() -> dict[str, Any] | None:
    """Fit all worlds, saying on standard error what each reaches.

    Returns:
        The file's content, or None if fewer than six worlds lie inside the bands of the three regimes.
    """
    firms = stratified_firms()
    fits, choices = [], []
    for name, world in WORLDS.items():
        choice, loss = fit_world(world, firms=firms)
        fit = describe_fit(name, choice=choice, loss=loss, firms=firms)
        shares = " ".join(f"{key} {value:6.2f}" for key, value in fit["participation_pct"].items())
        inside = in_bands(fit)
        print(
            f"{name:36s} {shares}  facilitation {fit['facilitation_alone_pct']:6.2f}  misfit {loss:.3g}"
            + ("" if inside else ": outside the bands, left out"),
            file=sys.stderr,
            flush=True,
        )
        if inside:
            fits.append(fit)
            choices.append(choice)
    return document(fits, distance=nearest_distance(choices)) if len(fits) >= FEWEST else None


def _log_odds(percent: float) -> float:
    return float(np.log(percent / (100.0 - percent)))


def _rounded(value: float) -> float:
    return float(f"{float(value):.6g}")
