"""Business practice, discipline and skill: learned, taught, forgotten."""

from __future__ import annotations

from partnersim.theory.compiled import compiled


@compiled
def fade(p, practice, indiscipline, skill, owner):  # type: ignore[no-untyped-def]
    """A month passes: a newcomer's gap heals by doing, taught practice is forgotten, discipline and skill fade."""
    if p.practice_on != 0.0:
        if practice < 0.0:
            if owner:
                practice *= 1.0 - p.healing
        else:
            practice *= 1.0 - p.forgetting
        skill *= 1.0 - p.skill_fading
    if p.coaching_on != 0.0:
        indiscipline *= 1.0 - p.coaching_fading
    return practice, indiscipline, skill


@compiled
def mentored(p, practice, indiscipline):  # type: ignore[no-untyped-def]
    """A visit leads practice towards the mentor's level and discipline towards full discipline."""
    if p.practice_on != 0.0:
        practice += p.mentor_step * max(0.0, p.mentor_level - practice)
    if p.coaching_on != 0.0:
        indiscipline += p.coaching_visit * (-p.coaching_effect - indiscipline)
    return practice, indiscipline
