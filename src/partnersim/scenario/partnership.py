"""Agreements: members, terms, stages. A pattern is only a named preset of terms."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.plausible import between, no_range, times
from partnersim.scenario.documents.texts import NAME_FORM, ActorName, AgreementName, Month
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.practices import History, Practices
from partnersim.scenario.purse import Purse
from partnersim.scenario.stages import Stages

PatternName = Literal[
    "parallel_collaborative",
    "nucleus_plasma",
    "foster",
    "need_based",
    "donor_led",
    "contracting",
    "uncoordinated",
    "mutual_accountability",
]

AgreementKind = Literal["loose_forum", "programme", "contract", "plasma_scheme", "treaty"]

EXIT_COSTS: dict[AgreementKind, float] = {
    "loose_forum": 0.0,
    "programme": 0.01,
    "contract": 0.05,
    "plasma_scheme": 0.10,
    "treaty": 0.05,
}
"""What a member that leaves loses once, by kind of agreement, relative to the worth of a year's joint money.

A loose forum: nothing, as in the partnerships of two that were fitted. A programme: its name with who pays for it, and
notice. A contract: notice and damages. A plasma scheme: credit that falls due, and stock and buildings that are good
for one buyer. These are assumed. A treaty between places: a political price, chosen with the observed share of
dormant memoranda in view (half of Indonesia's registered sister relations are inactive, and hardly any was ended).
"""


class Terms(Part):
    """Who decides, how money is allocated, how delivery and benefits are arranged."""

    decision_weights: Literal["equal", "by_funds", "leader"] = choice(
        "equal", role="lever", doc="How members' aims are weighted in a joint plan."
    )
    allocation: Literal["joint", "leader", "each_alone"] = choice(
        "joint",
        role="lever",
        doc="Who allocates: the voted objective, the leader's own plan, or each for itself.",
    )
    delivery: Literal["parallel", "sequence"] = choice(
        "parallel", role="lever", doc="Members deliver side by side, or one after the other."
    )
    sharing: Literal["equal", "by_contribution", "leader_residual"] = choice(
        "equal", role="lever", doc="How rival benefits are shared."
    )
    completeness: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.9),
        doc="Completeness of the written contract.",
    )
    open_membership: bool = choice(False, role="lever", doc="Whether members may change as needed.")
    voting: Literal["none", "majority", "supermajority", "unanimity"] = choice(
        "none",
        role="lever",
        doc="Whether a proposal (the founding, terms, a new plan, a new member) needs votes of so many who expect to "
        "gain by it, weighed by decision_weights; else what holds goes on. None: whoever loses stays out.",
    )
    supermajority: float = quantity(
        2.0 / 3.0,
        unit="share",
        low=0.5,
        high=1.0,
        role="lever",
        plausible=between(0.6, 0.9),
        doc="Share of votes that a supermajority needs.",
    )


PATTERNS: dict[PatternName, Terms] = {
    "parallel_collaborative": Terms(
        decision_weights="equal", allocation="joint", delivery="parallel", sharing="equal", completeness=0.5
    ),
    "nucleus_plasma": Terms(
        decision_weights="leader",
        allocation="leader",
        delivery="parallel",
        sharing="leader_residual",
        completeness=0.3,
    ),
    "foster": Terms(
        decision_weights="leader", allocation="joint", delivery="parallel", sharing="equal", completeness=0.3
    ),
    "need_based": Terms(
        decision_weights="equal",
        allocation="joint",
        delivery="parallel",
        sharing="by_contribution",
        completeness=0.3,
        open_membership=True,
    ),
    "donor_led": Terms(
        decision_weights="leader",
        allocation="leader",
        delivery="parallel",
        sharing="leader_residual",
        completeness=0.5,
    ),
    "contracting": Terms(
        decision_weights="by_funds",
        allocation="leader",
        delivery="sequence",
        sharing="by_contribution",
        completeness=0.9,
    ),
    "uncoordinated": Terms(
        decision_weights="equal",
        allocation="each_alone",
        delivery="parallel",
        sharing="by_contribution",
        completeness=0.0,
    ),
    "mutual_accountability": Terms(
        decision_weights="equal",
        allocation="each_alone",
        delivery="parallel",
        sharing="equal",
        completeness=0.5,
    ),
}


class Agreement(Part):
    """One partnership between named actors."""

    name: str = Field(
        pattern=NAME_FORM,
        description="Short name.",
        json_schema_extra={"unit": "-", "source": "scenario", "role": "constant"},
    )
    members: tuple[ActorName, ...] = choice(..., doc="Names of the actors that take part.")
    leader: ActorName | None = choice(None, doc="Member that decides where the terms name a leader.")
    pattern: PatternName = choice("parallel_collaborative", role="lever", doc="Preset of terms.")
    terms: Terms | None = choice(
        None,
        role="lever",
        plausible=no_range("each of the terms has a range of its own"),
        doc="Own terms instead of the preset's, which holds for what they leave out.",
    )
    kind: AgreementKind = choice(
        "loose_forum",
        role="lever",
        doc="Kind of agreement, which says what leaving costs: loose forum 0, programme 0.01, contract 0.05, plasma "
        "scheme 0.1, treaty 0.05.",
    )
    exit_cost: float | None = quantity(
        None,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(
            0.0, 0.1, source="assumed: nothing to what a contract's notice and damages are worth"
        ),
        doc="What a member that leaves loses once (name, notice, repaying, political price), relative to the worth of "
        "a year's joint money; that of the kind if empty.",
    )
    begins: Month | None = choice(
        None, doc="First month (YYYY-MM) of identification; the scenario's start if empty."
    )
    working_already: bool = choice(
        False, doc="Whether the agreement is in its implementation stage at the beginning."
    )
    months: int = quantity(
        72,
        unit="months",
        low=1,
        high=1200,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice the length agreed"),
        doc="Length once signed.",
    )
    stages: Stages = Stages()
    practices: Practices = Practices()
    purse: Purse = Purse()
    history: History = History()
    founding_trust: dict[ActorName, dict[ActorName, float]] = quantity(
        {},
        unit="share",
        low=0.05,
        high=0.95,
        plausible=no_range("who trusted whom at first is a fact of each case"),
        doc="Belief in a partner's reliability at the founding where it is another than "
        "mechanisms.learned_trust.prior_mean, by who believes and in whom.",
    )

    reserve: tuple[ActorName, ...] = choice(
        (),
        role="lever",
        plausible=no_range("who could step in is a fact of each case"),
        doc="Actors not asked at the founding, who may take the place of a member that has left where "
        "membership is open.",
    )
    follows: AgreementName | None = choice(
        None, doc="Earlier agreement whose next phase this is; it begins when that one ends unless dated."
    )
    bargained: bool = choice(
        False, role="lever", doc="Whether the terms are bargained at signing and renewal, or as written here."
    )
    candidate_patterns: tuple[PatternName, ...] = choice(
        (), doc="Presets of terms that may be proposed in bargaining; with none and no own terms, all."
    )
    candidate_terms: tuple[Terms, ...] = choice(
        (), doc="Own sets of terms that may be proposed in bargaining."
    )

    def faults(self) -> Iterator[Fault]:
        """Trust of or in somebody who is not named, or in oneself; a treasurer who is not named."""
        names = (*self.members, *self.reserve)
        if self.purse.treasurer is not None and self.purse.treasurer not in names:
            text = Phrase("is neither a member nor in the reserve")
            yield Fault(place=("purse", "treasurer"), message=text, word=self.purse.treasurer, names=names)
        for believer, others in self.founding_trust.items():
            for name, place in ((believer, ()), *((other, (believer,)) for other in others)):
                key = ("founding_trust", *place, name)
                if name not in names:
                    text = Phrase("is neither a member nor in the reserve")
                    yield Fault(place=key, message=text, word=name, names=names, of_key=True)
                elif place and name == believer:
                    yield Fault(
                        place=key, message=Phrase("trusts itself by what it knows of itself"), of_key=True
                    )

    @property
    def agreed_terms(self) -> Terms:
        """The agreement's own terms, or those of its pattern."""
        return self.terms if self.terms is not None else PATTERNS[self.pattern]

    @property
    def costs_to_leave(self) -> float:
        """What a member that leaves loses once, relative to the worth of a year's joint money."""
        return EXIT_COSTS[self.kind] if self.exit_cost is None else self.exit_cost

    @property
    def offers(self) -> tuple[Terms, ...]:
        """Different sets of terms that may be proposed, in order; names are left behind here."""
        named = self.candidate_patterns
        if not named and not self.candidate_terms:
            named = tuple(PATTERNS)
        found: list[Terms] = []
        own = self.agreed_terms  # a pattern says nothing of votes: the rule by which they bargain stays
        rule = {"voting": own.voting, "supermajority": own.supermajority}
        for terms in (*(PATTERNS[n].model_copy(update=rule) for n in named), *self.candidate_terms):
            if terms not in found:
                found.append(terms)
        return tuple(found)

    @model_validator(mode="before")
    @classmethod
    def _as_in_the_pattern(cls, data: Any) -> Any:
        """Own terms that leave something out have it from the pattern."""
        if isinstance(data, Mapping) and isinstance(data.get("terms"), Mapping):
            named = data.get("pattern", cls.model_fields["pattern"].default)
            preset = next((terms for name, terms in PATTERNS.items() if name == named), None)
            if preset is not None:
                return {**data, "terms": {**preset.model_dump(), **data["terms"]}}
        return data

    @model_validator(mode="after")
    def _members_make_sense(self) -> "Agreement":
        if len(set(self.members)) != len(self.members):
            raise ValueError(Phrase("members names an actor twice"))
        if len(self.members) < 1:
            raise ValueError(Phrase("members is empty"))
        if self.leader is not None and self.leader not in self.members:
            raise ValueError(Phrase("leader '{leader}' is not among the members", leader=self.leader))
        twice = sorted(set(self.reserve) & set(self.members))
        if twice or len(set(self.reserve)) != len(self.reserve):
            text = Phrase("reserve names an actor twice")
            raise ValueError(text + f": {', '.join(twice)}" if twice else text)
        if self.reserve and not (self.agreed_terms.open_membership or self.bargained):
            raise ValueError(Phrase("reserve is given, but membership is not open (terms.open_membership)"))
        if (self.candidate_patterns or self.candidate_terms) and not self.bargained:
            raise ValueError(Phrase("candidates for bargaining are given, but bargained is false"))
        if self.follows is not None and self.working_already:
            raise ValueError(Phrase("an agreement that follows another cannot be working already"))
        return self
