"""The arms of a room in one row: which is looked at, and the one that was kept (B) with its name."""

from __future__ import annotations

import solara
from solara.alias import rv

from partnersim.faces.app.session import ARMS, Choice
from partnersim.faces.app.state import arm_shown, choice
from partnersim.faces.app.typed_field import TypedField
from partnersim.studies.words.texts import Texts


def arm_title(arm: str, chosen: Choice, texts: Texts) -> str:
    """What an arm is called on a button or above a column."""
    if arm == "kept" and chosen.kept is not None:
        return chosen.kept.title
    return texts.say("As it was") if arm == "base" else texts.say("As it is now")


def arm_played(shown: str, chosen: Choice) -> str:
    """The arm whose run is played: the one that was asked for, or the present one where there is no such arm."""
    return "now" if shown == "kept" and chosen.kept is None else shown


def arm_compared(shown: str, chosen: Choice) -> str:
    """The arm that is held against the case as it was, in Compare and in stories."""
    return "kept" if arm_played(shown, chosen) == "kept" else "now"


def arms_to_choose(chosen: Choice, view: str) -> list[str]:
    """Arms among which a view lets one choose: in Compare those held against the case as it was, if there are two."""
    there = [arm for arm in ARMS if arm != "kept" or chosen.kept is not None]
    if view == "play":
        return there
    return [] if chosen.kept is None else there[1:]


@solara.component
def Arms(texts: Texts, view: str) -> None:
    """One row: the arms to look at, the button that keeps the present one, and what can be done with the kept one.

    Args:
        texts: the language. view: in Compare there is no choosing the case as it was, which all is held against.
    """
    chosen = choice.value
    looked_at = arm_played(arm_shown.value, chosen)
    if view == "compare":
        looked_at = arm_compared(arm_shown.value, chosen)
    with solara.Row(gap="4px", classes=["ps-arms"]):
        for arm in arms_to_choose(chosen, view):
            solara.Button(
                arm_title(arm, chosen, texts), on_click=lambda arm=arm: arm_shown.set(arm), text=True,
                outlined=looked_at == arm, classes=["ps-chip"],
                attributes={"aria-pressed": str(looked_at == arm).lower()},
            )  # fmt: skip
        if chosen.kept is None:
            solara.Button(
                texts.say("Keep this as arm B"), on_click=lambda: choice.set(choice.value.keep()), outlined=True,
                disabled=not chosen.changed, classes=["ps-chip"],
            )  # fmt: skip
        else:
            _kept_controls(chosen, chosen.kept.name, texts)


def _kept_controls(chosen: Choice, name: str, texts: Texts) -> None:
    """The name of arm B, whether its levers move with the others, and the button that lets go of it."""

    def let_go() -> None:
        if arm_shown.value == "kept":
            arm_shown.set("now")
        choice.set(choice.value.alone())

    TypedField(
        texts.say("Name of arm B"), name, lambda text: choice.set(choice.value.renamed(text)),
        classes=["ps-arm-field"],
    )  # fmt: skip
    # Solara's own checkbox writes its label a second time, over the box and the field beside it
    rv.Checkbox(
        label=texts.say("Levers move in B too"), v_model=chosen.linked, hide_details="auto",
        on_v_model=lambda linked: choice.set(choice.value.with_link(bool(linked))),
    )  # fmt: skip
    solara.Button(texts.say("Let go of B"), on_click=let_go, text=True, classes=["ps-chip"])
