"""What members of an agreement are bound by and plan, how they came to it, and where it stands in its life."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, reduce

import numpy as np

from partnersim.scenario.aspects import FUNDS, K
from partnersim.scenario.partnership import Terms
from partnersim.scenario.practices import Practices
from partnersim.scenario.purse import Purse
from partnersim.theory.arrays import Flags, Floats, ReadOnlyArrays
from partnersim.theory.partners import ALONE, JOINT, LEADER

NO_PRACTICES = Practices(visits_per_month=0.0, meetings_per_year=0.0, reports_per_year=0.0, information=0.0)
"""What organizations do for each other without an agreement."""

EACH_ITS_OWN = Purse()
"""Nobody holds others' money."""

_RULE = {"joint": JOINT, "leader": LEADER, "each_alone": ALONE}


class Stage(StrEnum):
    """Where an agreement stands."""

    IDENTIFICATION = "identification"
    SOCIALISATION = "socialisation"
    PLANNING = "planning"
    AGREEMENT = "agreement"
    IMPLEMENTATION = "implementation"
    ENDED = "ended"


PREPARING = (Stage.IDENTIFICATION, Stage.SOCIALISATION, Stage.PLANNING, Stage.AGREEMENT)


@dataclass(frozen=True)
class Bargain:
    """One round of bargaining over terms.

    Attributes:
        month: when. holder: who holds most of the money and proposes. wish: its first wish.
        refused: names of those who would rather have stayed outside than agree to that. countered: name of
            the one who made a counter-proposal, or "". counter: what it proposed, or None.
        outcome: terms now in force. how: "first wish", "counter-proposal", "second proposal" or "no terms
            suit all" (then those who lose by the first wish may stay out); where members vote "voted" or
            "voted down" (then the terms are as they were).
    """

    month: int
    holder: str
    wish: Terms
    refused: tuple[str, ...]
    countered: str
    counter: Terms | None
    outcome: Terms
    how: str


@dataclass(frozen=True)
class Contract(ReadOnlyArrays):
    """What members are bound by.

    Attributes:
        terms: in force, or proposed before a signing. leader: place of the leader in ``members``.
        inside: who has signed and not left, (n,). completeness: of the contract in force, 0 to 1.
        signed: month of the last signing or renewal, None before.
        founding_idr: what each paid for preparing and writing it, (n,). founding_money_idr: joint yearly money
            when it was signed. founders: who signed first, (n,); nobody until then.
        practices: what members do to sustain their partnership. purse: who holds the joint money.
    """

    terms: Terms
    leader: int
    inside: Flags
    founding_idr: Floats
    founders: Flags
    founding_money_idr: float = 0.0
    completeness: float = 0.0
    signed: int | None = None
    practices: Practices = NO_PRACTICES
    purse: Purse = EACH_ITS_OWN

    @property
    def rule(self) -> int:
        """Who allocates: JOINT, LEADER or ALONE."""
        return _RULE[self.terms.allocation]


@dataclass(frozen=True)
class Plan(ReadOnlyArrays):
    """A plan in force.

    Attributes:
        spends_idr: yearly rupiah by member and aspect, (n, K). money_idr: yearly money that it was made for, (n,).
        agreed_idr, agreed_money_idr: the same of the plan that a contract holds members to: the one made at the
            signing, after a change of members, or last January. What a meeting makes of the rest of a year is for that
            year alone: in December it is for money that has to go within a month.
    """

    spends_idr: Floats
    money_idr: Floats
    agreed_idr: Floats
    agreed_money_idr: Floats

    @cached_property
    def by_member(self) -> list[float]:
        """Yearly rupiah that each member plans to spend, one aspect added after the other."""
        return [reduce(operator.add, row, 0.0) for row in self.spends_idr.tolist()]

    @cached_property
    def for_funds(self) -> list[float]:
        """Yearly rupiah that each member plans to spend on community funds."""
        return self.spends_idr[:, FUNDS].tolist()  # type: ignore[no-any-return]

    @classmethod
    def agreed(cls, spends_idr: Floats, money_idr: Floats) -> Plan:
        """A plan that also says what a contract holds members to from now on."""
        return cls(spends_idr, money_idr, spends_idr, money_idr)

    @classmethod
    def none(cls, members: int) -> Plan:
        """Nobody plans anything."""
        return cls.agreed(np.zeros((members, K)), np.zeros(members))


@dataclass
class Life:
    """Where an agreement stands in its life, in months of the run.

    Attributes:
        stage, months_in_stage: where it stands. begins: first month. waits_until: month of the next try.
        founded: month of the first signing. ends, reason: when and why it ended, or why it was not signed.
        places: members who signed, or were in when terms were last bargained over. carried: whether what an
            earlier agreement taught has been taken over. months_worked: months of delivery so far.
        writing_share: what writing terms that a date has changed costs this month, share of a year's joint money.
        dormant: whether somebody slept at the last review, so that its falling asleep and waking is told once.
    """

    stage: Stage = Stage.IDENTIFICATION
    months_in_stage: int = 0
    begins: int = 0
    waits_until: int = 0
    founded: int | None = None
    ends: int | None = None
    reason: str = ""
    places: int = 0
    carried: bool = False
    months_worked: int = 0
    writing_share: float = 0.0
    dormant: bool = False
