"""Reasons that can be said in any language."""

from __future__ import annotations

from partnersim.scenario.phrases import Phrase


class Because(Phrase):
    """A reason in English that keeps the message and the facts it was made of, so that others can translate it."""
