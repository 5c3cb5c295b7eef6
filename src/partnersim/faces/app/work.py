"""What the page has computed for it in other processes, and what it shows of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from partnersim.faces.app.remembered import identity_of
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.scenario.actors import Firms, NamedFirm, TrainingInstitute
from partnersim.scenario.spec import Scenario
from partnersim.studies.estimates import cut, estimate
from partnersim.studies.frames import Frames, count_of, record_frames
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.diary import line_text, names_of
from partnersim.studies.words.numbers import fixed_text
from partnersim.studies.words.texts import Texts

WORKSHOP = {"sample.households": 1300, "sample.rows_per_hamlet": 100}
"""Size at which the page runs a case, so that an answer comes at once."""

SEEDS = 10
FEWEST_SEEDS = 5
"""Pairs of runs from which an interval is told; of fewer the smallest and the largest difference are."""

LONGEST_MONTHS = 120
MOST_ROWS = 6_000
"""Longest run and largest sample that the page runs; files that ask for more are refused."""

CHAIN = {
    Link.INPUT: ("money_spent_idr_total", "firm_participation_mean"),
    Link.ACTIVITY: ("seed_money_idr_total", "delivery_gap_mean"),
    Link.OUTPUT: ("members_end", "loans_disbursed_idr_total"),
    Link.OUTCOME: ("income_listed_idr_mean", "interest_saved_idr_total"),
    Link.IMPACT: ("headcount_listed_end", "lasting_exits_listed"),
}
"""Outcomes that the results chain of the page shows for each of its links, in a case with community funds and giving
firms."""

_OF_ONE_FIRM = {Link.INPUT: ("money_spent_idr_total", "paid_firms_idr_total")}
_WITHOUT_FIRMS = {Link.INPUT: ("money_spent_idr_total", "paid_government_idr_total")}
_WITHOUT_FUNDS = {
    Link.ACTIVITY: ("leaked_idr_total", "delivery_gap_mean"),
    Link.OUTPUT: ("orders_share_mean",),
    Link.OUTCOME: ("readiness_mean", "jobs_mean", "income_listed_idr_mean"),
}
_OF_TRAINING = {Link.OUTPUT: ()}
"""What stands in its place where a case has nothing of the kind: nought under every lever tells a room nothing."""

SHOWN_PARTNERS = ("community funds", "households", "market")
"""Holders of money that the network shows beside the organizations."""

LEAST_SHOWN_IDR = 1e5

PATTERNS = {
    "parallel_collaborative": noted("side by side, nobody subordinate"),
    "nucleus_plasma": noted("growers under contract with {leader}"), "foster": noted("fostered by {leader}"),
    "need_based": noted("by what is needed, case by case"), "donor_led": noted("led by {leader}"),
    "contracting": noted("by contract of {leader}"), "uncoordinated": noted("each alone"),
    "mutual_accountability": noted("each by its own plan, answering to the others"),
}  # fmt: skip
"""What patterns of agreements are called; one that has a leader names it."""


def has_funds(spec: Scenario) -> bool:
    """Whether a case has community funds, or opens them."""
    funds = spec.programme.community_funds
    return bool(funds.opening) or (spec.mechanisms.unit_opening.on and funds.units_per_year > 0.0)


def chain_of(spec: Scenario) -> dict[Link, tuple[str, ...]]:
    """Outcomes that the page shows of a case for each link; none for a link of which nothing is measured there.

    An institute trains people, and what that is good for is seen in what changes for them.
    """
    chosen: dict[Link, tuple[str, ...]] = dict(CHAIN)
    kinds = {type(actor) for actor in spec.actors}
    if Firms not in kinds:
        chosen |= _OF_ONE_FIRM if NamedFirm in kinds else _WITHOUT_FIRMS
    if not has_funds(spec):
        chosen |= _WITHOUT_FUNDS | (_OF_TRAINING if TrainingInstitute in kinds else {})
    return chosen


def shown_of(spec: Scenario) -> tuple[str, ...]:
    """All outcomes of the results chain of a case, in their order."""
    return tuple(name for names in chain_of(spec).values() for name in names)


def outcomes_of(spec: Scenario, seed: int) -> dict[str, float]:
    """Outcomes of one run."""
    return simulate(spec, seed, tables=False).outcomes


def frames_of(spec: Scenario, seed: int) -> Frames:
    """One run month by month."""
    return record_frames(spec, seed)


def key_of(spec: Scenario, seed: int, what: str) -> str:
    """Name under which a run's result is remembered."""
    return f"{what}:{identity_of(spec)}:{seed}"


def at_page_size(spec: Scenario) -> Scenario:
    """A case in the size at which the page runs it."""
    small = {
        path: value for path, value in WORKSHOP.items()
        if spec.sample.households is None or spec.sample.households > WORKSHOP["sample.households"]
    }  # fmt: skip
    return spec.but({**small, "time.months": min(spec.time.months, LONGEST_MONTHS)})


