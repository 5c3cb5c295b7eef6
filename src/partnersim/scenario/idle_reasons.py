"""Reasons for which levers can do nothing, as far as they can be read off a scenario as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from partnersim.scenario.aspects import Aspect
from partnersim.scenario.events import TermsChange
from partnersim.scenario.partnership import PATTERNS
from partnersim.scenario.spec import Scenario

NEARLY = 0.1
"""Part of the poverty line that a wage brings in nearly all months of nearly all households."""


@dataclass(frozen=True)
class Reason:
    """Levers at or below one of some paths do nothing where something holds, and why; some below them still do."""

    paths: tuple[str, ...]
    holds: Callable[[Scenario], bool]
    text: str
    but: tuple[str, ...] = ()

    def is_about(self, path: str) -> bool:
        """Whether a lever is one of those that do nothing."""
        return path not in self.but and any(path == one or path.startswith(f"{one}.") for one in self.paths)


def _no_office(spec: Scenario) -> bool:
    return not any(actor.public for actor in spec.actors)


def no_firms(spec: Scenario) -> bool:
    """There are no firms among the actors."""
    return all(actor.counted_as != "firms" for actor in spec.actors)


def _no_firm_gives(spec: Scenario) -> bool:
    """No firm decides what part of its profit to give: whoever is there has a project's money."""
    return not any(actor.forum or actor.budget.rule == "profit_share" for actor in spec.actors)


def _no_single_firm(spec: Scenario) -> bool:
    return all(actor.counted_as != "firms" or actor.forum for actor in spec.actors)


def _no_capacity(aspect: Aspect) -> Callable[[Scenario], bool]:
    """Nobody can supply an aspect of the work; firms that come may bring money or a market."""

    def holds(spec: Scenario) -> bool:
        return all(not actor.forum and actor.capacity_idr.get(aspect, 0.0) == 0.0 for actor in spec.actors)

    return holds


def _nobody(practice: str) -> Callable[[Scenario], bool]:
    """Nobody keeps a practice, from the start or after a dated change."""
    return lambda spec: all(
        value == 0.0
        for value in (
            *(getattr(a.practices, practice) for a in spec.agreements),
            *(e.practices.get(practice, 0.0) for e in spec.events if isinstance(e, TermsChange)),
        )
    )


def may_be(spec: Scenario, term: str, value: str) -> bool:
    """Whether a term of an agreement has a value now, after a dated change, or by what may be bargained over."""
    written = [a.agreed_terms for a in spec.agreements]
    for event in spec.events:
        if isinstance(event, TermsChange):
            written += [event.terms] if event.terms else [PATTERNS[event.pattern]] if event.pattern else []
    return any(a.bargained for a in spec.agreements) or any(getattr(t, term) == value for t in written)


def off(mechanism: str) -> Callable[[Scenario], bool]:
    """Whether a mechanism is switched off."""
    return lambda spec: not getattr(getattr(spec.mechanisms, mechanism), "on", True)


def _of(name: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"mechanisms.{name}.{field}" for field in fields) or (f"mechanisms.{name}",)


def no_funds(spec: Scenario) -> bool:
    """There are no community funds, neither at the start nor later."""
    funds = spec.programme.community_funds
    return (off("unit_opening")(spec) or funds.units_per_year == 0.0) and not funds.opening


def _leaving_is_better_than_sleep(spec: Scenario) -> bool:
    """Whether a member that no longer gains by working leaves before it would sleep, in every agreement.

    Outside and asleep it does without what it has of others' work there. Outside costs ``chi`` of what the others do,
    but frees its money for ``alternative``; of n equals the others do n - 1 parts where it does one. While it works it
    has its part of the rival benefits, which has to be more than ``fixed_cost``.
    """
    review, rival = spec.mechanisms.partner_review, spec.mechanisms.rival_benefits
    rate = rival.rate if rival.on else 0.0
    return bool(spec.agreements) and all(
        a.costs_to_leave == 0.0
        and review.alternative > review.chi * (len(a.members) - 1)
        and review.fixed_cost < rate / len(a.members)
        for a in spec.agreements
    )


