"""What is valid and dead, in words: of a scenario before its run, and of runs in which nothing came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from partnersim.scenario.partnership import PATTERNS
from partnersim.scenario.remarks import Remark, remarks_on
from partnersim.studies.words.idle_texts import reason_text
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.runs.results import Results

PAID, OPENED = "money_spent_idr_total", "units_active_end"


def scenario_remarks(spec: Scenario, texts: Texts, /, *, tried: Sequence[str] = ()) -> list[str]:
    """A sentence for each remark on a scenario; see ``scenario.remarks``.

    Args:
        spec: the scenario. texts: the language. tried: dotted paths that somebody has just set.
    """
    return [remark_text(remark, texts) for remark in remarks_on(spec, tried=tried)]


def remark_text(remark: Remark, texts: Texts, /) -> str:
    """What a remark says, and what to do about it."""
    facts = remark.facts
    match remark.kind:
        case "idle_value":
            return texts.say(
                "{path} changes nothing in this scenario: {reason}.",
                path=remark.path, reason=reason_text(facts["reason"], texts),
            )  # fmt: skip
        case "place_defaults":
            return _place_defaults(facts, texts)
        case "line_far":
            return texts.say(
                "place.poverty_line_idr is {line} a person and month; Indonesia's was about {national} in {year}. "
                "Loans, grants and costs are rupiah of that year: is the line?",
                line=texts.money(facts["line"]), national=texts.money(facts["national"]), year=facts["year"],
            )  # fmt: skip
        case "leader_unused":
            return texts.say(
                "{path}: '{leader}' leads nothing, since the pattern {pattern} knows no leader. Patterns with one: "
                "{patterns}.",
                path=remark.path, leader=facts["leader"], pattern=facts["pattern"], patterns=", ".join(_with_leader()),
            )  # fmt: skip
        case "outside_run":
            return _outside(remark, texts)
        case "absent_agreement":
            return texts.say(
                "{path} does not come about: {absent} is set absent (present: false), and too few members are left or "
                "nobody leads.",
                path=remark.path, absent=", ".join(facts["absent"]),
            )  # fmt: skip
    return _about_means(remark, texts)


def _about_means(remark: Remark, texts: Texts) -> str:
    """Remarks on money, staff and funds."""
    facts = remark.facts
    match remark.kind:
        case "amount_unused":
            return texts.say(
                "{path} = {amount} is never paid: the rule of this budget is '{rule}'. Write budget.rule: {wanted}.",
                path=remark.path, amount=texts.money(facts["amount"]), rule=facts["rule"], wanted=facts["wanted"],
            )  # fmt: skip
        case "no_money":
            return texts.say(
                "No organization has money: give one a budget with a rule (appropriation with yearly_idr, or project "
                "with total_idr)."
            )
        case "nobody_left":
            return texts.say(
                "{actor}: staff_regulating and staff_convening together are {share} of its staff; nobody is left to "
                "work and visit.",
                actor=facts["actor"], share=texts.percent(facts["share"]),
            )  # fmt: skip
        case "coarse_funds":
            return texts.say(
                "{path} = {per_year}, but in this sample funds open {steps} at a time, since one simulated hamlet "
                "stands for so many. For smaller steps raise sample.households or lower sample.rows_per_hamlet.",
                path=remark.path, per_year=texts.number(facts["per_year"]), steps=texts.number(facts["steps"]),
            )  # fmt: skip
    raise ValueError(f"no words for a remark of kind {remark.kind}")


def _place_defaults(facts: Mapping[str, float], texts: Texts) -> str:
    named = ", ".join(f"{name} {exact_text(value, language=texts.language)}" for name, value in facts.items())
    return texts.say_count(
        "{n} figure of the place is the program's own, not yours: {named}. Set it under place.",
        "{n} figures of the place are the program's own, not yours: {named}. Set them under place.",
        len(facts),
        named=named,
    )


def _outside(remark: Remark, texts: Texts) -> str:
    facts = remark.facts
    if facts["begins"] > facts["last"]:
        return texts.say(
            "{path} is {begins}, after the last month of the run ({last}): it does nothing.",
            path=remark.path, begins=facts["begins"], last=facts["last"],
        )  # fmt: skip
    return texts.say(
        "{path} is {begins}, and all is over in {ends}, before the run begins ({first}): it does nothing.",
        path=remark.path, begins=facts["begins"], ends=facts["ends"], first=facts["first"],
    )  # fmt: skip


def _with_leader() -> list[str]:
    return [
        name for name, terms in PATTERNS.items() if "leader" in (terms.decision_weights, terms.allocation)
    ]


def result_remarks(results: Results, texts: Texts, /) -> list[str]:
    """What did not come about in finished runs: agreements never signed, and why; nobody paid; no fund opened."""
    said: dict[str, list[str]] = {}
    for arm in results.arms:
        for line in _of_arm(results, arm, texts):
            said.setdefault(line, []).append(arm)
    alone = len(results.arms) == 1
    return [line if alone else f"{', '.join(arms)}: {line}" for line, arms in said.items()]


def _of_arm(results: Results, arm: str, texts: Texts) -> list[str]:
    done = results.done[results.done["arm"] == arm]
    if done.empty:
        return []
    spec = results.manifest["arms"][arm]["spec"]
    lines = list(_unsigned(results, arm, len(done), texts))
    if PAID in done and spec["actors"] and not (done[PAID] > 0.0).any():
        lines.append(texts.say("Nobody paid anything in any run."))
    funds = spec["programme"]["community_funds"]
    if OPENED in done and funds["units_per_year"] > 0.0 and not (done[OPENED] > 0.0).any():
        lines.append(texts.say("No community fund was at work at the end of any run."))
    return lines


def population_remarks(results: Results, base: str, other: str, texts: Texts, /) -> list[str]:
    """What keeps two arms from being compared: other households, a longer run, or another start."""
    specs = [results.manifest["arms"][arm]["spec"] for arm in (base, other)]
    lines = []
    if not all("place" in spec and "time" in spec for spec in specs):  # results that do not say
        return []
    people = [spec["place"]["households"] for spec in specs]
    if people[0] != people[1]:
        numbers = [exact_text(number, language=texts.language) for number in people]
        lines.append(
            texts.say(
                "{a} and {b} are places of {n} and {m} households: a difference between them is no effect of anything "
                "done there.",
                a=base, b=other, n=numbers[0], m=numbers[1],
            )
        )  # fmt: skip
    if any(specs[0]["time"][name] != specs[1]["time"][name] for name in ("start", "months")):
        times = [f"{spec['time']['start']}, {spec['time']['months']}" for spec in specs]
        lines.append(
            texts.say(
                "{a} and {b} run over different times (first month and number of months: {n}; {m}): totals are of "
                "different lengths.",
                a=base, b=other, n=times[0], m=times[1],
            )
        )  # fmt: skip
    return lines


def _unsigned(results: Results, arm: str, runs: int, texts: Texts) -> list[str]:
    """Agreements that were never signed, with the reason given most often at the last attempt.

    Where none is ever made (formation is off) there is nothing to be told.
    """
    if not results.manifest["arms"][arm]["spec"]["mechanisms"]["formation"]["on"]:
        return []
    diary = results.diary[results.diary["arm"] == arm]
    lines = []
    for agreement in results.manifest["arms"][arm]["spec"]["agreements"]:
        if agreement["working_already"]:
            continue
        mine = diary[diary["who"] == agreement["name"]]
        unsigned = runs - mine.loc[mine["what"] == "signed", "seed"].nunique()
        if unsigned == 0:
            continue
        failed = mine[mine["what"] == "not formed"].groupby("seed")["detail"].last()
        reasons = Counter(str(reason) for reason in failed)
        facts = {"agreement": agreement["name"], "unsigned": unsigned, "runs": runs}
        if reasons:
            why = _in_words(reasons.most_common(1)[0][0], texts)
            lines.append(
                texts.say(
                    "{agreement} was never signed in {unsigned} of {runs} runs: {why}.", why=why, **facts
                )
            )
        else:
            lines.append(texts.say("{agreement} was never signed in {unsigned} of {runs} runs.", **facts))
    return lines


def _in_words(reason: str, texts: Texts) -> str:
    """A reason of the diary in words; what partners would gain has no unit there, so that its sign alone is told."""
    head, _, rest = reason.partition(" (")
    if head != "fewer than two expect to gain":
        return reason
    if rest.startswith("no money"):
        return texts.say("nobody had money to bring")
    losers = ", ".join(part.split()[0] for part in rest.rstrip(")").split(", ") if part.split())
    if not losers:
        return texts.say("fewer than two expected to gain by it")
    return texts.say("fewer than two expected to gain by it; {losers} expected to lose", losers=losers)
