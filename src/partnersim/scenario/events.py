"""Dated events: what happens in a given month whatever the actors decide."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.plausible import between, no_range, times
from partnersim.scenario.documents.texts import NAME_FORM, ActorName, AgreementName, Month, PracticeName
from partnersim.scenario.partnership import PATTERNS, Agreement, PatternName, Terms
from partnersim.scenario.phrases import Phrase, UnitName
from partnersim.scenario.practices import Practices
from partnersim.scenario.purse import Purse
from partnersim.scenario.regulation import Regulation


class Event(Part):
    """Something that happens in a month."""

    name: str = Field(
        pattern=NAME_FORM,
        description="Short name of the event.",
        json_schema_extra={"unit": "-", "source": "scenario", "role": "constant"},
    )
    month: Month = choice(..., doc="Month in which it happens (YYYY-MM).")


class LoanRecall(Event):
    """The bank that lent to community funds wants its money back by a date."""

    what: Literal["loan_recall"] = "loan_recall"
    due: Month = choice(..., doc="Month by which the loans must be repaid.")
    share: float = quantity(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of the loans recalled.",
    )


class ExtraMoney(Event):
    """An organization receives money once, beside its budget."""

    what: Literal["extra_money"] = "extra_money"
    actor: ActorName = choice(..., doc="Name of the organization.")
    amount_idr: float = quantity(
        ...,
        unit="IDR",
        low=0.0,
        high=1e14,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice the amount of the case"),
        doc="Amount.",
    )


class BudgetChange(Event):
    """An organization's yearly appropriation is multiplied from this month on."""

    what: Literal["budget_change"] = "budget_change"
    actor: ActorName = choice(..., doc="Name of the organization.")
    factor: float = quantity(
        ...,
        unit="1",
        low=0.0,
        high=100.0,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice the change of the case"),
        doc="Factor.",
    )


class RuleChange(Event):
    """The rules about firms change."""

    what: Literal["rule_change"] = "rule_change"
    regulation: Regulation = choice(..., doc="The rules from this month on.")


class TermsChange(Event):
    """An agreement goes over to other terms, another leader, other practices, or another holder of the money."""

    what: Literal["terms_change"] = "terms_change"
    agreement: AgreementName = choice(..., doc="Name of the agreement.")
    pattern: PatternName | None = choice(
        None, doc="Preset of terms from this month on; the rule of voting stays as it is."
    )
    terms: Terms | None = choice(
        None,
        plausible=no_range("each of the terms has a range of its own"),
        doc="Own terms from this month on.",
    )
    leader: ActorName | None = choice(None, doc="Leader from this month on; the one there is if empty.")
    practices: dict[PracticeName, float] = quantity(
        {},
        unit="as the value",
        low=0.0,
        high=200.0,
        plausible=no_range("each of the practices has a range of its own"),
        doc="Practices from this month on, by name; those that are not named stay as they are.",
    )
    purse: Purse | None = choice(
        None,
        plausible=no_range("each of its fields has a range of its own"),
        doc="Who holds the money from this month on; whoever does if empty.",
    )

    @property
    def new_terms(self) -> bool:
        """Whether other terms or another leader are put in force."""
        return self.pattern is not None or self.terms is not None or self.leader is not None

    def terms_after(self, terms: Terms) -> Terms:
        """What holds from this month on where ``terms`` have held so far; a preset says nothing of votes."""
        if self.pattern is not None:
            return PATTERNS[self.pattern].model_copy(
                update={"voting": terms.voting, "supermajority": terms.supermajority}
            )
        return self.terms or terms

    def faults(self) -> Iterator[Fault]:
        """Nothing that changes, or two things at once."""
        if self.pattern is not None and self.terms is not None:
            yield Fault(
                place=("pattern",), message=Phrase("is given beside terms; an agreement has one of them")
            )
        if not (self.new_terms or self.practices or self.purse):
            text = Phrase("changes nothing: give pattern, terms, leader, practices or purse")
            yield Fault(
                place=("what",),
                message=text,
                allowed=Phrase("with one of pattern, terms, leader, practices, purse"),
            )
        for name, value in self.practices.items():
            place = ("practices", name)
            if name not in Practices.model_fields:
                text, names = Phrase("is no practice of partners"), tuple(Practices.model_fields)
                yield Fault(place=place, message=text, word=name, names=names, of_key=True)
                continue
            about: Any = Practices.model_fields[name].json_schema_extra
            if not about["low"] <= value <= about["high"]:
                low, high, unit = about["low"], about["high"], UnitName(about["unit"])
                allowed = Phrase("{low:g} to {high:g} {unit}", low=low, high=high, unit=unit)
                yield Fault(place=place, message=Phrase("is out of range"), allowed=allowed)

    def faults_in(self, agreement: Agreement, place: tuple[str | int, ...]) -> Iterator[Fault]:
        """Somebody named who is no member, or a leader's plan without a leader; ``place`` is that of the event."""
        if self.leader is not None and self.leader not in agreement.members:
            text, names = Phrase("is no member of '{name}'", name=agreement.name), agreement.members
            yield Fault(place=(*place, "leader"), message=text, word=self.leader, names=names)
        treasurer = self.purse.treasurer if self.purse is not None else None
        if treasurer is not None and treasurer not in (*agreement.members, *agreement.reserve):
            text, names = (
                Phrase("is no member of '{name}'", name=agreement.name),
                (*agreement.members, *agreement.reserve),
            )
            yield Fault(place=(*place, "purse", "treasurer"), message=text, word=treasurer, names=names)
        terms = self.terms or (PATTERNS[self.pattern] if self.pattern else agreement.agreed_terms)
        leads = "leader" in (terms.allocation, terms.decision_weights)
        if self.new_terms and leads and self.leader is None and agreement.leader is None:
            text = Phrase(
                "follows a leader's plan, but neither it nor '{name}' names a leader", name=agreement.name
            )
            yield Fault(place=(*place, "pattern" if self.pattern else "terms"), message=text)


class ActorLeaves(Event):
    """An organization ends its work in the place."""

    what: Literal["actor_leaves"] = "actor_leaves"
    actor: ActorName = choice(..., doc="Name of the organization.")


class NewHead(Event):
    """The head of an organization changes."""

    what: Literal["new_head"] = "new_head"
    actor: ActorName = choice(..., doc="Name of the organization.")


class IncomeShock(Event):
    """Labour income everywhere is multiplied for some months."""

    what: Literal["income_shock"] = "income_shock"
    factor: float = quantity(
        ...,
        unit="1",
        low=0.0,
        high=5.0,
        plausible=no_range("a shock is a dated fact of each case"),
        doc="Factor on labour income.",
    )
    months: int = quantity(
        ...,
        unit="months",
        low=1,
        high=120,
        plausible=no_range("a shock is a dated fact of each case"),
        doc="Length.",
    )


DatedEvent = Annotated[
    LoanRecall | ExtraMoney | BudgetChange | RuleChange | TermsChange | ActorLeaves | NewHead | IncomeShock,
    Field(discriminator="what"),
]
