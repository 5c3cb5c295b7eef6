"""Why levers do nothing, in words of the reader's language."""

from __future__ import annotations

from partnersim.scenario.because import Because
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.texts import Texts

REASONS = (
    noted("{name} is not there (actors.*.present)"),
    noted("mechanisms.{name} is off"),
    noted("the budget is no yearly appropriation (rule is {rule})"),
    noted("the budget is no project's (rule is {rule})"),
    noted("the budget is no share of profit (rule is {rule})"),
    noted("nobody decides each year on this budget (rule is {rule})"),
    noted("no agreement is made (mechanisms.formation is off)"),
    noted("one member plans for all (terms.allocation), and nobody votes (terms.voting)"),
    noted("the agreement has terms of its own"),
    noted("there is no office that convenes"),
    noted("nobody visits, so that nobody sees anything (practices)"),
    noted("no agreement delivers in sequence"),
    noted("the partnership earns nothing that one partner could keep (mechanisms.rival_benefits.rate is 0)"),
    noted("leaving costs nothing (exit_cost of the agreements)"),
    noted("nobody works on the use of outputs"),
    noted("nobody works on personnel"),
    noted("the better technology has steps of their own scales (technology_ladder)"),
    noted("the steps of the better technology have gains of their own (technology_ladder), and no contracts are "
          "offered"),
    noted("nobody uses the better technology (mechanisms.technology is off)"),
    noted("the market does not grow (market_growth)"),
    noted("no fund is opened (units_per_year is 0)"),
    noted("nobody plans alone (terms.allocation)"),
    noted("fewer than two members ask for accounts"),
    noted("members have no history (history.months is 0)"),
    noted("no pressure is stated (per_year is 0)"),
    noted("no single firm is named"),
    noted("in no agreement does the leader keep the rest"),
    noted("nobody keeps informal ties (practices)"),
    noted("nobody helps or excuses (practices)"),
    noted("nobody is fined or put out (practices)"),
    noted("each plans alone, and nobody passes money on (terms.allocation)"),
    noted("no third party holds the money (purse.held_by)"),
    noted("no agreement is bargained"),
    noted("in no agreement does one member plan for the others"),
    noted("no agreement follows another"),
    noted("nobody is placed (market_share and unaided are 0)"),
    noted("no buyer has a standard (market_share is 0)"),
    noted("joint work reaches every hamlet without a fund alike, so that none of them draws a new fund more "
          "than another"),
    noted("no cash support is paid (support_share is 0)"),
    noted("no contracts are offered (contract_share is 0)"),
    noted("no contracts are brought (programme.services.contract_share is 0)"),
    noted("what kin give anyway (base_share) is nearly all that they secure (minimum), and hardly anybody has less"),
    noted("loans are small, the next one is at hand and groups meet, so that nobody owes more than good "
          "standing is worth"),
    noted("the only firm is the state's, and gives what the rule asks as long as its owner enforces it, whoever"
          " carries how much of it"),
    noted("the only firm is the state's, and its owner's wish decides whether it gives"),
    noted("the agreement is at work from the beginning"),
    noted("the agreement is at work from the beginning, and nothing is agreed anew within the run"),
    noted("nobody in a group answers for another (mechanisms.joint_liability is off)"),
    noted("members of funds never meet (programme.community_funds.meeting_rate is 0)"),
    noted("few funds open within the run, and hamlets without one are mostly reached alike, so that hardly any run "
          "gives a fund to another hamlet"),
    noted("nobody enforces the rule (enforcement is 0), and what it asks is more than firms would give of "
          "themselves"),
    noted("the rule asks for no part of profit (mandate_share is 0)"),
    noted("no firms decide one by one"),
    noted("nobody asks for accounts"),
    noted("a leader breaks off only where two others stay"),
    noted("no office fills gaps"),
    noted("nobody walks away by chance (walk_away is 0) or with the group (mechanisms.joint_liability is off)"),
    noted("each borrows alone (group_size is 1)"),
    noted("nobody waits: there are no community funds"),
    noted("none of its partners takes others' money"),
    noted("there are no firms"),
    noted("there are no community funds, and none is opened"),
    noted("the calendar is empty"),
    noted("nobody lives on a yearly appropriation"),
    noted("no firm decides what part of its profit to give"),
    noted("there are no community funds"),
    noted("no reserve waits for a place (reserve), and who has left hardly ever gains by coming back"),
    noted("no supermajority is asked for (terms.voting)"),
    noted("nobody works on facilities"),
    noted("all work on the use of outputs places people in jobs (placement.market_share is 1)"),
    noted("all work on personnel is courses (training_share is 1)"),
    noted("a budget answers in January, and the run or the project is over before"),
    noted(
        "a budget answers in January what others gave in a whole year beyond what is expected (expects_others_idr, or "
        "the first whole year), and the run or the project is over before"
    ),
    noted(
        "nobody sleeps: work brings a partner more than it costs (rival_benefits.rate, fixed_cost), and one that no "
        "longer gains by it leaves, since that costs nothing (exit_cost) and frees its money (alternative)"
    ),
)  # fmt: skip
"""Why a value does nothing, word for word as `scenario.idle`, `scenario.idle_reasons` and the shipped cases say it."""


def reason_text(reason: str, texts: Texts, /) -> str:
    """Why a value does nothing, in the reader's language; a reason that somebody's own file gives stays as it is.

    Args:
        reason: as `scenario.idle.idle_because` or a scenario's `inert` gives it. texts: the language.
    """
    text = reason.strip().rstrip(".")
    return texts.say(reason.message, **reason.facts) if isinstance(reason, Because) else texts.title(text)