_NOTHING_RIVAL = (
    "the partnership earns nothing that one partner could keep (mechanisms.rival_benefits.rate is 0)"
)
_NO_LEADER_PLANS = "in no agreement does one member plan for the others"
REASONS: tuple[Reason, ...] = (
    Reason(
        ("regulation", "mechanisms.regulation"),
        no_firms,
        "there are no firms",
    ),
    Reason(_of("firm_participation"), no_firms, "there are no firms"),
    Reason(
        ("regulation", "mechanisms.regulation", "mechanisms.firm_participation", "mechanisms.firm_giving"),
        _no_firm_gives,
        "no firm decides what part of its profit to give",
    ),
    Reason(
        _of("firm_participation", "on"),
        lambda s: not any(actor.forum for actor in s.actors),
        "no firms decide one by one",
    ),
    Reason(
        ("regulation.enforcement",),
        lambda s: s.regulation.mandate_share == 0.0,
        "the rule asks for no part of profit (mandate_share is 0)",
    ),
    Reason(
        ("regulation.mandate_share",),
        lambda s: s.regulation.enforcement == 0.0,
        "nobody enforces the rule (enforcement is 0), and what it asks is more than firms would give of themselves",
    ),
    Reason(
        _of("kin_support", "on"),
        lambda s: s.mechanisms.kin_support.minimum - s.mechanisms.kin_support.base_share <= NEARLY,
        "what kin give anyway (base_share) is nearly all that they secure (minimum), and hardly anybody has less",
    ),
    Reason(
        _of("meeting_time"),
        lambda s: s.programme.community_funds.meeting_rate == 0.0,
        "members of funds never meet (programme.community_funds.meeting_rate is 0)",
    ),
    Reason(
        ("programme.community_funds.group_size",),
        off("joint_liability"),
        "nobody in a group answers for another (mechanisms.joint_liability is off)",
    ),
    Reason(
        _of("group_repayment", "on"),
        lambda s: off("joint_liability")(s) and s.mechanisms.group_repayment.walk_away == 0.0,
        "nobody walks away by chance (walk_away is 0) or with the group (mechanisms.joint_liability is off)",
    ),
    Reason(
        _of("joint_liability"),
        lambda s: s.programme.community_funds.group_size == 1,
        "each borrows alone (group_size is 1)",
    ),
    Reason(_of("firm_giving"), _no_single_firm, "no single firm is named"),
    Reason(_of("facilitation"), _no_office, "there is no office that convenes"),
    Reason(
        _of("gap_filling"), lambda s: not any(getattr(a, "fills_gaps", False) for a in s.actors), "no office fills gaps"
    ),
    Reason(_of("dated_events"), lambda s: not s.events, "the calendar is empty"),
    Reason(
        _of("import_competition"),
        lambda s: s.mechanisms.import_competition.per_year == 0.0,
        "no pressure is stated (per_year is 0)",
    ),
    Reason(
        _of("yearly_budgets", "lapse_share"),
        lambda s: all(actor.budget.rule != "appropriation" for actor in s.actors),
        "nobody lives on a yearly appropriation",
    ),
    Reason(_of("donor_accounts"), lambda s: not any(a.asks_accounts for a in s.actors), "nobody asks for accounts"),
    Reason(_of("informal_ties"), _nobody("informal_ties"), "nobody keeps informal ties (practices)"),
    Reason(
        _of("mutual_aid"),
        lambda s: _nobody("mutual_aid")(s) and _nobody("no_blame")(s),
        "nobody helps or excuses (practices)",
    ),
    Reason(
        _of("sanctions"),
        lambda s: _nobody("fine")(s) and _nobody("exclusion")(s),
        "nobody is fined or put out (practices)",
    ),
    Reason(_of("disputes"), _nobody("visits_per_month"), "nobody visits, so that nobody sees anything (practices)"),
    Reason(_of("bargaining"), lambda s: not any(a.bargained for a in s.agreements), "no agreement is bargained"),
    Reason(
        _of("carried_learning"), lambda s: not any(a.follows for a in s.agreements), "no agreement follows another"
    ),
    Reason(
        _of("termination"),
        lambda s: not may_be(s, "allocation", "leader"),
        _NO_LEADER_PLANS,
    ),
    Reason(
        _of("termination"),
        lambda s: all(len(a.members) <= 2 for a in s.agreements),
        "a leader breaks off only where two others stay",
    ),
    Reason(
        _of("coordination_cost", "control"),
        lambda s: not may_be(s, "allocation", "leader"),
        _NO_LEADER_PLANS,
    ),
    Reason(
        _of("chosen_delivery", "sequence_share"),
        lambda s: not may_be(s, "delivery", "sequence"),
        "no agreement delivers in sequence",
    ),
    Reason(
        _of("rival_benefits", "follower_fee"),
        lambda s: not may_be(s, "sharing", "leader_residual"),
        "in no agreement does the leader keep the rest",
    ),
    Reason(
        _of("rival_benefits", "hold_up", "strongest_share"),
        lambda s: s.mechanisms.rival_benefits.rate == 0.0,
        _NOTHING_RIVAL,
    ),
    Reason(
        _of("partner_review", "horizon_months"),
        lambda s: all(a.costs_to_leave == 0.0 for a in s.agreements),
        "leaving costs nothing (exit_cost of the agreements)",
    ),
    Reason(
        _of("partner_review", "earmark"),
        _leaving_is_better_than_sleep,
        "nobody sleeps: work brings a partner more than it costs (rival_benefits.rate, fixed_cost), and one that no "
        "longer gains by it leaves, since that costs nothing (exit_cost) and frees its money (alternative)",
    ),
    Reason(
        _of("placement", "market_share", "job_idr"),
        _no_capacity("use_of_outputs"),
        "nobody works on the use of outputs",
    ),
    Reason(
        _of("placement"),
        lambda s: s.mechanisms.placement.market_share == 0.0 and s.mechanisms.placement.unaided == 0.0,
        "nobody is placed (market_share and unaided are 0)",
        but=_of("placement", "market_share", "unaided"),
    ),
    Reason(
        _of("quality_orders"),
        lambda s: s.mechanisms.quality_orders.market_share == 0.0,
        "no buyer has a standard (market_share is 0)",
        but=_of("quality_orders", "market_share"),
    ),
    Reason(
        _of("technology", "minimum_capital_idr", "lost_below_share"),
        lambda s: s.mechanisms.technology_ladder.on,
        "the better technology has steps of their own scales (technology_ladder)",
    ),
    Reason(
        _of("technology", "gain"),
        lambda s: s.mechanisms.technology_ladder.on and s.programme.services.contract_share == 0.0,
        "the steps of the better technology have gains of their own (technology_ladder), and no contracts are offered",
    ),
    Reason(
        _of("technology_ladder"),
        off("technology"),
        "nobody uses the better technology (mechanisms.technology is off)",
    ),
    Reason(
        _of("market_reach"),
        lambda s: off("market_growth")(s) or s.mechanisms.market_growth.per_year == 0.0,
        "the market does not grow (market_growth)",
    ),
    Reason(
        ("mechanisms.contract_farming",),
        lambda s: s.programme.services.contract_share == 0.0,
        "no contracts are offered (contract_share is 0)",
    ),
    Reason(
        ("mechanisms.consumption_support",),
        lambda s: s.programme.services.support_share == 0.0,
        "no cash support is paid (support_share is 0)",
    ),
    Reason(
        ("mechanisms.asset_transfer", "mechanisms.consumption_support", "programme.services.support_share"),
        _no_capacity("facilities"),
        "nobody works on facilities",
    ),
    Reason(
        ("mechanisms.buyer_orders", "mechanisms.quality_orders"),
        lambda s: s.mechanisms.placement.on and s.mechanisms.placement.market_share == 1.0,
        "all work on the use of outputs places people in jobs (placement.market_share is 1)",
    ),
    Reason(
        ("mechanisms.contract_schemes",),
        lambda s: s.programme.services.contract_share == 0.0,
        "no contracts are brought (programme.services.contract_share is 0)",
    ),
    Reason(
        ("mechanisms.mentoring", "mechanisms.coaching"),
        lambda s: s.programme.services.training_share == 1.0,
        "all work on personnel is courses (training_share is 1)",
    ),
    Reason(
        ("mechanisms.gap_filling", "mechanisms.service_delivery.meeting_priority"),
        no_funds,
        "there are no community funds",
    ),
    Reason(
        (
            "mechanisms.buyer_orders", "mechanisms.quality_orders", "mechanisms.contract_farming",
            "programme.services.contract_share",
        ),
        _no_capacity("use_of_outputs"),
        "nobody works on the use of outputs",
    ),
    Reason(
        (
            "mechanisms.training", "mechanisms.mentoring", "mechanisms.coaching", "programme.services.training_share",
        ),
        _no_capacity("personnel"),
        "nobody works on personnel",
    ),
    Reason(
        ("programme.community_funds", "mechanisms.unit_opening"),
        no_funds,
        "there are no community funds, and none is opened",
    ),
    Reason(
        (
            "programme.community_funds.seed_grant_idr", "programme.community_funds.units_per_year",
            "programme.community_funds.members_per_unit", "mechanisms.unit_opening",
        ),
        lambda s: s.programme.community_funds.units_per_year == 0.0,
        "no fund is opened (units_per_year is 0)",
    ),
    Reason(
        (
            "mechanisms.joint_liability", "mechanisms.group_repayment", "mechanisms.loan_application",
            "mechanisms.lending", "mechanisms.surplus_sharing", "mechanisms.loan_standing", "mechanisms.loan_costs",
            "mechanisms.meeting_time",
        ),
        no_funds,
        "there are no community funds",
    ),
)  # fmt: skip
