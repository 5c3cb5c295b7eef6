"""Who acts: organizations with their money, staff, aims and strengths."""

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, model_validator

from partnersim.scenario.aspects import Aspect
from partnersim.scenario.budgets import Budget
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.plausible import between, no_range, times
from partnersim.scenario.documents.texts import NAME_FORM, Prose
from partnersim.scenario.phrases import Phrase

Giver = Literal["treasury", "donors_abroad", "firms_profit"]
"""Accounts outside the place from which organizations get money of their own."""

Payer = Literal["government", "donors", "ngos", "institutes", "firms"]
"""Whose payments are measured together, as ``paid_NAME_idr``."""


class Organization(Part):
    """What every organization has; a kind of actor says by what it differs from the others.

    Attributes:
        counted_as: whose payments its own are measured with; every kind says it.
        giver: where money of its own comes from and returns to; an appropriation is always the treasury's.
        public: a government office: it regulates and convenes, and its officials may take money.
        of_the_place: its say counts as the place's own.
        forum: it stands for many firms: its money is what they give, and it may join what is open at any time.
    """

    counted_as: ClassVar[Payer]
    giver: ClassVar[Giver] = "donors_abroad"
    public: ClassVar[bool] = False
    of_the_place: ClassVar[bool] = True
    forum: ClassVar[bool] = False

    name: str = Field(
        pattern=NAME_FORM,
        description="Short name, used as reference.",
        json_schema_extra={"unit": "-", "source": "scenario", "role": "constant"},
    )
    id: str | None = Field(
        None,
        pattern=NAME_FORM,
        description="Name by which its luck is drawn; its own if empty. An actor that gets a new name and its old one "
        "here keeps its luck.",
        json_schema_extra={"unit": "-", "source": "scenario", "role": "constant"},
    )
    title: Prose = choice("", doc="Full name for tables and pictures.")
    present: bool = choice(
        True, doc="Whether it is there at all, with its money, staff, capacity and its place in agreements."
    )
    budget: Budget = Budget()
    staff: float = quantity(
        5.0,
        unit="persons",
        low=0.0,
        high=1e5,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice the posts of the case"),
        doc="Staff for the programme.",
    )
    absorptive_idr: float = quantity(
        2e8,
        unit="IDR/person/year",
        low=0.0,
        high=1e13,
        role="uncertainty",
        plausible=times(
            0.5, 2.0, source="assumed: at half it could not deliver its own plan; twice would be idle time"
        ),
        source="assumed: money planned for a person who delivers is Rp0.03 billion a year for courses, 0.06 to 0.17 in "
        "district offices, 0.4 to 0.6 in an aid project and 0.8 in a state firm's lending; the middle of these",
        doc="Money that one person of staff can turn into delivery in a year.",
    )
    readiness: float = quantity(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.4, 1.0),
        doc="Share of what is planned that the organization is ready to carry out at first.",
    )
    keeps_promises: float = quantity(
        0.75,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.5, 0.95),
        doc="Good faith in delivery: share of what a common plan promises others, delivered when nobody looks.",
    )
    own_money_misused: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        source="assumed: below the 19 percent of paid teachers found absent (six countries, Indonesia among them: "
        "Chaudhury and others 2006, Journal of Economic Perspectives 20(1)), since theft is counted by itself",
        role="uncertainty",
        plausible=between(
            0.0, 0.25, source="assumed: from none to what is not kept by default of promises that nobody sees"
        ),
        doc="Share of money spent by its own plan, under its own head office and auditors alone, that it diverts to "
        "its showpiece; at the usual 4 percent of audits a year, less where there are more.",
    )
    common_aim: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.4, 0.95),
        doc="Good faith in aims: weight of the poor's welfare against private aims.",
    )
    takes_money: bool = choice(
        True, doc="Whether other members' money may be given to it to work with.", role="lever"
    )
    asks_accounts: bool = choice(
        False,
        role="lever",
        doc="Whether those who work with its money owe it reports, missions and accounts of its own.",
    )
    credit_share: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.2, 0.8),
        doc="Share of the public credit for results that it expects.",
    )
    showpiece: Aspect = choice("programme", doc="Aspect that it likes to be seen with.")
    productivity: dict[Aspect, float] = quantity(
        {},
        unit="1",
        low=0.01,
        high=20.0,
        role="uncertainty",
        plausible=no_range("a pattern over five aspects: sites differ in it, so a study draws it as a whole"),
        doc="Effective rupiah per rupiah spent, by aspect; 1 where not given.",
    )
    capacity_idr: dict[Aspect, float] = quantity(
        {},
        unit="IDR/year",
        low=0.0,
        high=1e14,
        role="lever",
        plausible=times(0.33, 3.0, source="assumed: a third to three times what the case gives it"),
        doc="Most it can put to work a year, by real aspect; an aspect not given is one it cannot supply.",
    )

    @property
    def luck(self) -> str:
        """The text that keys its draws: its id, or its name."""
        return self.id or self.name

    @model_validator(mode="after")
    def _budget_fits_kind(self) -> "Organization":
        if self.budget.rule == "profit_share" and "profit_idr" not in type(self).model_fields:
            raise ValueError(
                Phrase(
                    "budget.rule of '{name}' is profit_share, but only an actor of kind firm has a profit",
                    name=self.name,
                )
            )
        return self


