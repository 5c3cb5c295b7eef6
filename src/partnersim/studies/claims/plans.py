"""Which runs a claim needs, and its row once they are there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.comparing import measures
from partnersim.scenario.experiments.claims import RegisteredClaim
from partnersim.scenario.experiments.robustness import AS_MODELLED, Beside, Form, Over, Uncertain
from partnersim.scenario.phrases import Phrase
from partnersim.studies.claims.batches import Batch, ask_for
from partnersim.studies.claims.bench import Bench, set_up_bench
from partnersim.studies.claims.effects import (
    draw_seeds,
    draw_shares,
    flips,
    hits,
    holds,
    judged,
    reading,
    seed_effects,
    sign_of,
)
from partnersim.studies.claims.rows import Beheld, Between, ByValue, ClaimRow, FormResult
from partnersim.studies.claims.verdicts import Held, refusal, verdict
from partnersim.studies.claims.weights import heaviest
from partnersim.studies.equal_money import SPENT, money_gap
from partnersim.studies.estimates import estimate, share_interval
from partnersim.studies.runs.needed import Needed, Outcomes

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
class Plan:
    """Where the results of one claim will be found."""

    one: RegisteredClaim
    base: Batch
    bench: Bench
    over: Over | None
    beside: list[tuple[Beside, Batch]]
    between: Batch | None
    inputs: tuple[Uncertain, ...]
    shares: Floats
    drawn: list[Batch]
    forms: list[tuple[Form, Batch]]

    def row(self, found: Outcomes) -> ClaimRow:
        """The claim's row."""
        claim, seeds = self.one.claim, self.base.seeds
        values = self.base.values(found, claim.outcome)
        effects = seed_effects(claim, values)
        middle, read, against = judged(claim, values)
        sign = sign_of(claim.expected) or (0 if math.isnan(middle.mean) else int(np.sign(middle.mean)))
        spent = self.bench.spent(found)
        failure = self._failure(found)
        unequal = "" if failure else self._unequal(spent)
        message = failure or unequal
        over, tried = self._by_value(effects, sign), self._tried(found, sign)
        yardstick, cohort = self.bench.yardstick(found, claim.outcome), self.bench.cohort(found)
        held: Held = {"draws": tried["robustness"], "values": _share_of_values(over)}
        level = self.bench.at_equal_spending(found)
        at_level = (
            None if level is None else reading(estimate(level), expected=claim.expected, margin=claim.margin)
        )
        came, reason = verdict(
            read, refusal(claim, effects, yardstick), held=held, at_equal_spending=at_level
        )
        reference, forms = self._forms(found)
        return ClaimRow(
            id=claim.id, case=claim.case, scenario=claim.scenario, document=claim.document, kind=claim.kind,
            link=claim.link, why=claim.why, statement=claim.statement, assumed=claim.assumed, note=claim.note,
            cannot_show=claim.cannot_show,
            design=claim.design, outcome=claim.outcome, unit=measures()[claim.outcome].unit, expected=claim.expected,
            effect=middle.mean, low=middle.low, high=middle.high, n=middle.n,
            verdict="" if message else came, reason="" if message else reason,
            whole=yardstick.whole.mean, whole_low=yardstick.whole.low, whole_high=yardstick.whole.high,
            least=yardstick.least, least_share=yardstick.share, headline=claim.headline,
            arms={name: estimate(of_arm).mean for name, of_arm in values.items()},
            also=self._also(found), measured={**self.bench.measured(found), **cohort.measured},
            cohort_of=cohort.arm, cohort_households=cohort.households, equal_money=claim.equal_money, spent=spent,
            equal_budgets=claim.equal_budgets,
            at_equal_spending=None if level is None else Beheld.of(estimate(level)),
            beside=self._beside(found), between=self._between(found), over=over, reference=reference,
            forms=tuple(forms), forms_survived=sum(form.survives for form in forms), against=tuple(against),
            seeds=(seeds[0], seeds[-1]), failed=bool(message), refused=bool(unequal),
            message=message or _remark(effects, against, alone=claim.design == "level"), **tried,
        )  # fmt: skip

    def _tried(self, found: Outcomes, sign: int) -> dict[str, Any]:
        """Fields of the row on draws over uncertain inputs: how far the sign holds, what turns it, what weighs most."""
        claim, drawn = self.one.claim, self._means(found, self.drawn)
        heavy, explained = heaviest(drawn, self.shares, self.inputs)
        made = {"draws": len(drawn), "assumptions": tuple(heavy), "explained": explained}
        if not len(drawn) or (sign == 0 and claim.expected != "0"):
            unknown = dict.fromkeys(("robustness", "robustness_low", "robustness_high"), math.nan)
            return {**made, **unknown, "halves": (math.nan, math.nan), "flips": ()}
        count = hits(drawn, claim, sign=sign)
        low, high = share_interval(count, len(drawn))
        turned = flips(drawn, self.shares, self.inputs, sign=sign) if claim.expected != "0" else ()
        return {
            **made, "robustness": count / len(drawn), "robustness_low": low, "robustness_high": high,
            "halves": self._halves(found, sign), "flips": tuple(turned),
        }  # fmt: skip

    def _unequal(self, spent: dict[str, float]) -> str:
        """Why a claim is refused whose arms are called equal in money; empty if they are, or are not called so."""
        gap = money_gap(spent)
        if not self.one.claim.equal_money or gap.equal:
            return ""
        text = Phrase("claim {id} calls its arms equal in money, but {gap}", id=self.one.claim.id, gap=gap)
        return str(self.one.tree.keys["equal_money"].problem(text))

    def _halves(self, found: Outcomes, sign: int) -> tuple[float, float]:
        """The same share with each half of the seeds of every draw; NaN where a draw has one seed only."""
        half = len(self.drawn[0].seeds) // 2
        if half == 0:
            return math.nan, math.nan
        parts = (slice(half), slice(half, None))
        first, second = (
            hits(self._means(found, [batch.part(part) for batch in self.drawn]), self.one.claim, sign=sign)
            for part in parts
        )
        return first / len(self.drawn), second / len(self.drawn)

    def _failure(self, found: Outcomes) -> str:
        others = [(f"{b.name}, ", batch) for b, batch in self.beside]
        others += [(f"form {form.name}, ", batch) for form, batch in self.forms]
        others += [(f"draw {k}, ", batch) for k, batch in enumerate(self.drawn)]
        others += [("without programme, ", self.bench.nothing)]
        others += [("", self.between)] if self.between is not None else []
        for what, batch in [("", self.base), *others]:
            message = batch.failure(found)
            if message:
                return what + message
        return ""

    def _effects(self, found: Outcomes, batch: Batch, outcome: str = "") -> Floats:
        claim = self.one.claim
        return seed_effects(claim, batch.values(found, outcome or claim.outcome))

    def _also(self, found: Outcomes) -> dict[str, tuple[float, float, float]]:
        measured = self.bench.measured(found)
        return {
            name: (measured[name].effect, measured[name].low, measured[name].high)
            for name in self.one.claim.also
        }

    def _beside(self, found: Outcomes) -> dict[str, Beheld]:
        return {b.name: Beheld.of(estimate(self._effects(found, batch))) for b, batch in self.beside}

    def _between(self, found: Outcomes) -> Between | None:
        """Distances of the arm between the two compared, on the claim's outcome and all that stand beside it."""
        claim, between = self.one.claim, self.between
        if between is None:
            return None
        (arm,), (more, less) = between.arms, claim.compared
        above, below = {}, {}
        for name in (claim.outcome, *claim.also):
            values, middle = self.base.values(found, name), between.values(found, name)[arm]
            above[name] = Beheld.of(estimate(values[more] - middle))
            below[name] = Beheld.of(estimate(middle - values[less]))
        spent = estimate(between.values(found, SPENT)[arm]).mean
        return Between(arm=arm, more=more, less=less, spent=spent, above=above, below=below)

    def _means(self, found: Outcomes, batches: list[Batch]) -> Floats:
        return np.array([estimate(self._effects(found, batch)).mean for batch in batches])

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
    base, between = ask_for(one, needed, seeds, {}, over), one.in_between()
    return Plan(
        one=one,
        base=base,
        bench=set_up_bench(one, needed, base, over),
        over=over,
        beside=[(b, ask_for(one, needed, seeds, b.set, over)) for b in one.beside()],
        between=ask_for(between, needed, seeds, {}, over) if between is not None else None,
        inputs=inputs,
        shares=shares,
        drawn=[
            ask_for(one, needed, draw_seeds(first, k, effort.draw_replicates), point, over)
            for k, point in enumerate(points)
        ],
        forms=[(f, ask_for(one, needed, seeds[: effort.form_replicates], f.set, over)) for f in forms],
    )


def _share_of_values(over: ByValue | None) -> float:
    """Share of the values nobody can tell for which the sign holds; NaN where fewer than two were tried."""
    return over.holds / over.count if over is not None and over.count > 1 else math.nan


def _remark(effects: Floats, against: Sequence[str], *, alone: bool) -> str:
    if against:
        return f"does not rise throughout: {', '.join(against)}"
    n, wanted = int(np.isfinite(effects).sum()), len(effects)
    if n == 0:
        return "the outcome is empty in some arm for every seed"
    if not alone and not np.nan_to_num(effects).any():
        return "the arms do not differ in any seed"
    return f"the outcome is empty in some arm for {wanted - n} of {wanted} seeds" if n < wanted else ""
