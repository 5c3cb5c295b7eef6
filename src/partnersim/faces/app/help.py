"""Help on the terms of the page: a sentence for each, in the reader's language."""

from __future__ import annotations

from html import escape

import solara

from partnersim.faces.app.parts import words
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.texts import Texts

OUTCOME_HELP = {
    "money_spent_idr_total": noted(
        "All that organizations paid in the run: work, seed money, meetings, showpieces, and what was stolen."
    ),
    "firm_participation_mean": noted("Firms that give in a year, as a share of all firms; mean of the run."),
    "seed_money_idr_total": noted("Money handed over to community funds, with which they begin to lend."),
    "delivery_gap_mean": noted("Share of the money promised in the last 12 months that did not arrive as work."),
    "members_end": noted("Households in a group of a fund that works; mean of the last 12 months."),
    "loans_disbursed_idr_total": noted("All that funds lent to households in the run."),
    "income_listed_idr_mean": noted("Income of a person a month, in households on the official list of the poor."),
    "interest_saved_idr_total": noted(
        "What members would have paid to a moneylender for the same loans, less what they paid their fund; an upper "
        "bound, since not all would have borrowed."
    ),
    "headcount_listed_end": noted(
        "People below the poverty line, as a share of people on the official list of the poor; the list has errors, so "
        "many on it are not poor."
    ),
    "paid_firms_idr_total": noted("What firms paid of it."),
    "paid_government_idr_total": noted("What government offices paid of it, out of their budgets."),
    "leaked_idr_total": noted("What officials took for themselves, in all organizations together, in the whole run."),
    "orders_share_mean": noted(
        "Owners of enterprises who have an order or a contract, as a share of all; mean of the run."
    ),
    "readiness_mean": noted(
        "How ready households of the list are for what is offered, from 0 to 1: it grows with training and visits and "
        "fades without."
    ),
    "jobs_mean": noted(
        "Owners of enterprises, and a hired worker for each full Rp10 million of an enterprise's capital; mean of "
        "the run."
    ),
    "lasting_exits_listed": noted(
        "Households of the list that were poor when the run began, and in none of its last 12 months."
    ),
    "firms_taking_part_end": noted("Private firms that give in the year; mean of the last 12 months."),
    "paid_donors_idr_total": noted("What donors paid of it, out of their budgets."),
    "paid_ngos_idr_total": noted("What NGOs paid of it, out of money of their own."),
    "paid_institutes_idr_total": noted("What training institutes paid of it."),
    "coordination_idr_total": noted("What partners spent on preparing agreements, writing them and meeting."),
    "disputes_a_year": noted("Disputes between partners in a year in which an agreement was at work."),
    "trust_end": noted(
        "How much of what partners promise one another they expect to be delivered; mean of the last 12 months."
    ),
    "advantage_index_end": noted(
        "How far each partner did what it is comparatively good at: 1 is all of it; mean of the last 12 months."
    ),
    "coverage_listed_end": noted(
        "Households of the list that are members of a fund, as a share of the list; mean of the last 12 months."
    ),
    "queue_end": noted(
        "Households that wanted a loan in a month and got none, for want of money or of room; mean of the last 12 "
        "months."
    ),
    "units_active_end": noted("Community funds that work; mean of the last 12 months."),
    "fund_capital_idr_end": noted(
        "Cash of working funds and what members still owe them; mean of the last 12 months."
    ),
    "capital_per_member_idr_end": noted(
        "Capital of working funds, divided by their members; mean of the last 12 months."
    ),
    "harmed_households_share": noted(
        "Households of the list whose fund's money was called in, whose contract failed and left them in debt, or "
        "who asked in vain."
    ),
    "income_listed_idr_end": noted(
        "Income of a person a month, in households of the list; mean of the last 12 months."
    ),
    "income_members_idr_end": noted(
        "Income of a person a month, in households that are members then, whoever these are; mean of the last 12 "
        "months."
    ),
    "enterprises_end": noted("Households that own an enterprise; mean of the last 12 months."),
    "jobs_end": noted(
        "Owners of enterprises, and a hired worker for each full Rp10 million of capital; mean of the last 12 "
        "months."
    ),
    "moneylender_share_end": noted(
        "Households that owe a moneylender, as a share of all; mean of the last 12 months."
    ),
    "nonperforming_share_end": noted(
        "What is overdue of loans, as a share of all that is lent out; mean of the last 12 months."
    ),
    "promise_loss_share_end": noted(
        "What others had promised to a partner and did not bring, as a share of it; by its last yearly account."
    ),
    "lost_share_end": noted("Loans written off so far, as a share of all that was lent so far."),
    "headcount_change": noted(
        "By how many points a year the share of poor people changed from the first 12 months of the run to its "
        "last."
    ),
    "headcount_end": noted("People below the poverty line, as a share of all people; mean of the last 12 months."),
    "poverty_gap_end": noted(
        "By how much of the poverty line people are below it, on the mean of all people; mean of the last 12 "
        "months."
    ),
    "consumption_listed_idr_end": noted(
        "What a person consumes a month, in households of the list; mean of the last 12 months."
    ),
}  # fmt: skip
"""What the outcomes of the results chain and of the table of Compare mean."""

