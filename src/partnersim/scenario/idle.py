"""Why a lever can do nothing in a scenario, as far as that can be read off the scenario.

Each reason names the levers that it is about by the beginning of their path, and says when it holds. Whether a lever
moves anything is found by running it (`partnersim levers`); a reason here only explains what was found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from partnersim.scenario.aspects import Aspect
from partnersim.scenario.events import TermsChange
from partnersim.scenario.partnership import PATTERNS
from partnersim.scenario.presence import those_present
from partnersim.scenario.spec import Scenario


@dataclass(frozen=True)
class _Reason:
    """Levers at or below one of some paths do nothing where something holds, and why."""

    paths: tuple[str, ...]
    holds: Callable[[Scenario], bool]
    text: str


def _no_office(spec: Scenario) -> bool:
    return not any(actor.public for actor in spec.actors)


def _no_firms(spec: Scenario) -> bool:
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
    return lambda spec: all(getattr(a.practices, practice) == 0.0 for a in spec.agreements)


def _may_be(spec: Scenario, term: str, value: str) -> bool:
    """Whether a term of an agreement has a value now, after a dated change, or by what may be bargained over."""
    written = [a.agreed_terms for a in spec.agreements]
    for event in spec.events:
        if isinstance(event, TermsChange):
            written += [event.terms] if event.terms else [PATTERNS[event.pattern]] if event.pattern else []
    return any(a.bargained for a in spec.agreements) or any(getattr(t, term) == value for t in written)


def _off(mechanism: str) -> Callable[[Scenario], bool]:
    return lambda spec: not getattr(getattr(spec.mechanisms, mechanism), "on", True)


def _of(name: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"mechanisms.{name}.{field}" for field in fields) or (f"mechanisms.{name}",)


def _no_funds(spec: Scenario) -> bool:
    """There are no community funds, neither at the start nor later."""
    funds = spec.programme.community_funds
    return (_off("unit_opening")(spec) or funds.units_per_year == 0.0) and not funds.opening


_NOTHING_RIVAL = (
    "the partnership earns nothing that one partner could keep (mechanisms.rival_benefits.rate is 0)"
)
_NO_LEADER_PLANS = "in no agreement does one member plan for the others"
_REASONS: tuple[_Reason, ...] = (
    _Reason(
        ("regulation", "mechanisms.regulation"),
        _no_firms,
        "there are no firms",
    ),
    _Reason(_of("firm_participation"), _no_firms, "there are no firms"),
    _Reason(
        ("regulation", "mechanisms.regulation", "mechanisms.firm_participation", "mechanisms.firm_giving"),
        _no_firm_gives,
        "no firm decides what part of its profit to give",
    ),
    _Reason(
        _of("firm_participation", "on"),
        lambda s: not any(actor.forum for actor in s.actors),
        "no firms decide one by one",
    ),
    _Reason(
        _of("joint_liability"),
        lambda s: s.programme.community_funds.group_size == 1,
        "each borrows alone (group_size is 1)",
    ),
    _Reason(_of("firm_giving"), _no_single_firm, "no single firm is named"),
    _Reason(_of("facilitation"), _no_office, "there is no office that convenes"),
    _Reason(
        _of("gap_filling"), lambda s: not any(getattr(a, "fills_gaps", False) for a in s.actors), "no office fills gaps"
    ),
    _Reason(_of("dated_events"), lambda s: not s.events, "the calendar is empty"),
    _Reason(
        _of("import_competition"),
        lambda s: s.mechanisms.import_competition.per_year == 0.0,
        "no pressure is stated (per_year is 0)",
    ),
    _Reason(
        _of("yearly_budgets", "lapse_share"),
        lambda s: all(actor.budget.rule != "appropriation" for actor in s.actors),
        "nobody lives on a yearly appropriation",
    ),
    _Reason(_of("donor_accounts"), lambda s: not any(a.asks_accounts for a in s.actors), "nobody asks for accounts"),
    _Reason(_of("informal_ties"), _nobody("informal_ties"), "nobody keeps informal ties (practices)"),
    _Reason(
        _of("mutual_aid"),
        lambda s: _nobody("mutual_aid")(s) and _nobody("no_blame")(s),
        "nobody helps or excuses (practices)",
    ),
    _Reason(_of("disputes"), _nobody("visits_per_month"), "nobody visits, so that nobody sees anything (practices)"),
    _Reason(_of("bargaining"), lambda s: not any(a.bargained for a in s.agreements), "no agreement is bargained"),
    _Reason(
        _of("carried_learning"), lambda s: not any(a.follows for a in s.agreements), "no agreement follows another"
    ),
    _Reason(
        _of("termination"),
        lambda s: not _may_be(s, "allocation", "leader"),
        _NO_LEADER_PLANS,
    ),
    _Reason(
        _of("termination"),
        lambda s: all(len(a.members) <= 2 for a in s.agreements),
        "a leader breaks off only where two others stay",
    ),
    _Reason(
        _of("coordination_cost", "control"),
        lambda s: not _may_be(s, "allocation", "leader"),
        _NO_LEADER_PLANS,
    ),
    _Reason(
        _of("chosen_delivery", "sequence_share"),
        lambda s: not _may_be(s, "delivery", "sequence"),
        "no agreement delivers in sequence",
    ),
    _Reason(
        _of("rival_benefits", "follower_fee"),
        lambda s: not _may_be(s, "sharing", "leader_residual"),
        "in no agreement does the leader keep the rest",
    ),
    _Reason(
        _of("rival_benefits", "hold_up", "strongest_share", "follower_fee"),
        lambda s: s.mechanisms.rival_benefits.rate == 0.0,
        _NOTHING_RIVAL,
    ),
    _Reason(
        _of("partner_review", "horizon_months"),
        lambda s: all(a.costs_to_leave == 0.0 for a in s.agreements),
        "leaving costs nothing (exit_cost of the agreements)",
    ),
    _Reason(
        _of("placement", "market_share", "job_idr"),
        _no_capacity("use_of_outputs"),
        "nobody works on the use of outputs",
    ),
    _Reason(
        _of("placement"),
        lambda s: s.mechanisms.placement.market_share == 0.0 and s.mechanisms.placement.unaided == 0.0,
        "nobody is placed (market_share and unaided are 0)",
    ),
    _Reason(
        _of("quality_orders"),
        lambda s: s.mechanisms.quality_orders.market_share == 0.0,
        "no buyer has a standard (market_share is 0)",
    ),
    _Reason(
        ("mechanisms.contract_farming",),
        lambda s: s.programme.services.contract_share == 0.0,
        "no contracts are offered (contract_share is 0)",
    ),
    _Reason(
        ("mechanisms.consumption_support",),
        lambda s: s.programme.services.support_share == 0.0,
        "no cash support is paid (support_share is 0)",
    ),
    _Reason(
        ("mechanisms.asset_transfer", "mechanisms.consumption_support", "programme.services.support_share"),
        _no_capacity("facilities"),
        "nobody works on facilities",
    ),
    _Reason(
        ("mechanisms.buyer_orders", "mechanisms.quality_orders"),
        lambda s: s.mechanisms.placement.on and s.mechanisms.placement.market_share == 1.0,
        "all work on the use of outputs places people in jobs (placement.market_share is 1)",
    ),
    _Reason(
        ("mechanisms.mentoring", "mechanisms.coaching"),
        lambda s: s.programme.services.training_share == 1.0,
        "all work on personnel is courses (training_share is 1)",
    ),
    _Reason(
        ("mechanisms.gap_filling", "mechanisms.service_delivery.meeting_priority"),
        _no_funds,
        "there are no community funds",
    ),
    _Reason(
        (
            "mechanisms.buyer_orders", "mechanisms.quality_orders", "mechanisms.contract_farming",
            "programme.services.contract_share",
        ),
        _no_capacity("use_of_outputs"),
        "nobody works on the use of outputs",
    ),
    _Reason(
        (
            "mechanisms.training", "mechanisms.mentoring", "mechanisms.coaching", "programme.services.training_share",
        ),
        _no_capacity("personnel"),
        "nobody works on personnel",
    ),
    _Reason(
        ("programme.community_funds", "mechanisms.unit_opening"),
        _no_funds,
        "there are no community funds, and none is opened",
    ),
    _Reason(
        (
            "programme.community_funds.seed_grant_idr", "programme.community_funds.units_per_year",
            "programme.community_funds.members_per_unit", "mechanisms.unit_opening",
        ),
        lambda s: s.programme.community_funds.units_per_year == 0.0,
        "no fund is opened (units_per_year is 0)",
    ),
    _Reason(
        (
            "mechanisms.joint_liability", "mechanisms.group_repayment", "mechanisms.loan_application",
            "mechanisms.lending", "mechanisms.surplus_sharing", "mechanisms.loan_standing",
        ),
        _no_funds,
        "there are no community funds",
    ),
)  # fmt: skip

_BUDGETS = {
    "yearly_idr": ("appropriation", "is no yearly appropriation"),
    "by_year": ("appropriation", "is no yearly appropriation"),
    "total_idr": ("project", "is no project's"),
    "months": ("project", "is no project's"),
}


def idle_because(spec: Scenario, path: str, /) -> str:
    """Why a lever can do nothing in a scenario; "" if nothing in the scenario says so."""
    parts, there = path.split("."), those_present(spec)
    if parts[0] in ("actors", "agreements") and not any(x.name == parts[1] for x in getattr(there, parts[0])):
        return f"{parts[1]} is not there (actors.*.present)"
    return _because(there, path, parts)


def _because(spec: Scenario, path: str, parts: list[str]) -> str:
    """The same, in a scenario in which every actor is there."""
    if parts[0] == "mechanisms" and parts[-1] != "on" and _off(parts[1])(spec):
        return f"mechanisms.{parts[1]} is off"
    if parts[0] == "actors" and len(parts) == 4 and parts[2] == "budget":
        return _about_budget(spec, parts[1], parts[3])
    if parts[0] == "agreements":
        return _about_agreement(spec, parts[1], ".".join(parts[2:]))
    if parts[0] == "actors" and parts[-1] == "staff_regulating" and _no_firms(spec):
        return "there are no firms"
    if parts[0] == "actors" and parts[-1] == "asks_accounts":
        return _about_accounts(spec, parts[1])
    if parts[0] == "actors" and parts[-1] == "fills_gaps":
        if _off("gap_filling")(spec):
            return "mechanisms.gap_filling is off"
        if _no_funds(spec):
            return "there are no community funds"
    if parts[0] == "actors" and parts[-1] in ("place_share", "state_owned", "profit_idr"):
        rule = next(actor.budget.rule for actor in spec.actors if actor.name == parts[1])
        if rule != "profit_share":
            return f"the budget is no share of profit (rule is {rule})"
    for reason in _REASONS:
        if any(path == one or path.startswith(f"{one}.") for one in reason.paths) and reason.holds(spec):
            return reason.text
    return ""


_NEEDS: dict[str, str] = {
    "terms.sharing": "rival_benefits",
    "practices.visits_per_month": "observation",
    "practices.informal_ties": "informal_ties",
    "practices.joint_reports": "donor_accounts",
    "practices.mutual_aid": "mutual_aid",
    "practices.no_blame": "mutual_aid",
    "bargained": "bargaining",
}
"""Mechanism without which something about an agreement does nothing."""


def _about_agreement(spec: Scenario, name: str, field: str) -> str:
    if _off("formation")(spec):
        return "no agreement is made (mechanisms.formation is off)"
    agreement = next(a for a in spec.agreements if a.name == name)
    if agreement.working_already and field.startswith("stages.") and field != "stages.agreement_months":
        return "the agreement is at work from the beginning"
    if (
        field == "practices.joint_reports"
        and sum(a.asks_accounts for a in spec.actors if a.name in agreement.members) < 2
    ):
        return "fewer than two members ask for accounts"
    if field == "terms.supermajority" and agreement.agreed_terms.voting != "supermajority":
        return "no supermajority is asked for (terms.voting)"
    if field == "practices.plans_known" and not _may_be(spec, "allocation", "each_alone"):
        return "nobody plans alone (terms.allocation)"
    if field == "history.delivered" and agreement.history.months == 0:
        return "members have no history (history.months is 0)"
    if field == "terms.sharing" and spec.mechanisms.rival_benefits.rate == 0.0:
        return _NOTHING_RIVAL
    if field == "pattern" and agreement.terms is not None:
        return "the agreement has terms of its own"
    mechanism = _NEEDS.get(field, "")
    return f"mechanisms.{mechanism} is off" if mechanism and _off(mechanism)(spec) else ""


def _about_accounts(spec: Scenario, name: str) -> str:
    """Why it is all the same whether an actor asks for accounts."""
    if _off("donor_accounts")(spec):
        return "mechanisms.donor_accounts is off"
    partners = {other for a in spec.agreements if name in a.members for other in a.members} - {name}
    answers = any(actor.takes_money for actor in spec.actors if actor.name in partners)
    return "" if answers else "none of its partners takes others' money"


def _about_budget(spec: Scenario, name: str, field: str) -> str:
    budget = next(actor.budget for actor in spec.actors if actor.name == name)
    if field in ("response_to_others", "response_to_need"):
        return _about_response(spec, budget.rule, field)
    rule, text = _BUDGETS.get(field, (budget.rule, ""))
    return "" if budget.rule == rule else f"the budget {text} (rule is {budget.rule})"


def _about_response(spec: Scenario, rule: str, field: str) -> str:
    if rule not in ("appropriation", "project"):
        return f"nobody decides each year on this budget (rule is {rule})"
    if spec.time.months <= 12:
        return "a budget answers from the second January on, and the run is over before"
    if field == "response_to_need" and _no_funds(spec):
        return "nobody waits: there are no community funds"
    return ""
