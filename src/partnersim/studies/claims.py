"""Put the claims to the test: arms paired by seed, a verdict each, and how far it holds."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures import OUTCOMES
from partnersim.scenario import claims as registry
from partnersim.scenario.claims import RegisteredClaim
from partnersim.studies.claim_effects import (
    Flip,
    Verdict,
    draw_shares,
    flips,
    robustness,
    seed_effects,
    sign_of,
    steps_against,
    verdict,
)
from partnersim.studies.claim_runs import Needed, Outcomes, run_needed
from partnersim.studies.estimates import LEVEL, PAIRED_METHOD, estimate
from partnersim.studies.provenance import engine_version, git_state, library_versions, machine

Floats = NDArray[np.float64]

DRAWS = 64
DRAW_REPLICATES = 4
FIRST_SEED = 2009
ORDER: tuple[Verdict, ...] = ("contradicted", "not shown", "supported")
_UNITS = {measure.name: measure.unit for measure in OUTCOMES}


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """What came of one claim.

    Attributes:
        effect, low, high: mean effect over seeds with its 95 % interval; NaN if there is none.
        n: seeds in which the outcome exists in all arms.
        verdict: supported, contradicted or not shown; empty if the claim failed to run.
        robustness: share of draws over the uncertain inputs in which the mean effect has the stated sign
            (of an open question: the sign found); NaN where no draws were made.
        flips: inputs along which the sign turns.
        arms: mean outcome by arm.
        also: effect, low and high of further outcomes.
        against: neighbouring levels of a dose that go against the stated sign.
        message: why it failed, or a remark; empty otherwise.
    """

    id: str
    case: str
    scenario: str
    document: str
    kind: str
    statement: str
    assumed: str
    note: str
    design: str
    outcome: str
    unit: str
    expected: str
    effect: float
    low: float
    high: float
    n: int
    verdict: str
    robustness: float
    draws: int
    flips: tuple[Flip, ...] = ()
    headline: bool
    arms: dict[str, float] = field(default_factory=dict)
    also: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    against: tuple[str, ...] = ()
    seeds: tuple[int, int] = (0, 0)
    failed: bool = False
    message: str = ""

    def record(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class ClaimTable:
    """All rows and how they came about."""

    rows: list[ClaimRow]
    facts: dict[str, Any]

    @property
    def sorted_rows(self) -> list[ClaimRow]:
        """Failures, then contradicted, not shown, supported; in the order of the registry within each."""
        return sorted(self.rows, key=lambda row: -1 if row.failed else ORDER.index(row.verdict))  # type: ignore[arg-type]

    @property
    def failed(self) -> list[ClaimRow]:
        """Claims that failed to run."""
        return [row for row in self.rows if row.failed]


def registered(*, check_arms: bool = True) -> list[RegisteredClaim]:
    """All shipped claims, checked.

    Errors:
        ScenarioError: a claim names something unknown; with file and line.
    """
    return registry.load_claims(outcomes=list(_UNITS), check_arms=check_arms)


def run_claims(
    claims: Sequence[RegisteredClaim],
    /,
    *,
    replicates: int | None = None,
    draws: int = DRAWS,
    draw_replicates: int = DRAW_REPLICATES,
    seed: int = FIRST_SEED,
    workers: int = 0,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
) -> ClaimTable:
    """Run claims and give a row for each; equal arms of different claims are run once.

    Args:
        claims: the claims.
        replicates: seeds per arm; each claim's own if not given.
        draws: points of a Latin hypercube over the uncertain inputs of headline claims; 0 for none. Each is
            run with a few seeds, the same for all.
        draw_replicates: how many seeds.
        seed: first seed, of replicates and of the hypercube.
        workers: processes; 0 for one per core.
        out: folder in which finished runs are kept.
        show_progress: report progress on stderr.

    Errors:
        ScenarioError: an arm cannot be made. ResultsError: the folder cannot be written.
    """
    began, clock = datetime.now(UTC), time.perf_counter()
    needed = Needed()
    plans = [
        _plan(one, needed, replicates=replicates, draws=(draws, draw_replicates), seed=seed) for one in claims
    ]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = run_needed(
        needed, workers=workers or cores, out=None if out is None else Path(out), show_progress=show_progress
    )
    rows = [plan.row(found) for plan in plans]
    facts = {
        "program": "partnersim",
        "version": engine_version(),
        "date": began.date().isoformat(),
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 1),
        "workers": workers or cores,
        "first_seed": seed,
        "replicates": replicates,
        "draws": draws,
        "draw_replicates": draw_replicates,
        "runs": len(needed),
        "scenarios": len(needed.specs),
        "level": LEVEL,
        "method": PAIRED_METHOD,
        "git": git_state(),
        "libraries": library_versions(),
        **machine(),
    }
    return ClaimTable(rows=rows, facts=facts)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Where the results of one claim will be found."""

    one: RegisteredClaim
    arms: dict[str, str]
    seeds: list[int]
    drawn: list[dict[str, str]]
    shares: Floats
    draw_seeds: list[int]

    def row(self, found: Outcomes) -> ClaimRow:
        claim = self.one.claim
        message = _failure(found, self.arms, self.seeds)
        for arms in self.drawn:
            message = message or _failure(found, arms, self.draw_seeds)
        values = self._values(found, self.arms, self.seeds, claim.outcome)
        effects = seed_effects(claim, values)
        middle = estimate(effects)
        against = steps_against(claim, values)
        came: str = verdict(middle, expected=claim.expected, margin=claim.margin)
        remark = _remark(effects, middle.n, len(self.seeds), alone=claim.design == "level")
        if against and came == "supported":
            came, remark = "not shown", f"does not rise throughout: {', '.join(against)}"
        share, turned = self._robustness(found, middle.mean)
        return ClaimRow(
            id=claim.id, case=claim.case, scenario=claim.scenario, document=claim.document, kind=claim.kind,
            statement=claim.statement, assumed=claim.assumed, note=claim.note, design=claim.design,
            outcome=claim.outcome, unit=_UNITS[claim.outcome], expected=claim.expected, effect=middle.mean,
            low=middle.low, high=middle.high, n=middle.n, verdict="" if message else came,
            robustness=share, draws=len(self.drawn), flips=tuple(turned), headline=claim.headline,
            arms={name: estimate(found_values).mean for name, found_values in values.items()},
            also=self._also(found), against=tuple(against), seeds=(self.seeds[0], self.seeds[-1]),
            failed=bool(message), message=message or remark,
        )  # fmt: skip

    @staticmethod
    def _values(found: Outcomes, arms: dict[str, str], seeds: list[int], outcome: str) -> dict[str, Floats]:
        return {arm: found.values(name, seeds, outcome=outcome) for arm, name in arms.items()}

    def _also(self, found: Outcomes) -> dict[str, tuple[float, float, float]]:
        given = {}
        for name in self.one.claim.also:
            e = estimate(seed_effects(self.one.claim, self._values(found, self.arms, self.seeds, name)))
            given[name] = (e.mean, e.low, e.high)
        return given

    def _robustness(self, found: Outcomes, mean: float) -> tuple[float, list[Flip]]:
        claim = self.one.claim
        sign = sign_of(claim.expected) or (0 if math.isnan(mean) else int(np.sign(mean)))
        if not self.drawn or sign == 0:
            return float("nan"), []
        effects = np.array(
            [
                estimate(seed_effects(claim, self._values(found, arms, self.draw_seeds, claim.outcome))).mean
                for arms in self.drawn
            ]
        )
        inputs = claim.uncertain or ()
        return robustness(effects, sign=sign), flips(effects, self.shares, inputs, sign=sign)


