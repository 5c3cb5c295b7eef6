"""What the parser refuses, said so that the reader can mend it: the value, what is allowed, and where to read on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from partnersim.scenario.documents.errors import did_you_mean, nearest
from partnersim.scenario.phrases import Phrase
from partnersim.studies.words.catalogue import noted

_NO_CHOICE = re.compile(r"(?:Value error, )?'(.*)' is not one of (.*?)\.?$", re.DOTALL)

PARSERS_WORDS = (
    noted("Missing argument '{name}'"), noted("Missing option '{name}'"), noted("Missing parameter: {name}"),
    noted("No such option: {option} (Possible options: {names})"), noted("No such option: {option}"),
    noted("No such command '{name}'"), noted("Got unexpected extra argument(s) ({words})"),
    noted("Got unexpected extra argument ({words})"), noted("Got unexpected extra arguments ({words})"),
    noted("Option '{name}' requires an argument."), noted("Option {name} requires an argument."),
    noted("Option '{name}' does not take a value."),
)  # fmt: skip
"""What the parser says of itself, with gaps; any other words of it are repeated as they are."""


def usage_text(error: Any, argv: Sequence[str], /) -> Phrase:
    """The text of an error of the parser.

    Args:
        error: what the parser raised. argv: the arguments of the program.
    """
    text = str(error.format_message())
    message = getattr(error, "message", None) or ""
    option = _option(error)
    given = _given(option, argv)
    shown = f"{option} '{given[:60]}'" if given else option
    if option and (choice := _NO_CHOICE.match(message)):
        names = re.findall(r"'([^']*)'", choice[2])
        near = nearest(choice[1], among=names)
        fault = Phrase("{option} is not one of {names}", option=shown, names=", ".join(names))
        return fault + did_you_mean(near) if near else fault
    if isinstance(message, Phrase):
        named = option or str(getattr(error, "param_hint", "") or "")
        if named.startswith("--") and message.startswith("'"):  # a parser of ours, which names the value first
            return Phrase.joined((f"{named} ", message))
        return _about_value(text, message)
    return (
        parsers_phrase(text.rstrip(".")) + _further(error, text) if _is_short(text) else parsers_phrase(text)
    )


def parsers_phrase(text: str, /) -> Phrase:
    """What the parser says, as a phrase that can be said in another language; other words of it as they are."""
    for template in PARSERS_WORDS:
        pieces = re.split(r"\{(\w+)\}", template)
        pattern = "".join(
            f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
        )
        if found := re.fullmatch(pattern, text):
            return Phrase(template, **found.groupdict())
    return Phrase.verbatim(text)


def _about_value(text: str, message: Phrase) -> Phrase:
    """An error of our own about an argument, after the words in which the parser names it."""
    before = text.removesuffix(message)
    if found := re.fullmatch(r"Invalid value for (.+): ", before):
        return Phrase("Invalid value for {name}: {reason}", name=found[1], reason=message)
    if before == "Invalid value: ":
        return message
    return (
        Phrase.joined((Phrase.verbatim(before), message)) if text.endswith(message) else Phrase.verbatim(text)
    )


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


def language_asked(argv: Sequence[str], /) -> str:
    """The language that the arguments ask for, also where the parser refuses them; English for none that is known."""
    from partnersim.studies.words.catalogue import LANGUAGES

    asked = _given("--language", argv)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _is_short(text: str) -> bool:
    return "\n" not in text and text.startswith(("Missing ", "No such ", "Got unexpected "))


def _further(error: Any, text: str) -> Phrase:
    """What to do about a missing, unknown or surplus word."""
    context = getattr(error, "ctx", None)
    command = str(getattr(context, "command_path", "") or "partnersim")
    name = command.removeprefix("partnersim").strip()
    if text.startswith("No such command"):
        return _about_command(name, text)
    if name == "run" and text.startswith("Got unexpected extra argument"):
        return Phrase("; run takes one scenario, and `partnersim compare A B` compares several")
    return Phrase("; `{command} --help` says what it takes", command=command)


def _about_command(group: str, text: str) -> Phrase:
    if "Did you mean" in text:
        return Phrase()
    found = re.search(r"'([^']*)'", text)
    word = found[1] if found else ""
    if group:
        return Phrase("; `partnersim {group} --help` lists them", group=group)
    from partnersim.scenario.documents.shipped import shipped_names

    if word in shipped_names() or word.endswith((".yaml", ".yml")):
        return did_you_mean(f"partnersim run {word}")
    return Phrase("; `partnersim --help` lists them")
