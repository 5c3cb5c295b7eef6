"""What came of a claim, as one row of plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from partnersim.studies.claims.effects import Flip
from partnersim.studies.claims.verdicts import ORDER, Yardstick
from partnersim.studies.claims.weights import Weight
from partnersim.studies.estimates import Estimate


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
class Measured:
    """An effect on one outcome, and what it is held against; without a verdict.

    Attributes:
        link, unit: of the outcome.
        effect, low, high, n: as in `Beheld`.
        whole, whole_low, whole_high: effect of the whole programme on it with its 95 % interval; NaN if there is none.
        least: smallest effect that these seeds show in four of five studies. share: the same over the whole's.
    """

    link: str
    unit: str
    effect: float
    low: float
    high: float
    n: int
    whole: float
    whole_low: float
    whole_high: float
    least: float
    share: float

    @classmethod
    def of(cls, effect: Estimate, yardstick: Yardstick, /, *, link: str, unit: str) -> Measured:
        """From estimates."""
        whole = yardstick.whole
        return cls(
            link=link, unit=unit, effect=effect.mean, low=effect.low, high=effect.high, n=effect.n, whole=whole.mean,
            whole_low=whole.low, whole_high=whole.high, least=yardstick.least, share=yardstick.share,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Between:
    """An arm that lies between the two compared, and its distance from either; without a verdict.

    Attributes:
        arm: its name. more, less: the arms with and without. spent: mean of what was spent in it, rupiah.
        above: by outcome, effect of the arm with over this one. below: of this one over the arm without.
    """

    arm: str
    more: str
    less: str
    spent: float
    above: dict[str, Beheld]
    below: dict[str, Beheld]


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
        verdict: what the interval by itself says.
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
        link, why: link of the results chain that the document speaks of, and what it speaks of.
        verdict: at that link, one of `ORDER`; empty if the claim failed to run.
        cannot_show: why the model cannot show it, whatever its arms come to; empty where it may.
        reason: why the verdict is refused or weakened, see `partnersim.studies.claims.verdicts`; or empty.
        whole, whole_low, whole_high: effect of the whole programme on the outcome with its 95 % interval.
        least: smallest effect that the seeds show in four of five studies. least_share: the same over the whole's.
        robustness: share of draws over the uncertain inputs in which the mean effect has the stated sign
            (of an open question: the sign found; of an expected 0: lies within the margin); NaN where no draws were
            made. robustness_low, robustness_high: its 95 % interval.
        halves: the same share with the first and with the second half of the seeds of each draw, which share none.
        flips: inputs along which the sign turns.
        assumptions: inputs that account for most of how the effect varies over draws, heaviest first.
        explained: share of the variance of the effect's rank over draws that all inputs account for together.
        arms: mean outcome by arm.
        also: effect, low and high of further outcomes.
        measured: the same and the claim's own outcome, and those of a fixed cohort, with what they are held against.
        cohort_of: arm whose households are the cohort; empty without one. cohort_households: how many, of the place.
        equal_money: whether the arms are called equal in money. spent: mean of what was spent by arm, rupiah.
        equal_budgets: whether their budgets have the same money, as written. at_equal_spending: the effect less
            what the further spending of an arm buys; None where it is not asked.
        beside: the same effect with something set in all arms, by name (such as frozen beliefs); no verdict.
        between: what an arm between the two compared is apart from either; None without one.
        over: the effect value by value of the input that replicates run over; None if they run over none.
        reference: the usual form with the seeds of the forms; None where no forms were tried.
        forms: the same claim under other forms. forms_survived: how many give the verdict of the reference.
        against: neighbouring levels of a dose that go against the stated sign.
        refused: whether it was refused, for arms that are called equal in money and are not.
        message: why it failed or was refused, or a remark; empty otherwise.
    """

    id: str
    case: str
    scenario: str
    document: str
    kind: str
    link: str
    why: str
    statement: str
    assumed: str
    note: str
    cannot_show: str = ""
    design: str
    outcome: str
    unit: str
    expected: str
    effect: float
    low: float
    high: float
    n: int
    verdict: str
    reason: str
    whole: float
    whole_low: float
    whole_high: float
    least: float
    least_share: float
    robustness: float
    robustness_low: float
    robustness_high: float
    halves: tuple[float, float]
    draws: int
    flips: tuple[Flip, ...] = ()
    assumptions: tuple[Weight, ...] = ()
    explained: float = float("nan")
    headline: bool
    arms: dict[str, float] = field(default_factory=dict)
    also: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    cohort_of: str = ""
    cohort_households: float = float("nan")
    equal_money: bool = False
    spent: dict[str, float] = field(default_factory=dict)
    equal_budgets: bool = False
    at_equal_spending: Beheld | None = None
    beside: dict[str, Beheld] = field(default_factory=dict)
    between: Between | None = None
    over: ByValue | None = None
    reference: FormResult | None = None
    forms: tuple[FormResult, ...] = ()
    forms_survived: int = 0
    against: tuple[str, ...] = ()
    seeds: tuple[int, int] = (0, 0)
    failed: bool = False
    refused: bool = False
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
        """Failures, then by verdict, what speaks against a claim first; in the order of the registry within each."""
        return sorted(self.rows, key=lambda row: -1 if row.failed else ORDER.index(row.verdict))  # type: ignore[arg-type]

    @property
    def failed(self) -> list[ClaimRow]:
        """Claims that failed to run or were refused."""
        return [row for row in self.rows if row.failed]