TERMS = (
    (noted("Results chain"), noted(
        "From what is put in, to what partners do, what reaches people, what changes for them, and poverty. The "
        "further to the right, the more else has a say.")),
    (noted("As it was, as it is now"), noted(
        "The case before any lever is moved, in grey; and with the levers as they stand.")),
    (noted("Arm B, levers move in B too"), noted(
        "The levers as they stood when you pressed Keep this as arm B; you go on from there. B and now are each "
        "compared with the case as it was. A lever moves in now alone, or in both; All as it was leaves B as it is.")),
    (noted("Pair of runs"), noted(
        "Two runs with the same luck: the same droughts, illnesses and moods. What differs comes from the levers.")),
    (noted("95 % interval"), noted(
        "Where the mean difference lies with 95 % confidence, given the luck of the runs. It says nothing of what the "
        "model leaves out.")),
    (noted("Points"), noted("Difference of two shares: from 12 % to 15 % are 3 points.")),
    (noted("Community fund"), noted(
        "A hamlet's own small fund (Bank Gakin): groups of members save, borrow in turn and answer for one another.")),
    (noted("The list"), noted("The official list of poor households, to which programmes give first.")),
    (noted("Poor, nearly poor, not poor"), noted(
        "Consumption per person below the poverty line; up to a fifth above it; more than that.")),
    (noted("Pays late"), noted("A member whose instalments are not paid on the day.")),
    (noted("Lasting exit"), noted(
        "Poor when the run began, and in none of its last 12 months: not one good month alone.")),
    (noted("Trust"), noted(
        "How much of what a partner promises another one expects it to deliver, learned from what was delivered "
        "before.")),
    (noted("Good faith"), noted("How much of what it promised an organization delivers when nobody looks.")),
    (noted("Pattern"), noted(
        "Who decides in a partnership: all as equals, a leader, or a contract of one with the others.")),
    (noted("Side by side"), noted("Equals that plan together, nobody subordinate: parallel and collaborative.")),
    (noted("Regulating, convening"), noted(
        "Two jobs of an office: to make a rule for firms felt, and to bring partners together.")),
    (noted("Promised but not delivered"), noted("What partners said they would bring and did not.")),
    (noted("Dormant"), noted("An agreement that still stands on paper, in which some member no longer works.")),
    (noted("Claim"), noted(
        "A sentence of a document turned into an experiment: which arms, which outcome, which sign. The model "
        "supports it, contradicts it, does not show it, or cannot speak of it.")),
    (noted("What the model is"), noted(
        "A laboratory, not a forecast. Household behaviour is fitted to published numbers; most numbers of "
        "organizations are assumed inside plausible ranges. It says what follows from them, not what will happen.")),
)  # fmt: skip
"""Terms of the page in the order in which a visitor meets them."""


def help_panel(texts: Texts) -> None:
    """Every term with its sentence, and every outcome of the chain."""
    with solara.Column(classes=["ps-help"], gap="4px"):
        words("h2", texts.say("Words of this page"), "ps-group")
        pairs = [(texts.say(term), texts.say(meaning)) for term, meaning in TERMS]
        pairs += [(texts.label(name), texts.say(meaning)) for name, meaning in OUTCOME_HELP.items()]
        listed = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in pairs)
        solara.HTML("dl", listed)


def explained_label(name: str, texts: Texts) -> str:
    """The label of an outcome (HTML), which opens what it means where there is a sentence for it."""
    label = escape(texts.label(name))
    if name not in OUTCOME_HELP:
        return label
    return f'<details class="ps-explained"><summary>{label}</summary>{escape(texts.say(OUTCOME_HELP[name]))}</details>'
