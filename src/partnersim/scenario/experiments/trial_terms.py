"""Amounts and interest rates as a trial states them: the number together with what it is counted in."""

from typing import Literal

from pydantic import model_validator

from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.phrases import Phrase

LoanPeriod = Literal["weekly", "fortnightly", "monthly"]
WEEKS_OF = {"weekly": 1, "fortnightly": 2, "monthly": 4}
"""Whole weeks from one instalment or meeting to the next."""

_LARGEST = {"idr": 1e10, "yearly_income": 5.0, "months_of_consumption": 60.0, "median_capital": 50.0}
_LARGEST_RATE = {"month": 0.2, "year": 2.0, "loan": 2.0}


class Amount(Part):
    """A sum of money, in rupiah or relative to what the households of the trial have before it begins."""

    value: float = quantity(..., unit="as 'of' says", low=0.0, high=1e10, doc="How much.")
    of: Literal["idr", "yearly_income", "months_of_consumption", "median_capital"] = choice(
        ...,
        doc="What it is counted in: rupiah of the base year; mean yearly income, mean monthly consumption or the "
        "median owner's capital of the study sample at baseline.",
    )

    @model_validator(mode="after")
    def _fits_its_unit(self) -> "Amount":
        largest = _LARGEST[self.of]
        if self.value > largest:
            text = Phrase(
                "value {value:g} is above {largest:g}, the most for 'of: {of}'",
                value=self.value,
                largest=largest,
                of=self.of,
            )
            raise ValueError(Phrase("{text}; write 'of: idr' for rupiah", text=text))
        return self

    def rupiah(self, *, yearly_income: float, monthly_consumption: float, median_capital: float) -> float:
        """The amount in rupiah, given the baseline figures of the study sample in rupiah."""
        unit = {
            "idr": 1.0,
            "yearly_income": yearly_income,
            "months_of_consumption": monthly_consumption,
            "median_capital": median_capital,
        }
        return self.value * unit[self.of]


class Rate(Part):
    """Interest on a loan: how much, per what, and on which balance."""

    value: float = quantity(
        ..., unit="share", low=0.0, high=2.0, doc="Interest as a share (0.24 for 24 percent)."
    )
    per: Literal["month", "year", "loan"] = choice(
        ..., doc="Time it is charged for; 'loan' for the whole term."
    )
    kind: Literal["flat", "declining"] = choice(
        ..., doc="Charged on the first principal (flat) or on what is still owed (declining)."
    )

    @model_validator(mode="after")
    def _fits_its_unit(self) -> "Rate":
        largest = _LARGEST_RATE[self.per]
        if self.value > largest:
            text = Phrase(
                "value {value:g} is above {largest:g}, the most for 'per: {per}'",
                value=self.value,
                largest=largest,
                per=self.per,
            )
            raise ValueError(
                Phrase("{text}; is it meant per year?", text=text) if self.per == "month" else text
            )
        if self.per == "loan" and self.kind == "declining":
            raise ValueError(Phrase("a rate 'per: loan' is flat: it is a share of the first principal"))
        return self

    def total(self, *, term_months: float, grace_months: float) -> float:
        """Interest over the whole loan as a share of the principal, with level monthly instalments.

        Flat: r (T + g), or r itself per loan. Declining: n a / (1 - (1 + a)^-n) (1 + a)^g - 1 with the monthly rate a,
        n = T instalments after g months without any.
        """
        if self.per == "loan":
            return self.value
        monthly = self.value / (12.0 if self.per == "year" else 1.0)
        if self.kind == "flat":
            return float(monthly * (term_months + grace_months))
        if monthly == 0.0:
            return 0.0
        payment = term_months * monthly / (1.0 - (1.0 + monthly) ** -term_months)
        return float(payment * (1.0 + monthly) ** grace_months - 1.0)
