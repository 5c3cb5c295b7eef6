"""Parameters of answering for one another, and of lending."""

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.documents.plausible import between


class JointLiability(Part):
    """Group members cover a missed instalment, and nobody in the group borrows until arrears are cleared."""

    on: bool = switch("each member answers for the own loan only, and arrears of others block nobody.")
    cover_base: float = quantity(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.1, 0.5),
        doc="Probability that peers cover a missed instalment without group capital.",
    )
    cover_bond: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.3, 0.7),
        doc="Added probability at full group capital.",
    )
    patience: float = quantity(
        0.50,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed; 8 percent of loans were a problem and 2 percent lost after years of joint liability "
        "(JPIP, Otonomi Award, about 2013-14)",
        plausible=between(0.2, 0.8),
        doc="Factor on the probability of covering for each month the debtor is late already.",
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


class GroupsRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    lending: Lending = Lending()
    joint_liability: JointLiability = JointLiability()
