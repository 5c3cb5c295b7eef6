"""Why a lever can do nothing in a scenario, as far as that can be read off the scenario.

Each reason names the levers that it is about by the beginning of their path, and says when it holds. Whether a lever
moves anything is found by running it (`partnersim levers`); a reason here only explains what was found.
"""

from __future__ import annotations

from partnersim.scenario.because import Because
from partnersim.scenario.budgets import Budget
from partnersim.scenario.events import RuleChange, TermsChange
from partnersim.scenario.idle_reasons import REASONS, may_be, no_funds, off
from partnersim.scenario.partnership import Agreement
from partnersim.scenario.presence import those_present
from partnersim.scenario.spec import Scenario, months_between

_NO_APPROPRIATION = "the budget is no yearly appropriation (rule is {rule})"
_NO_PROJECT = "the budget is no project's (rule is {rule})"
_BUDGETS = {
    "yearly_idr": ("appropriation", _NO_APPROPRIATION),
    "by_year": ("appropriation", _NO_APPROPRIATION),
    "total_idr": ("project", _NO_PROJECT),
    "months": ("project", _NO_PROJECT),
}
"""The rule by which an amount is paid, and what is said under any other."""


def idle_because(spec: Scenario, path: str, /) -> str:
    """Why a lever can do nothing in a scenario; "" if nothing in the scenario says so."""
    parts, there = path.split("."), those_present(spec)
    if parts[0] in ("actors", "agreements") and not any(x.name == parts[1] for x in getattr(there, parts[0])):
        return Because("{name} is not there (actors.*.present)", name=parts[1])
    return _because(there, path, parts)


def _is_off(mechanism: str) -> Because:
    return Because("mechanisms.{name} is off", name=mechanism)


def _because(spec: Scenario, path: str, parts: list[str]) -> str:
    """The same, in a scenario in which every actor is there."""
    if parts[0] == "mechanisms" and parts[-1] != "on" and off(parts[1])(spec):
        return _is_off(parts[1])
    if parts[0] == "actors" and len(parts) == 4 and parts[2] == "budget":
        return _about_budget(spec, parts[1], parts[3])
    if parts[0] == "agreements":
        return _about_agreement(spec, parts[1], ".".join(parts[2:]))
    if parts[0] == "events":
        return _about_event(spec, parts[1], ".".join(parts[2:]))
    if parts[0] == "actors" and parts[-1] == "asks_accounts":
        return _about_accounts(spec, parts[1])
    if parts[0] == "actors" and parts[-1] == "fills_gaps":
        if off("gap_filling")(spec):
            return _is_off("gap_filling")
        if no_funds(spec):
            return "there are no community funds"
    if parts[0] == "actors" and parts[-1] in ("place_share", "state_owned", "profit_idr"):
        rule = next(actor.budget.rule for actor in spec.actors if actor.name == parts[1])
        if rule != "profit_share":
            return Because("the budget is no share of profit (rule is {rule})", rule=rule)
    for reason in REASONS:
        if reason.is_about(path) and reason.holds(spec):
            return reason.text
    return ""


_NEEDS: dict[str, str] = {
    "terms.sharing": "rival_benefits",
    "practices.visits_per_month": "observation",
    "practices.informal_ties": "informal_ties",
    "practices.joint_reports": "donor_accounts",
    "practices.mutual_aid": "mutual_aid",
    "practices.no_blame": "mutual_aid",
    "practices.fine": "sanctions",
    "practices.exclusion": "sanctions",
    "bargained": "bargaining",
}
"""Mechanism without which something about an agreement does nothing."""


