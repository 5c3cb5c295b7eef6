"""Parameters of what partners' money becomes in the hamlets: services, and community funds that lend."""

from partnersim.scenario.documents.fields import Part, choice, quantity, switch


class ServiceDelivery(Part):
    """Partners' spending is paid, and becomes services in the hamlets of the programme."""

    on: bool = switch("partners spend nothing, and nothing reaches the hamlets.")
    meeting_priority: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="lever",
        doc="Extra programme money for a hamlet with a community fund, relative to one without.",
    )


class UnitOpening(Part):
    """Money for funds becomes seed grants: one community fund in one hamlet, up to a yearly number."""

    on: bool = switch("no community fund is opened.")
    poor_pull: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=5.0,
        role="lever",
        doc="Exponent of listed poor households in a hamlet's chance to get the next unit.",
    )
    socialised_pull: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="lever",
        doc="Added chance of a hamlet fully reached by programme work, relative to one not reached.",
    )


class GapFilling(Part):
    """A facilitating government spends its own funds line where partners bring too little money."""

    on: bool = switch("government's funds line is spent like any other partner's money.")


class SurplusSharing(Part):
    """Community funds pay part of their yearly surplus to their members."""

    on: bool = switch("surplus stays in the fund.")
    share: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        source="one unit shared Rp15 million beside savings of Rp24 million (Antara Jatim, data 2014)",
        doc="Share of the year's surplus paid to members.",
    )


class Lending(Part):
    """Community funds lend what they hold to groups in good standing, first come first served."""

    on: bool = switch("community funds do not lend.")
    banking_delay: bool = choice(
        False,
        doc="Money collected in a month is lent from the next month on; otherwise at the end of the same month.",
        source="assumed: instalments are weekly, are banked (cash rule, Kiss FM Jember, 6 January 2010), and a monthly "
        "meeting lends them out again",
    )
