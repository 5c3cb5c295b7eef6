"""Which runs a claim needs, and its row once they are there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.experiments.claims import RegisteredClaim
from partnersim.scenario.experiments.robustness import AS_MODELLED, Beside, Form, Over, Uncertain
from partnersim.studies.claims.effects import (
    draw_shares,
    flips,
    holds,
    judged,
    robustness,
    seed_effects,
    sign_of,
)
from partnersim.studies.claims.rows import Beheld, ByValue, ClaimRow, FormResult
from partnersim.studies.claims.weights import heaviest
from partnersim.studies.estimates import estimate
from partnersim.studies.runs.needed import Needed, Outcomes
from partnersim.studies.runs.served import measures

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is run.

    Attributes:
        replicates: seeds per arm; each claim's own if None.
        draws, draw_replicates: points over the uncertain inputs of headline claims, and seeds of each.
        form_replicates: seeds of each other form of headline claims; 0 for no forms.
        seed: first seed, of replicates and of draws.
    """

    replicates: int | None
    draws: int
    draw_replicates: int
    form_replicates: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Arms with the seeds they are run with.

    Attributes:
        arms: by arm, the name of the scenario for each seed: it differs where replicates run over values.
        seeds: the seeds.
    """

    arms: dict[str, tuple[str, ...]]
    seeds: tuple[int, ...]

    def values(self, found: Outcomes, outcome: str) -> dict[str, Floats]:
        """An outcome by arm, shape (seeds,)."""
        return {arm: found.values(names, self.seeds, outcome=outcome) for arm, names in self.arms.items()}

    def failure(self, found: Outcomes) -> str:
        """Why one of the runs failed; empty if none did."""
        for arm, names in self.arms.items():
            message = found.failure(names, self.seeds)
            if message:
                return f"arm {arm}: {message}"
        return ""

    def first(self, count: int) -> Batch:
        """The same with the first seeds only."""
        return Batch(arms={arm: names[:count] for arm, names in self.arms.items()}, seeds=self.seeds[:count])


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where the results of one claim will be found."""

    one: RegisteredClaim
    base: Batch
    over: Over | None
    beside: list[tuple[Beside, Batch]]
    inputs: tuple[Uncertain, ...]
    shares: Floats
    drawn: list[Batch]
    forms: list[tuple[Form, Batch]]

    def row(self, found: Outcomes) -> ClaimRow:
        """The claim's row."""
        claim, seeds = self.one.claim, self.base.seeds
        values = self.base.values(found, claim.outcome)
        effects = seed_effects(claim, values)
        middle, came, against = judged(claim, values)
        message, remark = self._failure(found), _remark(effects, alone=claim.design == "level")
        if against:
            remark = f"does not rise throughout: {', '.join(against)}"
        sign = sign_of(claim.expected) or (0 if math.isnan(middle.mean) else int(np.sign(middle.mean)))
        drawn = self._drawn(found)
        heavy, explained = heaviest(drawn, self.shares, self.inputs)
        reference, forms = self._forms(found)
        known = len(drawn) and sign != 0
        return ClaimRow(
            id=claim.id, case=claim.case, scenario=claim.scenario, document=claim.document, kind=claim.kind,
            statement=claim.statement, assumed=claim.assumed, note=claim.note, design=claim.design,
            outcome=claim.outcome, unit=measures()[claim.outcome].unit, expected=claim.expected, effect=middle.mean,
            low=middle.low, high=middle.high, n=middle.n, verdict="" if message else came,
            robustness=robustness(drawn, sign=sign) if known else math.nan, draws=len(drawn),
            flips=tuple(flips(drawn, self.shares, self.inputs, sign=sign)) if known else (),
            assumptions=tuple(heavy), explained=explained, headline=claim.headline,
            arms={name: estimate(found_values).mean for name, found_values in values.items()},
            also=self._also(found), beside=self._beside(found), over=self._by_value(effects, sign),
            reference=reference, forms=tuple(forms), forms_survived=sum(form.survives for form in forms),
            against=tuple(against), seeds=(seeds[0], seeds[-1]), failed=bool(message),
            message=message or remark,
        )  # fmt: skip

    def _failure(self, found: Outcomes) -> str:
        others = [(f"{b.name}, ", batch) for b, batch in self.beside]
        others += [(f"form {form.name}, ", batch) for form, batch in self.forms]
        others += [(f"draw {k}, ", batch) for k, batch in enumerate(self.drawn)]
        for what, batch in [("", self.base), *others]:
            message = batch.failure(found)
            if message:
                return what + message
        return ""

    def _effects(self, found: Outcomes, batch: Batch, outcome: str = "") -> Floats:
        claim = self.one.claim
        return seed_effects(claim, batch.values(found, outcome or claim.outcome))

    def _also(self, found: Outcomes) -> dict[str, tuple[float, float, float]]:
        given = {}
        plain = self.one.claim.model_copy(
            update={"reference": 0.0}
        )  # that is for the claim's own outcome only
        for name in plain.also:
            e = estimate(seed_effects(plain, self.base.values(found, name)))
            given[name] = (e.mean, e.low, e.high)
        return given

    def _beside(self, found: Outcomes) -> dict[str, Beheld]:
        return {b.name: Beheld.of(estimate(self._effects(found, batch))) for b, batch in self.beside}

    def _drawn(self, found: Outcomes) -> Floats:
        return np.array([estimate(self._effects(found, batch)).mean for batch in self.drawn])

    def _by_value(self, effects: Floats, sign: int) -> ByValue | None:
        if self.over is None:
            return None
        count, claim = len(self.over.values), self.one.claim
        rows, means = [], []
        for k, value in enumerate(self.over.values):
            e = estimate(effects[k::count])
            rows.append({"value": value, "effect": e.mean, "n": e.n})
            means += [e.mean] if e.n else []
        return ByValue(
            path=self.over.path, values=tuple(rows), low=min(means, default=math.nan),
            high=max(means, default=math.nan), holds=sum(holds(mean, claim, sign=sign) for mean in means),
            count=len(means),
        )  # fmt: skip

    def _forms(self, found: Outcomes) -> tuple[FormResult | None, list[FormResult]]:
        if not self.forms:
            return None, []
        usual = self.base.first(len(self.forms[0][1].seeds))
        says = "The usual form, with the seeds of the others."
        reference = self._form(found, AS_MODELLED, says, usual, None)
        return reference, [self._form(found, f.name, f.says, b, reference) for f, b in self.forms]

    def _form(
        self, found: Outcomes, name: str, says: str, batch: Batch, usual: FormResult | None
    ) -> FormResult:
        middle, came, _ = judged(self.one.claim, batch.values(found, self.one.claim.outcome))
        return FormResult(
            name=name, says=says, effect=middle.mean, low=middle.low, high=middle.high, n=middle.n, verdict=came,
            survives=usual is None or came == usual.verdict,
            same_sign=usual is None or bool(np.sign(middle.mean) == np.sign(usual.effect)),
        )  # fmt: skip