def _about_agreement(spec: Scenario, name: str, field: str) -> str:
    if off("formation")(spec):
        return "no agreement is made (mechanisms.formation is off)"
    agreement = next(a for a in spec.agreements if a.name == name)
    if agreement.working_already and field.startswith("stages.") and field != "stages.agreement_months":
        return "the agreement is at work from the beginning"
    if field in ("stages.agreement_months", "bargained") and _written_for_good(spec, agreement):
        return "the agreement is at work from the beginning, and nothing is agreed anew within the run"
    if (
        field == "practices.joint_reports"
        and sum(a.asks_accounts for a in spec.actors if a.name in agreement.members) < 2
    ):
        return "fewer than two members ask for accounts"
    together = may_be(spec, "allocation", "joint") or may_be(spec, "allocation", "leader")
    if field in ("purse.fee", "purse.held_by") and not together:
        return "each plans alone, and nobody passes money on (terms.allocation)"
    if field == "purse.fee" and agreement.purse.held_by != "third_party":
        return "no third party holds the money (purse.held_by)"
    if field == "terms.supermajority" and agreement.agreed_terms.voting != "supermajority":
        return "no supermajority is asked for (terms.voting)"
    if field == "practices.plans_known" and not may_be(spec, "allocation", "each_alone"):
        return "nobody plans alone (terms.allocation)"
    if field == "history.delivered" and agreement.history.months == 0:
        return "members have no history (history.months is 0)"
    if field == "terms.open_membership" and not agreement.reserve:
        return "no reserve waits for a place (reserve), and who has left hardly ever gains by coming back"
    if field == "terms.decision_weights" and _one_plans(spec, agreement):
        return "one member plans for all (terms.allocation), and nobody votes (terms.voting)"
    if field == "pattern" and agreement.terms is not None:
        return "the agreement has terms of its own"
    mechanism = _NEEDS.get(field, "")
    return _is_off(mechanism) if mechanism and off(mechanism)(spec) else ""


def _written_for_good(spec: Scenario, agreement: Agreement) -> bool:
    """Whether what an agreement says at the start stands for the whole run."""
    changes = any(isinstance(event, TermsChange) for event in spec.events)
    return agreement.working_already and agreement.months >= spec.time.months and not changes


def _one_plans(spec: Scenario, agreement: Agreement) -> bool:
    """Whether the leader's plan is the plan, and no vote is ever taken on it."""
    terms, open_terms = agreement.agreed_terms, agreement.bargained and not _written_for_good(spec, agreement)
    changes = any(isinstance(event, TermsChange) for event in spec.events)
    return terms.allocation == "leader" and terms.voting == "none" and not (open_terms or changes)


def _about_event(spec: Scenario, name: str, field: str) -> str:
    """Why something about a dated change of rules is all the same: what holds of rules from the start holds of it."""
    event = next(event for event in spec.events if event.name == name)
    if not isinstance(event, RuleChange) or not field.startswith("regulation."):
        return ""
    after = spec.model_copy(update={"regulation": event.regulation})
    return _because(after, field, field.split("."))


def _about_accounts(spec: Scenario, name: str) -> str:
    """Why it is all the same whether an actor asks for accounts."""
    if off("donor_accounts")(spec):
        return _is_off("donor_accounts")
    partners = {other for a in spec.agreements if name in a.members for other in a.members} - {name}
    answers = any(actor.takes_money for actor in spec.actors if actor.name in partners)
    return "" if answers else "none of its partners takes others' money"


def _about_budget(spec: Scenario, name: str, field: str) -> str:
    budget = next(actor.budget for actor in spec.actors if actor.name == name)
    if field in ("response_to_others", "response_to_need"):
        return _about_response(spec, budget, field)
    wanted, message = _BUDGETS.get(field, (budget.rule, ""))
    return "" if budget.rule == wanted else Because(message, rule=budget.rule)


def _about_response(spec: Scenario, budget: Budget, field: str) -> str:
    if budget.rule not in ("appropriation", "project"):
        return Because("nobody decides each year on this budget (rule is {rule})", rule=budget.rule)
    if field == "response_to_need" and no_funds(spec):
        return "nobody waits: there are no community funds"
    if not _answers_in(spec, budget, field):
        return _OVER_BEFORE if field == "response_to_need" else _OVER_BEFORE_OTHERS
    return ""


_OVER_BEFORE = "a budget answers in January, and the run or the project is over before"
_OVER_BEFORE_OTHERS = (
    "a budget answers in January what others gave in a whole year beyond what is expected (expects_others_idr, or the "
    "first whole year), and the run or the project is over before"
)


def _answers_in(spec: Scenario, budget: Budget, field: str) -> list[int]:
    """Months of the run in which a budget could answer: Januaries after the start, before it ends."""
    start, months = spec.time.start, spec.time.months
    first_january = (1 - int(start[5:7])) % 12 or 12
    januaries = list(range(first_january, months, 12))
    if field == "response_to_others":
        januaries = [month for month in januaries if month >= 12]
        if budget.expects_others_idr is None:  # the first whole year becomes what is expected
            januaries = januaries[1:]
    if budget.rule == "project":
        end = (months_between(start, budget.start) if budget.start else 0) + budget.months
        januaries = [month for month in januaries if month < end]
    return januaries
