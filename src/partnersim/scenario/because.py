"""Reasons that can be said in any language."""

from __future__ import annotations

from typing import Any


class Because(str):
    """A reason in English that keeps the message and the facts it was made of, so that others can translate it.

    Args:
        message: the reason, with named gaps in braces.
        facts: what stands in the gaps.
    """

    message: str
    facts: dict[str, Any]

    def __new__(cls, message: str, /, **facts: Any) -> Because:  # noqa: D102
        reason = super().__new__(cls, message.format(**facts) if facts else message)
        reason.message, reason.facts = message, facts
        return reason
