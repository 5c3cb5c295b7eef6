"""Outcomes of virtual trials: which quantity, of whom, by which statistic, on which scale."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.texts import ArmReference, OutcomeName
from partnersim.scenario.documents.units import known_unit
from partnersim.scenario.phrases import Phrase

Of = Literal[
    "consumption", "income", "profit", "revenue", "capital", "savings", "assets", "loan_debt", "moneylender_debt",
    "poverty", "enterprise", "birth", "death", "moneylender", "technology", "take_up", "non_performing",
    "written_off", "return_on_capital", "missing_share", "missing_wages", "missing_materials",
    "costs", "sales", "borrowing", "poverty_entry", "poverty_exit", "default",
]  # fmt: skip
Sample = Literal[
    "offered", "not_offered", "all", "prior_owners", "no_business", "ultra_poor", "compliers", "participants"
]
Statistic = Literal["mean", "median", "quantile", "median_effect"]
Scale = Literal[
    "level", "percent", "log", "control_sd", "percent_of_grant_per_month", "percent_of_capital_per_month",
    "percent_of_mean", "sample_sd",
]  # fmt: skip

_FIRST_MONEY = (
    "consumption",
    "income",
    "profit",
    "revenue",
    "capital",
    "savings",
    "assets",
    "loan_debt",
    "moneylender_debt",
)
_FIRST_SHARES = ("poverty", "enterprise", "birth", "death", "moneylender", "technology", "take_up")
RATIOS = ("non_performing", "written_off", "return_on_capital")
MONEY = (*_FIRST_MONEY, "costs", "sales")
SHARES = (*_FIRST_SHARES, "borrowing", "poverty_entry", "poverty_exit", "default")
POVERTY = ("poverty", "poverty_entry", "poverty_exit")
ORGANIZATION_OUTCOMES = ("missing_share", "missing_wages", "missing_materials")
HOUSEHOLD_OUTCOMES = (
    *_FIRST_MONEY, *_FIRST_SHARES, *RATIOS, "costs", "sales", "borrowing", "poverty_entry", "poverty_exit", "default",
)  # fmt: skip
"""All of households. Their order numbers the draws of survey errors, so that new ones stand at the end."""
MADE_OF = {
    "poverty": "consumption", "poverty_entry": "consumption", "poverty_exit": "consumption", "revenue": "profit",
    "sales": "profit", "costs": "profit", "return_on_capital": "profit",
}  # fmt: skip
"""What a survey asks for where an outcome is worked out from it: its error is that of the answer."""
NO_ARM = "none"
"""What an outcome says under ``against`` when it is compared with nothing."""
OF_THE_ARM = ("take_up", "non_performing", "written_off", "borrowing", "default")
"""Outcomes that only treated households can have, so that the arm's own level is what one asks for."""

MEANING: dict[str, tuple[str, str]] = {
    "consumption": ("IDR/month", "household consumption"),
    "income": ("IDR/month", "labour income, in-kind base and profit, without transfers"),
    "profit": ("IDR/month", "profit of the household's enterprise, 0 without one"),
    "revenue": ("IDR/month", "its sales, profit over the profit share"),
    "capital": ("IDR", "enterprise capital"),
    "savings": ("IDR", "liquid savings"),
    "assets": ("IDR", "capital, savings, house and land"),
    "loan_debt": ("IDR", "owed on the programme loan"),
    "moneylender_debt": ("IDR", "owed to a moneylender"),
    "poverty": ("share", "households whose consumption per head is below the line"),
    "enterprise": ("share", "households with an enterprise"),
    "birth": ("share", "of those without an enterprise at baseline, with one now"),
    "death": ("share", "of those with an enterprise at baseline, without one now"),
    "moneylender": ("share", "households that owed a moneylender within twelve months"),
    "technology": ("share", "households that use the better technology"),
    "take_up": ("share", "households that accepted at least one part of the arm"),
    "non_performing": (
        "share",
        "principal late by the months that make it non-performing, over all outstanding",
    ),
    "written_off": ("share", "principal written off, over all principal lent"),
    "return_on_capital": ("per_month", "profit over capital, ratio of means"),
    "costs": ("IDR/month", "inputs that the household's enterprise buys, 0 without one"),
    "sales": ("IDR/month", "what its enterprise sells: profit and inputs, by the month's price"),
    "borrowing": ("share", "households that owe on a programme loan now"),
    "poverty_entry": ("share", "of those at or above the line at baseline, below it now"),
    "poverty_exit": ("share", "of those below the line at baseline, at or above it now"),
    "default": (
        "share",
        "of those who took loan number 'loan_number', whose loan of that number was written off",
    ),
    "missing_share": ("share", "spending of organizations on real work that is missing"),
    "missing_wages": ("share", "the same of wages"),
    "missing_materials": ("share", "the same of materials"),
}


