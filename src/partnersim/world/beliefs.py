"""What partners believe of each other and how they see the place: records that are replaced, never written into.

Rows are those who believe, columns those believed about; n is the number of members, K that of aspects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from partnersim.scenario.aspects import K
from partnersim.theory import belief
from partnersim.theory.arrays import Floats, ReadOnlyArrays

_ACTIVE_ALPHA, _ACTIVE_BETA = 0.95 * 6.0, 0.05 * 6.0
"""Founding belief in activity, 0.95 as from six months: nobody founds a partnership with somebody expected to sleep."""


@dataclass(frozen=True)
class Evidence(ReadOnlyArrays):
    """Beta beliefs in a share of each by each: ``alpha / (alpha + beta)`` is expected, their sum is its weight.

    Attributes:
        alpha, beta: shape (n, n) each.
    """

    alpha: Floats
    beta: Floats

    @classmethod
    def alike(cls, members: int, *, alpha: float, beta: float) -> Evidence:
        """The same belief of everybody in everybody."""
        return cls(np.full((members, members), alpha), np.full((members, members), beta))

    @property
    def mean(self) -> Floats:
        """Expected share, shape (n, n)."""
        return np.asarray(belief.mean(self.alpha, self.beta))

    def of_somebody_new(self, i: int, towards: Evidence, lost: float) -> Evidence:
        """Evidence after a share ``lost`` of what others know of ``i`` has gone with its head."""
        alpha, beta = self.alpha.copy(), self.beta.copy()
        for values, founding in ((alpha, towards.alpha), (beta, towards.beta)):
            values[:, i] = founding[:, i] + (1.0 - lost) * (values[:, i] - founding[:, i])
        return Evidence(alpha, beta)

    def carried(
        self, earlier: Evidence, towards: Evidence, *, here: list[int], there: list[int], share: float
    ) -> Evidence:
        """Evidence with a share of what members had learned in an earlier agreement.

        Args:
            earlier: what was learned there. towards: the founding belief. share: of it.
            here, there: places of the same members in this agreement and in the earlier one.
        """
        alpha, beta = self.alpha.copy(), self.beta.copy()
        mine, theirs = np.ix_(here, here), np.ix_(there, there)
        for values, founding, before in (
            (alpha, towards.alpha, earlier.alpha),
            (beta, towards.beta, earlier.beta),
        ):
            values[mine] = founding[mine] + share * (before[theirs] - founding[mine])
        return Evidence(alpha, beta)


@dataclass(frozen=True)
class Beliefs:
    """Beliefs of members in each other's reliability when at work and in each other's activity.

    Attributes:
        reliability, activity: as learned so far. founding_reliability, founding_activity: as at the founding.
    """

    reliability: Evidence
    activity: Evidence
    founding_reliability: Evidence
    founding_activity: Evidence

    @classmethod
    def at_founding(cls, members: int, *, mean: float | Floats, strength: float) -> Beliefs:
        """Beliefs of members who have not worked together.

        Args:
            members: n. mean: expected reliability, one number or one for each pair, (n, n). strength: observations that
                this counts like.
        """
        alpha, beta = mean * strength, (1.0 - mean) * strength
        shape = (members, members)
        reliability = Evidence(np.full(shape, alpha), np.full(shape, beta))
        activity = Evidence.alike(members, alpha=_ACTIVE_ALPHA, beta=_ACTIVE_BETA)
        return cls(reliability, activity, reliability, activity)

    def after(self, months: int, *, delivered: float, fading: float) -> Beliefs:
        """Beliefs after months in each of which everybody saw everybody deliver the same share.

        The last month counts one, each one before it ``1 - fading`` of the next; the founding beliefs stay.

        Args:
            months: how many. delivered: share of what was promised, 0 to 1. fading: share of evidence lost a month.
        """
        weight = math.fsum((1.0 - fading) ** age for age in range(months))
        learned = self.reliability
        seen = Evidence(learned.alpha + weight * delivered, learned.beta + weight * (1.0 - delivered))
        return replace(self, reliability=seen)

    def unlearned(self) -> Beliefs:
        """Beliefs as they were at the founding."""
        return replace(self, reliability=self.founding_reliability, activity=self.founding_activity)

    def of_somebody_new(self, i: int, lost: float) -> Beliefs:
        """Beliefs after the head of member ``i`` has changed and a share ``lost`` of what was known of it is gone."""
        return replace(
            self,
            reliability=self.reliability.of_somebody_new(i, self.founding_reliability, lost),
            activity=self.activity.of_somebody_new(i, self.founding_activity, lost),
        )

    def carried(self, earlier: Beliefs, *, here: list[int], there: list[int], share: float) -> Beliefs:
        """Beliefs with a share of what the same members had learned in an earlier agreement."""
        pairs = {"here": here, "there": there, "share": share}
        return replace(
            self,
            reliability=self.reliability.carried(earlier.reliability, self.founding_reliability, **pairs),  # type: ignore[arg-type]
            activity=self.activity.carried(earlier.activity, self.founding_activity, **pairs),  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Views(ReadOnlyArrays):
    """How members see needs and each other's productivity.

    Attributes:
        needs: weights of the aspects in each one's eyes, shape (n, K), each row summing to one.
        productivity: effect of a rupiah by who judges, who is judged and aspect, shape (n, n, K).
    """

    needs: Floats
    productivity: Floats

    @classmethod
    def at_start(cls, members: int) -> Views:
        """Everybody sees equal needs, and a rupiah of effect per rupiah."""
        return cls(np.full((members, K), 1.0 / K), np.ones((members, members, K)))
