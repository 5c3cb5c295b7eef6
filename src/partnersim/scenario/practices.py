"""What partners do to sustain a partnership and hold each other to it, and what they have seen of each other."""

from partnersim.scenario.documents.fields import Part, quantity
from partnersim.scenario.documents.plausible import between


class Practices(Part):
    """What partners do to sustain the partnership, all of it paid for in staff time."""

    visits_per_month: float = quantity(
        4.0,
        unit="1/month",
        low=0.0,
        high=200.0,
        role="lever",
        plausible=between(0.0, 20.0),
        doc="Visits that each member makes to the others, spread evenly.",
    )
    meetings_per_year: float = quantity(
        4.0,
        unit="1/year",
        low=0.0,
        high=52.0,
        role="lever",
        plausible=between(0.0, 12.0),
        doc="Meetings of all members; plans may be revised there.",
    )
    reports_per_year: float = quantity(
        4.0,
        unit="1/year",
        low=0.0,
        high=52.0,
        role="lever",
        plausible=between(0.0, 12.0),
        doc="Written reports by each member about itself.",
    )
    information: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="How up to date partners keep each other; 1 removes the delay in seeing needs.",
    )
    informal_ties: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.8),
        doc="How far members keep private contact beside the official one; 1 is daily contact with everybody.",
    )
    plans_known: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of others' plans that a member takes into account where each plans alone; 0 is as if nobody else "
        "were there.",
    )
    mutual_aid: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.8),
        doc="Share of its month's money that each member gives while a partner is in trouble.",
    )
    joint_reports: float = quantity(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        source="a fifth of missions were joint, surveys on the Paris Declaration 2006 to 2011 (as remembered)",
        role="lever",
        plausible=between(0.0, 0.8),
        doc="Share of their reports, missions and accounts that donors ask for together, one for all.",
    )
    no_blame: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.8),
        doc="Share of a shortfall by trouble that partners do not hold against each other.",
    )
    fine: float = quantity(
        0.0,
        unit="months",
        low=0.0,
        high=12.0,
        role="lever",
        plausible=between(0.0, 1.0, source="assumed: up to a month's money"),
        doc="Fine that a member may impose on another whose work it saw fall short, in months of the money that the "
        "other has here; 0 for none.",
    )
    exclusion: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0, source="assumed: from no putting out to the consent of all others"),
        doc="Share of the others at work who must want a member out, whose work one of them saw fall short, to put it "
        "out; 0 if nobody can be put out.",
    )


class History(Part):
    """What members have seen of each other before the agreement."""

    months: int = quantity(
        0,
        unit="months",
        low=0,
        high=600,
        role="lever",
        plausible=between(0, 60),
        doc="Months that they have worked together before, each of which counts as one visit that saw and fades as "
        "what is learned later does.",
    )
    delivered: float = quantity(
        0.75,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.2, 0.95),
        doc="Share of what was promised that everybody saw the others deliver in those months.",
    )
