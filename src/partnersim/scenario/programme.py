"""What partners deliver to households, and what it costs: community funds, services, needs."""

from pydantic import Field

from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.plausible import between, no_range, times
from partnersim.scenario.documents.texts import NAME_FORM


class OpeningUnits(Part):
    """Community funds of one kind that exist at the start."""

    name: str = Field(
        pattern=NAME_FORM,
        description="Short name of the kind of funding.",
        json_schema_extra={"unit": "-", "source": "scenario", "role": "constant"},
    )
    units: int = quantity(
        ...,
        unit="units",
        low=0,
        high=100_000,
        plausible=no_range("counted: a fact of each case"),
        doc="Number of units.",
    )
    members: float = quantity(
        65.0,
        unit="members/unit",
        low=1.0,
        high=1000.0,
        plausible=no_range("counted: a fact of each case"),
        doc="Members per unit.",
    )
    grant_idr: float = quantity(
        0.0,
        unit="IDR/unit",
        low=0.0,
        high=1e10,
        plausible=no_range("from accounts: a fact of each case"),
        doc="Own capital per unit, from grants.",
    )
    loan_idr: float = quantity(
        0.0,
        unit="IDR/unit",
        low=0.0,
        high=1e10,
        plausible=no_range("from accounts: a fact of each case"),
        doc="Capital per unit borrowed from a bank.",
    )


class CommunityFunds(Part):
    """Terms of a community fund (Bank Gakin, revolving fund)."""

    opening: tuple[OpeningUnits, ...] = choice((), doc="Units that exist at the start, by kind of funding.")
    seed_grant_idr: float = quantity(
        25e6,
        unit="IDR/unit",
        low=1e5,
        high=1e10,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice the grant of the case"),
        doc="Seed grant per new unit.",
    )
    units_per_year: float = quantity(
        180.0,
        unit="units/year",
        low=0.0,
        high=1e5,
        role="lever",
        plausible=times(0.25, 2.0, source="assumed: a quarter to twice the pace of the case"),
        doc="Most units that can be opened in a year.",
    )
    members_per_unit: float = quantity(
        65.0,
        unit="members/unit",
        low=2.0,
        high=2000.0,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice the members of the case"),
        doc="Members that a unit takes in.",
    )
    group_size: int = quantity(
        5,
        unit="members",
        low=1,
        high=50,
        role="lever",
        plausible=between(2, 15, source="groups of 5 to 15, co-operatives of East Java; 2 as the least"),
        doc="Members of a group.",
    )
    first_loan_idr: float = quantity(
        300_000.0,
        unit="IDR/member",
        low=1_000.0,
        high=1e9,
        role="lever",
        plausible=times(0.33, 3.0, source="assumed: a third to three times the loan of the case"),
        doc="First loan.",
    )
    loan_growth: float = quantity(
        1.25,
        unit="1",
        low=1.0,
        high=5.0,
        role="lever",
        plausible=between(1.0, 1.5),
        doc="Factor by which a repaid loan may grow.",
    )
    largest_loan_idr: float = quantity(
        2e6,
        unit="IDR/member",
        low=1_000.0,
        high=1e10,
        role="lever",
        plausible=times(0.33, 3.0, source="assumed: a third to three times the loan of the case"),
        doc="Largest loan.",
    )
    fair_share: float = quantity(
        2.0,
        unit="1",
        low=0.1,
        high=100.0,
        role="lever",
        plausible=between(1.0, 5.0),
        doc="Largest loan relative to the unit's capital per member (at least the first loan).",
    )
    term_weeks: int = quantity(
        10,
        unit="weeks",
        low=1,
        high=260,
        role="lever",
        plausible=between(10, 50, source="loans of 10 weeks (Bank Gakin) to a year (women's co-operatives)"),
        doc="Length of a loan.",
    )
    rate_per_month: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=0.5,
        role="lever",
        plausible=between(
            0.005,
            0.03,
            source="0.6 to 2.5 percent a month in Indonesian programmes, a little beyond at both ends",
        ),
        doc="Flat interest a month.",
    )
    grace_months: int = quantity(
        0,
        unit="months",
        low=0,
        high=24,
        role="lever",
        plausible=between(0, 3),
        doc="Months before the first instalment; the term begins after them.",
    )
    weeks_between_instalments: int = quantity(
        1,
        unit="weeks",
        low=1,
        high=26,
        role="lever",
        plausible=between(1, 5),
        doc="Weeks from one instalment to the next.",
    )
    follow_on_loans: bool = choice(
        True, role="lever", doc="Whether a member who has repaid may borrow again."
    )
    operating_cost: float = quantity(
        0.025,
        unit="share",
        low=0.0,
        high=0.5,
        role="uncertainty",
        plausible=between(0.01, 0.05),
        doc="Cost of running a unit per rupiah lent.",
    )
    meeting_rate: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=4.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Group meetings relative to weekly, when fully organised.",
    )
    bank_rate_per_year: float = quantity(
        0.02,
        unit="1/year",
        low=0.0,
        high=1.0,
        plausible=between(
            0.02, 0.12, source="2 percent a year (subsidised, Jember 2007) to 12 percent (KUR 2015)"
        ),
        doc="Interest on capital borrowed from a bank.",
    )
    smallest_capital_idr: float = quantity(
        5e6,
        unit="IDR/unit",
        low=0.0,
        high=1e10,
        role="uncertainty",
        source="assumed: at 2 percent a month less capital earns under Rp100,000, "
        "too little to keep three officers going",
        plausible=times(0.3, 3.0, source="assumed: a third to three times"),
        doc="Capital of its own below which a unit gives up.",
    )


