"""A field for text that keeps what is being typed, whatever else on the page is drawn anew meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara
from solara.alias import rv
from solara.components.input import use_change

DONE = ("focusout", "keyup.enter")
"""When a text counts as typed: somebody goes on to something else, or confirms it."""


@solara.component
def TypedField(
    label: str,
    value: str,
    on_value: Callable[[str], None],
    *,
    error: bool = False,
    classes: Sequence[str] = (),
) -> None:
    """A field for a text, which is told once it has been typed.

    Solara's own field is put back to the value it was given whenever anything around it is drawn anew, and runs that
    come in have much of a page drawn anew: a text half typed would be gone. This one is never given its text when it is
    drawn, but only when there is another.

    Args:
        label: what it is for.
        value: what stands in it until somebody types; another value takes the place of what was typed.
        on_value: told of the text when it is done.
        error: whether the text is wrong. classes: for its style.
    """
    field = rv.TextField(
        label=label, error=error, class_=" ".join(classes), placeholder="", hide_details="auto"
    )  # fmt: skip

    def put_in() -> None:
        solara.get_widget(field).v_model = value

    solara.use_effect(put_in, [value])
    use_change(field, lambda text: on_value(text or ""), update_events=list(DONE))