def _plan(
    one: RegisteredClaim, needed: Needed, *, replicates: int | None, draws: tuple[int, int], seed: int
) -> _Plan:
    claim = one.claim
    seeds = list(range(seed, seed + (replicates or claim.replicates)))
    arms = {name: needed.add(spec, seeds) for name, spec in one.arms().items()}
    inputs = claim.uncertain or ()
    count = draws[0] if claim.headline else 0
    shares = draw_shares(count, len(inputs), seed=seed) if count else np.empty((0, len(inputs)))
    draw_seeds = list(range(seed, seed + draws[1]))
    drawn = []
    for point in shares:
        values = {u.path: u.value(float(share)) for u, share in zip(inputs, point, strict=True)}
        drawn.append({name: needed.add(spec, draw_seeds) for name, spec in one.arms(values).items()})
    return _Plan(one=one, arms=arms, seeds=seeds, drawn=drawn, shares=shares, draw_seeds=draw_seeds)


def _failure(found: Outcomes, arms: dict[str, str], seeds: list[int]) -> str:
    for arm, name in arms.items():
        message = found.failure(name, seeds)
        if message:
            return f"arm {arm}: {message}"
    return ""


def _remark(effects: Floats, n: int, wanted: int, *, alone: bool) -> str:
    if n == 0:
        return "the outcome is empty in some arm for every seed"
    if not alone and not np.nan_to_num(effects).any():
        return "the arms do not differ in any seed"
    return f"the outcome is empty in some arm for {wanted - n} of {wanted} seeds" if n < wanted else ""
