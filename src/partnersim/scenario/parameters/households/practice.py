"""Parameters of learning and forgetting."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS


class Coaching(Part):
    """Coaching visits raise discipline, which fades slowly after they stop."""

    on: bool = switch("visits do not change discipline.")
    effect: float = fitted(
        "coaching.effect",
        unit="log",
        low=0.0,
        high=3.0,
        plausible=between(0.6, 1.6, source=PILOT_BOUNDS),
        doc="Rise of the log plough-back rate under steady coaching.",
    )
    per_visit: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.1, 0.4),
        doc="Share of the distance to full discipline covered by one visit.",
    )
    fading: float = fitted(
        "coaching.fading",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.001, 0.008, source=PILOT_BOUNDS),
        doc="Share of discipline lost a month.",
    )


class Practice(Part):
    """Business practice: newcomers start low and heal slowly; what is taught is forgotten faster."""

    on: bool = switch("every enterprise has ordinary practice, whatever it is taught.")
    newcomer_gap: float = fitted(
        "practice.newcomer_gap",
        unit="log",
        low=0.0,
        high=2.0,
        plausible=between(0.1, 0.6, source=PILOT_BOUNDS),
        doc="Shortfall of log profit of a new owner.",
    )
    healing: float = fitted(
        "practice.healing",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.012, 0.04, source=PILOT_BOUNDS),
        doc="Share of the newcomer's shortfall that experience closes a month.",
    )
    forgetting: float = quantity(
        0.09,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        role="uncertainty",
        plausible=between(0.03, 0.15),
        doc="Share of taught practice lost a month.",
    )
    training_gain: float = quantity(
        0.20,
        unit="log",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="set from McKenzie 2021: training raises profit by 5 to 10 percent",
        plausible=between(0.1, 0.3),
        doc="Rise of log profit right after a classroom course.",
    )
    mentor_level: float = quantity(
        0.19,
        unit="log",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="set from Brooks, Donovan and Johnson 2018",
        plausible=between(0.1, 0.3),
        doc="Practice a mentor leads an owner towards.",
    )
    mentor_step: float = quantity(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.2, 0.5),
        doc="Share of the distance to the mentor's level covered by one visit.",
    )
    skill_fading: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.01, 0.05),
        doc="Share of a non-owner's training that is forgotten a month.",
    )


class Mentoring(Part):
    """Mentors visit owners: practice moves towards the mentor's level and discipline rises."""

    on: bool = switch("visits have no effect.")


class PracticeRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    coaching: Coaching = Coaching()
    practice: Practice = Practice()
    mentoring: Mentoring = Mentoring()
