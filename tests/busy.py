"""Places in which every mechanism acts: the five cases, and one with all kinds of events and two agreements."""

from __future__ import annotations

from pathlib import Path

from partnersim.scenario.reading import load_scenario
from partnersim.scenario.spec import Scenario

EVENTFUL = """
extends: jember-with-firms
name: eventful
title: All kinds of events, at a bank that recalls twice
actors:
  - {name: jember_office, fills_gaps: true, keeps_promises: 0.5, common_aim: 0.3,
     budget: {response_to_others: -0.3, response_to_need: 1.0e5}}
  - {name: ypsm, common_aim: 0.2, keeps_promises: 0.6}
regulation: {mandate_share: 0.03, enforcement: 0.5, clarity: 0.8, forum: 1.0, tax_relief: 0.3}
agreements:
  - name: bank_gakin
    months: 30
    bargained: true
    practices: {informal_ties: 0.8, mutual_aid: 0.5, no_blame: 0.5}
  - name: next_phase
    members: [jember_office, ilo, ypsm, campus_service]
    follows: bank_gakin
    terms: {sharing: by_contribution, completeness: 0.3, open_membership: true, voting: majority}
    practices: {visits_per_month: 4, fine: 0.5, exclusion: 0.5}
    purse: {held_by: member}
    stages: {cost_share: 0.0}
    reserve: [firms]
    months: 24
programme:
  services: {support_share: 0.4, contract_share: 0.3}
mechanisms:
  learned_trust: {prior_mean: 0.6, prior_strength: 6}
  partner_review: {chi: 0.15, alternative: 0.0, fixed_cost: 0.0}
  lending: {banking_delay: true}
  problem_events: {hazard: 0.08}
  office_change: {hazard: 0.03}
  termination: {damages: 0.02}
  rival_benefits: {rate: 0.05}
  sanctions: {fee: 0.01, staff: 0.001, horizon_months: 60, expected: 0.1}
events:
  - {name: shock, what: income_shock, month: 2009-10, factor: 0.6, months: 6}
  - {name: gift, what: extra_money, month: 2010-02, actor: jember_office, amount_idr: 2.0e9}
  - {name: cut, what: budget_change, month: 2010-06, actor: jember_office, factor: 0.7}
  - {name: law, what: rule_change, month: 2010-09,
     regulation: {mandate_share: 0.01, enforcement: 0.2, clarity: 0.5, forum: 0.5, tax_relief: 0.1}}
  - {name: chief, what: new_head, month: 2010-11, actor: ilo}
  - {name: turn, what: terms_change, month: 2011-03, agreement: bank_gakin, leader: ypsm,
     terms: {decision_weights: leader, allocation: leader, sharing: leader_residual, completeness: 0.2,
       voting: majority}}
  - {name: habits, what: terms_change, month: 2014-02, agreement: next_phase,
     practices: {plans_known: 0.1}, purse: {held_by: member, fee: 0.02}}
  - {name: fired, what: actor_leaves, month: 2012-02, actor: firms}
"""
"""Two phases of one partnership, bargained over, among partners who know each other and have much trouble.

Whatever is off by default is on here.
"""


OFF_BY_DEFAULT = tuple(
    name for name, part in dict(Scenario().mechanisms).items() if getattr(part, "on", True) is False
)
"""Mechanisms that a scenario has to switch on."""


def busy_places(folder: Path) -> dict[str, Scenario]:
    """The places by name, small, for the months in which something new happens; one file goes into ``folder``."""
    small = {"sample.households": 300, "sample.rows_per_hamlet": 25}
    cases: dict[str, dict[str, object]] = {
        "jember": {"time.months": 30},
        "gresik": {"time.months": 72},
        "kupang": {"time.months": 30},
        "osaka": {"time.months": 60, "mechanisms.quality_orders.start_chance": 1.0},
        "lkp": {"time.months": 48},
    }
    places = {name: load_scenario(name, overrides={**small, **own}) for name, own in cases.items()}
    file = folder / "eventful.yaml"
    file.write_text(EVENTFUL, "utf-8")
    unusual = {f"mechanisms.{name}.on": True for name in OFF_BY_DEFAULT}
    return {**places, "eventful": load_scenario(str(file), overrides={**small, **unusual})}
