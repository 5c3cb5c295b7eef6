"""What the parser refuses, said so that the reader can mend it: the value, what is allowed, and where to read on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from partnersim.scenario.documents.errors import nearest

_NO_NUMBER = re.compile(r"Input should be a valid (integer|number)")
_OUTSIDE = re.compile(r"Input should be (greater|less) than( or equal to)? (\S+)")
_NO_CHOICE = re.compile(r"(?:Value error, )?'(.*)' is not one of (.*?)\.?$", re.DOTALL)


def usage_text(error: Any, argv: Sequence[str], /) -> str:
    """The text of an error of the parser.

    Args:
        error: what the parser raised. argv: the arguments of the program.
    """
    text = str(error.format_message())
    message = str(getattr(error, "message", "") or "")
    option = _option(error)
    given = _given(option, argv)
    shown = f"{option} '{given[:60]}'" if given else option
    if option and (found := _NO_NUMBER.match(message)):
        kind = (
            "no whole number; write digits alone, as in 2000"
            if found[1] == "integer"
            else "no number, as in 0.5"
        )
        return f"{shown} is {kind}"
    if option and (outside := _OUTSIDE.match(message)):
        return f"{shown} is out of range; allowed {outside[3]} or {'more' if outside[1] == 'greater' else 'less'}"
    if option and (choice := _NO_CHOICE.match(message)):
        names = re.findall(r"'([^']*)'", choice[2])
        near = nearest(choice[1], among=names)
        return f"{shown} is not one of {', '.join(names)}" + (f" (did you mean '{near}'?)" if near else "")
    return text.rstrip(".") + _further(error, text) if _is_short(text) else text


def _option(error: Any) -> str:
    """The option that an error is about, as it is written; empty for an argument or none."""
    names = getattr(getattr(error, "param", None), "opts", None) or ()
    return next((name for name in names if name.startswith("--")), "")


def _given(option: str, argv: Sequence[str]) -> str:
    """What was written after the last of an option; empty where it does not stand there."""
    found = ""
    for place, word in enumerate(argv):
        if word == option and place + 1 < len(argv):
            found = argv[place + 1]
        elif word.startswith(f"{option}="):
            found = word.partition("=")[2]
    return found


def _is_short(text: str) -> bool:
    return "\n" not in text and text.startswith(("Missing ", "No such ", "Got unexpected "))


def _further(error: Any, text: str) -> str:
    """What to do about a missing, unknown or surplus word."""
    context = getattr(error, "ctx", None)
    command = str(getattr(context, "command_path", "") or "partnersim")
    name = command.removeprefix("partnersim").strip()
    if text.startswith("No such command"):
        return _about_command(name, text)
    if name == "run" and text.startswith("Got unexpected extra argument"):
        return "; run takes one scenario, and `partnersim compare A B` compares several"
    return f"; `{command} --help` says what it takes"


def _about_command(group: str, text: str) -> str:
    if "Did you mean" in text:
        return ""
    found = re.search(r"'([^']*)'", text)
    word = found[1] if found else ""
    if group:
        return f"; `partnersim {group} --help` lists them"
    from partnersim.scenario.documents.shipped import shipped_names

    if word in shipped_names() or word.endswith((".yaml", ".yml")):
        return f" (did you mean 'partnersim run {word}'?)"
    return "; `partnersim --help` lists them"
