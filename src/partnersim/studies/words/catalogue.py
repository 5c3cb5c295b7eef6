"""The catalogue of texts: written in English, translated by gettext."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

LANGUAGES = ("en", "id")
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "partnersim"


@cache
def translations(language: str, /) -> gettext.NullTranslations:
    """Translations into a language; English messages are their own.

    The catalogue is read as translators write it (.po): compiling some hundred messages takes a few
    hundredths of a second, once in a process, so that no compiled copy needs to be kept.

    Raises:
        ValueError: the language is not known.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language is '{language}'; it may be {' or '.join(LANGUAGES)}")
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def noted(message: str, /) -> str:
    """Mark a text for the catalogue where it is kept; it is translated where it is shown."""
    return message
