"""What came of a claim, as one row of plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from partnersim.studies.claims.effects import Flip, Verdict
from partnersim.studies.claims.weights import Weight
from partnersim.studies.estimates import Estimate

ORDER: tuple[Verdict, ...] = ("contradicted", "not shown", "supported")


@dataclass(frozen=True, kw_only=True)
class Beheld:
    """An effect without a verdict: of further outcomes, or of the same arms with something set.

    Attributes:
        effect, low, high: mean effect with its 95 % interval; NaN if there is none.
        n: seeds it rests on.
    """

    effect: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, found: Estimate, /) -> Beheld:
        """From an estimate."""
        return cls(effect=found.mean, low=found.low, high=found.high, n=found.n)


@dataclass(frozen=True, kw_only=True)
class ByValue:
    """An effect value by value of an input that nobody can tell.

    Attributes:
        path: the input.
        values: one mapping per value with value, effect and n (seeds it rests on).
        low, high: smallest and largest effect over values; NaN if there is none.
        holds: values whose effect has the stated sign (of an open question: the sign found; of an expected 0:
            lies within the margin).
        count: values for which there is an effect.
    """

    path: str
    values: tuple[dict[str, Any], ...]
    low: float
    high: float
    holds: int
    count: int


@dataclass(frozen=True, kw_only=True)
class FormResult:
    """What came of a claim under another form.

    Attributes:
        name, says: the form; "as_modelled" is the usual one, with the seeds of the forms.
        effect, low, high, n: as in the claim's row.
        verdict: as in the claim's row.
        survives: whether it is the verdict of the usual form with the same seeds.
        same_sign: whether the effect has the sign that it has under the usual form, which says more than the
            verdict where few seeds show nothing.
    """

    name: str
    says: str
    effect: float
    low: float
    high: float
    n: int
    verdict: str
    survives: bool
    same_sign: bool


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
        assumptions: inputs that account for most of how the effect varies over draws, heaviest first.
        explained: share of the variance of the effect's rank over draws that all inputs account for together.
        arms: mean outcome by arm.
        also: effect, low and high of further outcomes.
        beside: the same effect with something set in all arms, by name (such as frozen beliefs); no verdict.
        over: the effect value by value of the input that replicates run over; None if they run over none.
        reference: the usual form with the seeds of the forms; None where no forms were tried.
        forms: the same claim under other forms. forms_survived: how many give the verdict of the reference.
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
    assumptions: tuple[Weight, ...] = ()
    explained: float = float("nan")
    headline: bool
    arms: dict[str, float] = field(default_factory=dict)
    also: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    beside: dict[str, Beheld] = field(default_factory=dict)
    over: ByValue | None = None
    reference: FormResult | None = None
    forms: tuple[FormResult, ...] = ()
    forms_survived: int = 0
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
