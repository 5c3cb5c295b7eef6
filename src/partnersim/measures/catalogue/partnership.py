"""Measures of partnerships: trust, work, net benefits, harm."""

from __future__ import annotations

import math

from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, monthly
from partnersim.measures.month import NAN, Month, mean
from partnersim.measures.partner_worth import partners
from partnersim.measures.summaries import LEVEL, STATE
from partnersim.world.contracts import Stage

STAGES = tuple(Stage)


@monthly(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Trust", id="Kepercayaan", leads=True,
)  # fmt: skip
def trust(m: Month) -> float:
    """Mean belief of members in each other's reliability.

    Mean over agreements with two members or more.
    """
    return mean(a.trust_mean() for a in m.world.agreements)


@monthly(
    unit="number", better=NEITHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Stage of the first agreement", id="Tahap perjanjian pertama",
)  # fmt: skip
def stage(m: Month) -> float:
    """0 identification, 1 socialisation, 2 planning, 3 agreement, 4 implementation, 5 ended.

    Empty without an agreement.
    """
    agreements = m.world.agreements
    return float(STAGES.index(agreements[0].stage)) if agreements else NAN


@monthly(
    unit="agreements", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Agreements at work", id="Perjanjian yang berjalan",
)  # fmt: skip
def agreements_working(m: Month) -> float:
    """Agreements in the implementation stage."""
    return float(len(m.working))


@monthly(
    unit="organizations", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Partners at work", id="Mitra yang bekerja",
)  # fmt: skip
def active_members(m: Month) -> float:
    """Members inside and awake, summed over working agreements."""
    return float(sum(int(a.at_work.sum()) for a in m.working))


@monthly(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Use of comparative advantage", id="Pemanfaatan keunggulan komparatif", leads=True,
)  # fmt: skip
def advantage_index(m: Month) -> float:
    """How far delivered work was what members are comparatively good at.

    Money for funds apart; mean over working agreements.
    """
    return mean(a.advantage_index() for a in m.working)


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Promised but not delivered", id="Dijanjikan tetapi tidak terlaksana",
)  # fmt: skip
def delivery_gap(m: Month) -> float:
    """Share of the money promised in the last 12 months that did not arrive as work.

    Over agreements at work and organizations apart; empty where nothing was promised.
    """
    promised = math.fsum(month.promised for month in m.year)
    delivered = math.fsum(month.delivered for month in m.year)
    return 1.0 - delivered / promised if promised > 0.0 else NAN


@monthly(
    unit="1 = joint money's best use", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Net benefit against leaving", id="Manfaat bersih dibanding keluar",
)  # fmt: skip
def net_benefit_leaving(m: Month) -> float:
    """Mean over members of the last yearly account of what being inside was worth above being outside.

    Outside while the others go on, in units of the joint money's best use; empty before a first account.
    """
    return mean(v for a in m.working for v in a.accounts.last.against_leaving[a.accounts.judged].tolist())


@monthly(
    unit="1 = joint money's best use", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Net benefit against no partnership", id="Manfaat bersih dibanding tanpa kemitraan",
)  # fmt: skip
def net_benefit_nobody(m: Month) -> float:
    """As net_benefit_leaving, had nobody partnered."""
    return mean(v for a in m.working for v in a.accounts.last.against_nobody[a.accounts.judged].tolist())


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Members worse off", id="Mitra yang dirugikan", leads=True,
)  # fmt: skip
def harmed_share(m: Month) -> float:
    """Members of the last yearly account that were worse off than in one of two counterfactuals.

    Outside while the others go on, or nobody partnering; mean over working agreements, empty before a first
    account.
    """
    return mean(a.accounts.harmed_share() for a in m.working)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Members worse off than outside", id="Mitra yang lebih rugi daripada di luar",
)  # fmt: skip
def harmed_leaving_share(m: Month) -> float:
    """As harmed_share, against being outside while the others go on."""
    return mean(a.accounts.harmed_share("leaving", "both") for a in m.working)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Members worse off than if nobody partnered", id="Mitra yang lebih rugi daripada tanpa kemitraan",
)  # fmt: skip
def harmed_nobody_share(m: Month) -> float:
    """As harmed_share, against nobody partnering, as the same run would have gone for each alone.

    What another run in which nobody signs brings them is the difference in partner_worth_idr.
    """
    return mean(a.accounts.harmed_share("nobody", "both") for a in m.working)


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Worth of a month to a partner", id="Nilai sebulan bagi mitra",
)  # fmt: skip
def partner_worth_idr(m: Month) -> float:
    """Mean over organizations named in an agreement of the month's work by their own objective.

    In force or not; needs met by all, and spending on their showpiece. Counted alike with and without an agreement:
    the difference between two runs is what partnering brought them.
    """
    named = partners(m.world)
    return float(m.worth_idr[named].mean()) if named.any() else NAN


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Staff time for co-ordination", id="Waktu staf untuk koordinasi",
)  # fmt: skip
def coordination_staff_share(m: Month) -> float:
    """Share of members' staff time, mean over working agreements."""
    return mean(a.coordination_share() for a in m.working)