class Services(Part):
    """What one unit of a service costs."""

    socialisation_idr: float = quantity(
        250_000.0,
        unit="IDR/hamlet/month",
        low=1_000.0,
        high=1e10,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the price of the case"),
        doc="Programme work for one hamlet at which two thirds are reached.",
    )
    training_place_idr: float = quantity(
        750_000.0,
        unit="IDR/place",
        low=1_000.0,
        high=1e9,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the price of the case"),
        doc="Cost of one training place.",
    )
    mentor_visit_idr: float = quantity(
        60_000.0,
        unit="IDR/visit",
        low=100.0,
        high=1e9,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the price of the case"),
        doc="Cost of one mentoring visit.",
    )
    training_share: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.1, 0.9),
        doc="Share of personnel money that goes to courses, the rest to mentoring.",
    )
    order_place_idr: float = quantity(
        50_000.0,
        unit="IDR/producer/month",
        low=100.0,
        high=1e9,
        role="uncertainty",
        plausible=times(0.5, 2.0, source="assumed: half to twice the price of the case"),
        doc="Cost of keeping one producer supplied with buyer orders for a month.",
    )
    contract_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of market money that goes to contracts instead of orders.",
    )
    support_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of facilities money paid as consumption support instead of equipment.",
    )


class NeedWeights(Part):
    """How much each aspect matters for the welfare of the poor at the start, as partners' plans assume."""

    programme: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=times(0.5, 1.5, source="assumed: half less to half more; weights are made to sum to one"),
        doc="Programme.",
    )
    facilities: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=times(0.5, 1.5, source="assumed: half less to half more; weights are made to sum to one"),
        doc="Facilities.",
    )
    personnel: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=times(0.5, 1.5, source="assumed: half less to half more; weights are made to sum to one"),
        doc="Personnel.",
    )
    use_of_outputs: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=times(0.5, 1.5, source="assumed: half less to half more; weights are made to sum to one"),
        doc="Use of outputs.",
    )
    funds: float = quantity(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=times(0.5, 1.5, source="assumed: half less to half more; weights are made to sum to one"),
        doc="Funds.",
    )


class Programme(Part):
    """The programme that partners carry out."""

    hamlets: int | None = quantity(
        None,
        unit="hamlets",
        low=1,
        high=100_000,
        role="lever",
        plausible=no_range("where the programme works is a fact of each case; empty means the whole place"),
        doc="Hamlets the programme covers; all of the place if empty.",
    )
    community_funds: CommunityFunds = CommunityFunds()
    services: Services = Services()
    needs: NeedWeights = NeedWeights()