class Outcome(Part):
    """One estimate that a trial gives for each treated arm."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,59}$",
        description="Short name.",
        json_schema_extra={"unit": "-", "source": "trial", "role": "constant"},
    )
    of: Of = choice(..., doc="Quantity.")
    sample: Sample = choice("offered", doc="Households it is taken over.")
    statistic: Statistic = choice(
        "mean", doc="Mean, a quantile, or the median of the households' own effects."
    )
    quantile: float = quantity(
        0.5, unit="share", low=0.01, high=0.99, doc="With statistic quantile: which one."
    )
    scale: Scale = choice("level", doc="What the effect is counted in.")
    round: int | None = quantity(None, unit="months", low=0, high=120, doc="Survey round; the last if empty.")
    line: float = quantity(
        1.0,
        unit="1",
        low=0.1,
        high=10.0,
        doc="Of poverty, entry and exit: line as a multiple of the place's own.",
    )
    per_head: bool = choice(False, doc="Whether an amount of money is divided by the household's size.")
    loan_number: int = quantity(
        1, unit="loans", low=1, high=50, doc="Of default: which loan, the first being 1."
    )
    over: OutcomeName | None = choice(
        None,
        doc="Name of an outcome by whose effect this one's is divided: of another round, or of another arm.",
    )
    over_arm: ArmReference | None = choice(
        None, doc="With 'over': the arm of that effect; the outcome's own arm if empty."
    )
    arms: tuple[ArmReference, ...] = choice((), doc="Treated arms; all if empty.")
    against: ArmReference | None = choice(
        None, doc="Arm it is compared with; the control arm if empty, 'none' for the arm's own level."
    )

    @property
    def compares(self) -> bool:
        """Whether an effect is asked for, or only the level in the arm itself."""
        return self.against != NO_ARM and not (self.against is None and self.of in OF_THE_ARM)

    @property
    def needs_part(self) -> tuple[str, ...]:
        """Kinds of parts without one of which an arm has no such outcome; empty if none is needed."""
        if self.of in ("non_performing", "written_off", "borrowing", "default"):
            return ("group_loan",)
        if self.scale == "percent_of_grant_per_month":
            return ("cash_grant", "in_kind_grant", "asset_transfer", "unconditional_transfer")
        return ()

    @property
    def unit(self) -> str:
        """Unit of the estimate, of the vocabulary."""
        unit = {
            "level": MEANING[self.of][0],
            "percent": "percent",
            "log": "log",
            "control_sd": "control_sd",
            "percent_of_grant_per_month": "percent_per_month",
            "percent_of_capital_per_month": "percent_per_month",
            "percent_of_mean": "percent",
            "sample_sd": "control_sd",
        }[self.scale]
        return known_unit("ratio" if self.over is not None else unit)

    def check_population(self, *, owners: str, on_organizations: bool) -> None:
        """Refuse what the population cannot have.

        Raises:
            ValueError: with the name of the outcome.
        """
        where = Phrase("outcome '{name}'", name=self.name)
        if on_organizations != (self.of in ORGANIZATION_OUTCOMES):
            kind = Phrase("organizations") if on_organizations else Phrase("households")
            raise ValueError(
                Phrase(
                    "{where} is of {of}, which a trial whose arms act on {kind} cannot have",
                    where=where,
                    of=self.of,
                    kind=kind,
                )
            )
        without = self.sample == "prior_owners" or self.of == "death"
        with_one = self.sample == "no_business" or self.of == "birth"
        if (without and owners == "without") or (with_one and owners == "with"):
            text = Phrase("every household of the population is with an enterprise at baseline")
            if owners == "without":
                text = Phrase("every household of the population is without an enterprise at baseline")
            what = self.of if self.of in ("birth", "death") else Phrase("sample {sample}", sample=self.sample)
            raise ValueError(
                Phrase("{where}: {text}, so that it has no {what}", where=where, text=text, what=what)
            )

    @model_validator(mode="after")
    def _makes_sense(self) -> Outcome:
        if self.scale == "log" and self.of not in ("consumption", "income", "revenue", "assets"):
            raise ValueError(
                Phrase(
                    "outcome '{name}': {of} can be zero or below, so that it has no log",
                    name=self.name,
                    of=self.of,
                )
            )
        if self.statistic != "mean" and (
            self.of not in MONEY or self.scale in ("log", "control_sd", "sample_sd")
        ):
            raise ValueError(
                Phrase(
                    "outcome '{name}': statistic {statistic} needs an amount of money on its level",
                    name=self.name,
                    statistic=self.statistic,
                )
            )
        if self.scale.endswith("_per_month") and self.of != "profit":
            raise ValueError(
                Phrase(
                    "outcome '{name}': scale {scale} is a return, so that it is of profit",
                    name=self.name,
                    scale=self.scale,
                )
            )
        if self.scale == "percent_of_mean" and self.statistic == "mean":
            raise ValueError(
                Phrase("outcome '{name}': a mean over the mean is scale percent", name=self.name)
            )
        self._check_what_a_field_is_for()
        if not self.compares and self.scale not in ("level", "percent"):
            raise ValueError(
                Phrase("outcome '{name}': without a comparison the scale is level or percent", name=self.name)
            )
        if not self.compares and self.scale == "percent" and self.of in MONEY:
            raise ValueError(
                Phrase(
                    "outcome '{name}': without a comparison {of} is an amount of money and has no percent",
                    name=self.name,
                    of=self.of,
                )
            )
        if not self.compares and self.statistic == "median_effect":
            raise ValueError(
                Phrase("outcome '{name}': median_effect needs an arm to compare with", name=self.name)
            )
        return self

    def _check_what_a_field_is_for(self) -> None:
        """Refuse a field that means nothing for the outcome, so that none is ignored.

        Raises:
            ValueError: with the name of the outcome.
        """
        where, usual = Phrase("outcome '{name}'", name=self.name), type(self).model_fields
        if self.line != usual["line"].default and self.of not in POVERTY:
            raise ValueError(
                Phrase(
                    "{where}: line is of {poverty}, not of {of}",
                    where=where,
                    poverty=", ".join(POVERTY),
                    of=self.of,
                )
            )
        if self.per_head and self.of not in MONEY:
            raise ValueError(
                Phrase(
                    "{where}: per_head needs an amount of money, which {of} is not", where=where, of=self.of
                )
            )
        if self.loan_number != usual["loan_number"].default and self.of != "default":
            raise ValueError(
                Phrase("{where}: loan_number is of default, not of {of}", where=where, of=self.of)
            )
        if self.over_arm is not None and self.over is None:
            raise ValueError(
                Phrase("{where}: over_arm needs 'over', the outcome whose effect is meant", where=where)
            )