@dataclass(frozen=True)
class ChainRow:
    """One outcome of the results chain in two arms, paired by seed.

    Attributes:
        name: outcome. link: place in the chain. base, other: means. difference: other less base, mean over pairs.
        low, high: its 95 % interval; of fewer than `FEWEST_SEEDS` pairs the smallest and the largest difference.
        n: pairs.
    """

    name: str
    link: Link
    base: float
    other: float
    difference: float
    low: float
    high: float
    n: int

    @property
    def shows_interval(self) -> bool:
        """Whether the ends are those of an interval."""
        return self.n >= FEWEST_SEEDS

    @property
    def clear(self) -> bool:
        """Whether there is an interval, and it leaves zero out."""
        return self.shows_interval and (self.low > 0.0 or self.high < 0.0)


def chain(
    base: Sequence[Mapping[str, float]], other: Sequence[Mapping[str, float]], names: Sequence[str]
) -> list[ChainRow]:
    """Rows of the results chain from runs paired by seed.

    Args:
        base: outcomes of one arm, a mapping for each seed. other: of the other arm, in the same order of seeds.
        names: outcomes wanted.
    """
    rows = []
    for name in names:
        a = np.array([run.get(name, np.nan) for run in base])
        b = np.array([run.get(name, np.nan) for run in other])
        both = ~(np.isnan(a) | np.isnan(b))
        a, b = a[both], b[both]
        found = cut(estimate(b - a), OUTCOMES.named(name).possible_difference)
        low, high = found.low, found.high
        if 0 < found.n < FEWEST_SEEDS:
            low, high = float((b - a).min()), float((b - a).max())
        means = (float(a.mean()), float(b.mean())) if a.size else (float("nan"), float("nan"))
        rows.append(ChainRow(name, OUTCOMES.named(name).link, *means, found.mean, low, high, found.n))
    return rows


def replay_data(frames: Frames, spec: Scenario, texts: Texts) -> dict[str, Any]:
    """A run of a scenario as the moving picture takes it: numbers in base 64, words in the reader's language."""
    names = names_of(spec, texts)
    nodes: list[dict[str, Any]] = [
        {"name": name, "title": names.get(name, name), "short": short_title(names.get(name, name)),
         "partner": name not in SHOWN_PARTNERS}
        for name in (*(p.name for p in frames.partners), *SHOWN_PARTNERS)
        if name != "community funds" or has_funds(spec)
    ]  # fmt: skip
    place = {node["name"]: k for k, node in enumerate(nodes)}
    months: list[dict[str, Any]] = [
        {
            "at_work": np.flatnonzero(frames.at_work[m]).tolist(),
            "stage": stage_text(frames.stages[m], spec, names, texts),
            "trust": _trust_of(frames.trust[m]),
            "flows": _flows_of(frames.payments[m], place),
        }
        for m in range(len(frames.dates))
    ]
    largest = max((amount for month in months for *_, amount in month["flows"]), default=0.0)
    return {
        "dates": list(frames.dates), "nodes": nodes, "months": months, "largest_flow": largest,
        "states": base64.b64encode(frames.states.tobytes()).decode("ascii"),
        "hamlets": base64.b64encode(frames.hamlets.astype("<i4").tobytes()).decode("ascii"),
        "counts": [_counts_of(row, frames, texts.language) for row in frames.states],
        "diary": [
            {"month": line["month"], "date": line["date"], "text": line_text(line, names, texts)}
            for line in frames.diary
        ],
    }  # fmt: skip


def stage_text(stages: Mapping[str, str], spec: Scenario, names: Mapping[str, str], texts: Texts) -> str:
    """How far each agreement has come and who decides in it.

    Args:
        stages: by agreement. spec: the scenario. names: titles of organizations. texts: the reader's language.
    """
    if not spec.mechanisms.formation.on:
        return texts.say("No agreement: each works alone.")
    by_name = {agreement.name: agreement for agreement in spec.agreements}
    told = []
    for name, stage in stages.items():
        agreement = by_name.get(name)
        if agreement is None:
            told.append(texts.say("Stage: {stage}.", stage=texts.say(stage)))
            continue
        leader = agreement.leader or agreement.members[0]
        pattern = texts.say(PATTERNS[agreement.pattern], leader=names.get(leader, leader))
        told.append(
            texts.say("Stage: {stage}. Who decides: {pattern}.", stage=texts.say(stage), pattern=pattern)
        )
    return " ".join(told)


def short_title(title: str) -> str:
    """A title for a narrow place: what stands before a bracket or comma, and not more than three words."""
    words = title.split(" (", maxsplit=1)[0].split(",", maxsplit=1)[0].split()
    return " ".join(words[:3]) + ("…" if len(words) > 3 else "")


def _counts_of(states: Any, frames: Frames, language: str) -> dict[str, str]:
    counts = count_of(states, frames.weights)
    return {name: fixed_text(value, 0, language=language) for name, value in counts.items()}


def _trust_of(trust: Any) -> list[list[float]]:
    """Pairs with the mean of what both believe of each other."""
    n = len(trust)
    both = (trust + trust.T) / 2.0
    return [
        [a, b, round(float(both[a, b]), 3)]
        for a in range(n)
        for b in range(a + 1, n)
        if not np.isnan(both[a, b])
    ]


def _flows_of(payments: Mapping[tuple[str, str], float], place: Mapping[str, int]) -> list[list[float]]:
    """Payments between what is shown, those between households and market left out."""
    crowd = {place["households"], place["market"]}
    return [
        [place[a], place[b], amount]
        for (a, b), amount in payments.items()
        if a in place and b in place and amount >= LEAST_SHOWN_IDR and not {place[a], place[b]} <= crowd
    ]