def plan_claim(one: RegisteredClaim, needed: Needed, /, *, effort: Effort) -> Plan:
    """Ask for all runs of a claim.

    Seeds of forms are the first of its replicates, so that forms are held against the same seeds.

    Raises:
        ScenarioError: an arm cannot be made.
    """
    claim, first = one.claim, effort.seed
    own = effort.replicates or claim.replicates
    arms = one.arms()
    over = one.over(arms)
    seeds = list(range(first, first + own))
    inputs = one.inputs(arms)
    count = effort.draws if claim.headline else 0
    shares = draw_shares(count, [u.path for u in inputs], seed=first)
    points = [{u.path: u.value(float(s)) for u, s in zip(inputs, point, strict=True)} for point in shares]
    forms = one.forms(arms) if effort.form_replicates else []
    return Plan(
        one=one,
        base=_batch(one, needed, seeds, {}, over),
        over=over,
        beside=[(b, _batch(one, needed, seeds, b.set, over)) for b in one.beside()],
        inputs=inputs,
        shares=shares,
        drawn=[_batch(one, needed, range(first, first + effort.draw_replicates), p, over) for p in points],
        forms=[(f, _batch(one, needed, seeds[: effort.form_replicates], f.set, over)) for f in forms],
    )


def _batch(
    one: RegisteredClaim, needed: Needed, seeds: Sequence[int], values: Mapping[str, Any], over: Over | None
) -> Batch:
    """Ask for all arms with some values set, each with all seeds; seeds take the values of ``over`` in turn."""
    turns = over.values[: len(seeds)] if over is not None and over.path not in values else (None,)
    names: dict[str, list[str]] = {}
    for k, value in enumerate(turns):
        turn = {over.path: value} if over is not None and over.path not in values else {}
        for arm, spec in one.arms({**turn, **values}).items():
            name = needed.add(spec, seeds[k :: len(turns)])
            names.setdefault(arm, [""] * len(seeds))[k :: len(turns)] = [name] * len(seeds[k :: len(turns)])
    return Batch(arms={arm: tuple(found) for arm, found in names.items()}, seeds=tuple(seeds))


def _remark(effects: Floats, *, alone: bool) -> str:
    n, wanted = int(np.isfinite(effects).sum()), len(effects)
    if n == 0:
        return "the outcome is empty in some arm for every seed"
    if not alone and not np.nan_to_num(effects).any():
        return "the arms do not differ in any seed"
    return f"the outcome is empty in some arm for {wanted - n} of {wanted} seeds" if n < wanted else ""
