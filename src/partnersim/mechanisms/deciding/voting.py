"""Members vote on a proposal, each for itself, by what it expects to gain."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory import proposals
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.proposals import EQUAL_VOTES, LEADERS_VOTE, VOTES_BY_FUNDS, Rules
from partnersim.theory.voting import NONE, carries
from partnersim.world.agreements import Group

VOTING = {"equal": EQUAL_VOTES, "by_funds": VOTES_BY_FUNDS, "leader": LEADERS_VOTE}
"""How votes are weighed, by the word in the terms."""


class Vote(NamedTuple):
    """Outcome of a vote: whether the proposal holds, and the share of votes for it."""

    passed: bool
    in_favour: float

    @property
    def in_words(self) -> str:
        """The share of votes for it."""
        return f"{self.in_favour:.0%} of votes for it"


WITHOUT_A_VOTE = Vote(True, 1.0)


def votes_on(agreement: Group) -> bool:
    """Whether members vote under the terms in force or on the table."""
    return agreement.terms.voting != NONE


def voted(agreement: Group, *, voters: Flags, gains: Floats, budgets: Floats) -> Vote:
    """Outcome of a vote in which each is for what it expects to gain by.

    Votes are weighed as the terms weigh aims: alike, by money, or the leader's alone. Who cannot say what it would gain
    (it has no money here) does not vote; if nobody can, nothing speaks against the proposal.

    Args:
        agreement: under whose terms. voters: who is asked, (n,). gains: what each expects above what holds without
            the proposal, (n,). budgets: money of each, (n,).
    """
    terms = agreement.terms
    voting = voters & np.isfinite(gains)
    if terms.voting == NONE or not voting.any():
        return WITHOUT_A_VOTE
    rules = Rules(True, agreement.rule, agreement.leader, VOTING[terms.decision_weights], 0.0)
    weights = np.asarray(proposals.votes(rules, voting, np.array(budgets)))
    in_favour = float(weights[voting & (np.where(voting, gains, 0.0) > 0.0)].sum())
    return Vote(carries(in_favour, terms.voting, terms.supermajority), in_favour)
