"""Numbers as they are written on the command line: digits, and a point before decimals; nothing parts thousands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import typer

from partnersim.scenario.phrases import NO_WORDS, Phrase

_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_PARTED = re.compile(r"[0-9]{1,3}([.,_ ][0-9]{3})+")
_TWO_READINGS = re.compile(r"[-+]?([1-9][0-9]{0,2})\.([0-9]{3})")
_ONE_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")


def whole_number(text: str) -> int:
    """A whole number as digits alone: a point or comma between them may part thousands or decimals.

    Raises:
        BadParameter: the text is none.
    """
    written = str(text).strip()
    if not _WHOLE.fullmatch(written):
        plain = re.sub(r"[.,_ ]", "", written) if _PARTED.fullmatch(written) else "2000"
        raise typer.BadParameter(
            Phrase(
                "'{text}' is no whole number; write digits alone, as in {plain}",
                text=written[:60],
                plain=plain,
            )
        )
    return int(written)


def decimal_number(text: str) -> float:
    """A number with a point before decimals; one that may be read with parted thousands, too, is refused.

    Raises:
        BadParameter: the text is none, or may be two numbers.
    """
    written = str(text).strip()
    shown = written[:60]
    if (two := _TWO_READINGS.fullmatch(written)) is not None:
        from partnersim.scenario.documents.document import two_readings

        readings = two_readings(two[1], two[2])
        raise typer.BadParameter(Phrase("'{text}' may be two numbers: {readings}", text=shown, readings=readings))
    if not _DECIMAL.fullmatch(written):
        raise typer.BadParameter(
            Phrase("'{text}' is no number; {advice}", text=shown, advice=_advice(written))
        )
    return float(written)


def number_in(option: str, text: str, /) -> float:
    """A number that is part of what an option takes, such as an end of a range.

    Args:
        option: as it is written. text: the number.

    Raises:
        BadParameter: the text is none, or may be two numbers.
    """
    try:
        return decimal_number(text)
    except typer.BadParameter as error:
        raise typer.BadParameter(error.message, param_hint=option) from None


def _advice(written: str) -> Phrase:
    if _ONE_COMMA.fullmatch(written):
        from partnersim.scenario.documents.document import comma_advice

        return comma_advice(written)
    if _PARTED.fullmatch(written):
        return Phrase("write digits alone, as in {plain}", plain=re.sub(r"[.,_ ]", "", written))
    return Phrase("write digits, with a point before decimals, as in 0.5")


def whole(
    option: str,
    about: str,
    /,
    *,
    least: int | None = None,
    most: int | None = None,
    metavar: str = "N",
    show_default: bool = True,
) -> Any:
    """An option that takes a whole number within its range.

    Args:
        option: as it is written. about: what the number is. least, most: ends of the range; None for no end.
        metavar: what stands for the number in the help. show_default: whether the help shows the default.
    """

    def whole_number_in_range(text: str) -> int:
        value = whole_number(text)
        if not ((least is None or value >= least) and (most is None or value <= most)):
            raise typer.BadParameter(
                Phrase("'{text}' is out of range; allowed {range}", text=text, range=_range(least, most))
            )
        return value

    shown = f"{about} [{_range(least, most)}]" if least or most is not None else about
    parser: Callable[[str], int] = whole_number_in_range
    return typer.Option(option, metavar=metavar, parser=parser, help=shown, show_default=show_default)


def decimal(
    option: str,
    about: str,
    /,
    *,
    above: float | None = None,
    most: float | None = None,
    unit: Phrase = NO_WORDS,
    metavar: str = "X",
) -> Any:
    """An option that takes a number with decimals, none by default.

    Args:
        option: as it is written. about: what the number is. above: it is larger than this. most: it is no larger.
        unit: of the range, for a refusal. metavar: what stands for the number in the help.
    """

    def decimal_number_in_range(text: str) -> float:
        value = decimal_number(text)
        if not ((above is None or value > above) and (most is None or value <= most)):
            ends = _above(above, most)
            allowed = Phrase("{ends}, {unit}", ends=ends, unit=unit) if unit else ends
            raise typer.BadParameter(
                Phrase("'{text}' is out of range; allowed {range}", text=text, range=allowed)
            )
        return value

    return typer.Option(
        option, metavar=metavar, parser=decimal_number_in_range, help=about, show_default=False
    )


def _above(above: float | None, most: float | None) -> Phrase:
    if most is None:
        return Phrase("above {least}", least=f"{above:g}")
    return Phrase("above {least} to {most}", least=f"{above:g}", most=f"{most:g}")


def _range(least: int | None, most: int | None) -> Phrase:
    if most is None:
        return Phrase("{least} or more", least=least)
    return (
        Phrase("{most} or less", most=most)
        if least is None
        else Phrase("{least} to {most}", least=least, most=most)
    )