class Government(Organization):
    """A government office with two roles, regulator and facilitator, out of one stock of staff."""

    kind: Literal["government"] = "government"
    counted_as = "government"
    giver = "treasury"
    public = True
    staff_regulating: float = quantity(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.02, 0.3),
        doc="Share of staff that regulates.",
    )
    staff_convening: float = quantity(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.05, 0.6),
        doc="Share of staff that convenes; what is left works and visits.",
    )
    fills_gaps: bool = choice(
        True, doc="Whether its money goes where partners bring too little.", role="lever"
    )


class Donor(Organization):
    """A donor with expertise, some money and a horizon; it gives money, takes none, and asks for accounts."""

    takes_money: bool = choice(
        False, doc="Whether other members' money may be given to it to work with.", role="lever"
    )
    asks_accounts: bool = choice(
        True,
        role="lever",
        doc="Whether those who work with its money owe it reports, missions and accounts of its own.",
    )
    kind: Literal["donor"] = "donor"
    counted_as = "donors"
    of_the_place = False


class Ngo(Organization):
    """A non-governmental organization with reach and mentoring."""

    kind: Literal["ngo"] = "ngo"
    counted_as = "ngos"


class TrainingInstitute(Organization):
    """A course-and-training institute with courses and placement."""

    kind: Literal["training_institute"] = "training_institute"
    counted_as = "institutes"


class Firms(Organization):
    """A population of private firms that decide one by one; those who give act through one forum."""

    kind: Literal["firms"] = "firms"
    counted_as = "firms"
    giver = "firms_profit"
    forum = True
    count: int = quantity(
        200,
        unit="firms",
        low=0,
        high=5000,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the firms of the case"),
        doc="Firms in the place.",
    )
    profit_median_idr: float = quantity(
        1e9,
        unit="IDR/year",
        low=1e6,
        high=1e13,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the median of the case"),
        doc="Median yearly profit.",
    )
    profit_log_sd: float = quantity(
        1.3,
        unit="log",
        low=0.0,
        high=4.0,
        role="uncertainty",
        plausible=between(1.0, 1.6),
        doc="Spread of profit between firms.",
    )
    profit_year_sd: float = quantity(
        0.20,
        unit="log",
        low=0.0,
        high=2.0,
        plausible=between(0.1, 0.4),
        doc="Yearly spread of a firm's profit.",
    )
    sector_fit: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.2, 0.8),
        doc="How useful reliable supply from small producers is to the median firm.",
    )
    state_owned_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.3),
        doc="Share of firms the state owns.",
    )
    brings: Literal["money", "market", "both"] = choice(
        "both", role="lever", doc="What a firm that joins brings: money, a market for products, or both."
    )
    market_per_idr: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=50.0,
        role="uncertainty",
        plausible=between(0.0, 3.0),
        doc="Market capacity (orders) opened per rupiah a firm gives.",
    )


class NamedFirm(Organization):
    """A single named firm, which gives a share of its profit and may be a member or leader of agreements."""

    kind: Literal["firm"] = "firm"
    counted_as = "firms"
    giver = "firms_profit"
    budget: Budget = Budget(rule="profit_share")
    profit_idr: float = quantity(
        1e12,
        unit="IDR/year",
        low=1e6,
        high=1e15,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the profit of the case"),
        doc="Usual yearly profit after tax.",
    )
    profit_year_sd: float = quantity(
        0.10, unit="log", low=0.0, high=2.0, plausible=between(0.05, 0.3), doc="Yearly spread of its profit."
    )
    place_share: float = quantity(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.1, 1.0),
        doc="Share of its gift that comes to this place.",
    )
    state_owned: bool = choice(False, doc="Whether the state owns it.", role="lever")
    sector_fit: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.2, 0.8),
        doc="How useful reliable supply from small producers is to it.",
    )


Actor = Annotated[
    Government | Donor | Ngo | TrainingInstitute | Firms | NamedFirm, Field(discriminator="kind")
]

ActorKind = Literal["government", "donor", "ngo", "training_institute", "firms", "firm"]

KINDS: dict[str, type[Organization]] = {
    get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in get_args(get_args(Actor)[0])
}
"""Class of each kind of actor."""
