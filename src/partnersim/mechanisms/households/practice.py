"""Business practice, discipline and skill: learned, taught, forgotten."""

from __future__ import annotations

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.household import Craft
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled_stage


class Practice(CompiledRule):
    """Practice heals, is taught and is forgotten (practice.py). Off: practice never moves."""

    name = "practice"
    reads = ("households.owner",)
    writes = ("households.practice", "households.skill")


class Coaching(CompiledRule):
    """Visits raise discipline, which fades slowly (practice.py). Off: visits leave discipline alone."""

    name = "coaching"
    reads = ("hamlets.owners", "households.owner", "services.mentor_visits")
    writes = ("households.indiscipline",)


class Mentoring(CompiledRule):
    """Mentors visit owners and lead practice towards their level (practice.py). Off: visits do nothing."""

    name = "mentoring"
    reads = ("hamlets.owners", "households.owner", "services.mentor_visits")
    writes = ("households.practice",)


@compiled_stage
def fade(p, craft, owner, order):  # type: ignore[no-untyped-def]
    """A month passes: a newcomer's gap heals by doing, taught practice is forgotten, discipline and skill fade.

    An owner who works for a buyer's order learns from it. Returns ``Craft``.
    """
    practice, indiscipline, skill = craft.practice, craft.indiscipline, craft.skill
    if p.practice_on != 0.0:
        if practice < 0.0:
            if owner:
                practice *= 1.0 - p.practice_healing * MONTH
        else:
            practice *= 1.0 - p.practice_forgetting * MONTH
        skill *= 1.0 - p.practice_skill_fading * MONTH
        if owner and order:
            practice += p.buyer_orders_learning * MONTH
    if p.coaching_on != 0.0:
        indiscipline *= 1.0 - p.coaching_fading * MONTH
    return Craft(practice, indiscipline, skill)


@compiled_stage
def visited(p, craft, practice_share, discipline_share):  # type: ignore[no-untyped-def]
    """Visits lead practice towards the mentor's level and discipline towards full discipline, as ``Craft``.

    Args:
        practice_share, discipline_share: shares of the two distances that the visits cover (``share_covered``).
    """
    practice, indiscipline = craft.practice, craft.indiscipline
    if p.practice_on != 0.0:
        practice += practice_share * max(0.0, p.practice_mentor_level - practice)
    if p.coaching_on != 0.0:
        indiscipline += discipline_share * (-p.coaching_effect - indiscipline)
    return Craft(practice, indiscipline, craft.skill)


@compiled_stage
def taught(p, craft, owner, length):  # type: ignore[no-untyped-def]
    """What a course of so many standard courses leaves, as ``Craft``: practice to an owner, skill to others."""
    practice, skill = craft.practice, craft.skill
    if p.practice_on != 0.0:
        if owner:
            practice += p.practice_training_gain * length
        else:
            skill = min(1.0, skill + length)
    return Craft(practice, craft.indiscipline, skill)
