"""What somebody may have meant who wrote a value in another way: percent for a share, a date, a name with spaces."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from partnersim.scenario.documents.fields import field_note
from partnersim.scenario.documents.shape import part_for
from partnersim.scenario.documents.texts import FORMS, MONTH_FORM, NAME_FORM, TITLE_FORM, YEAR_FORM
from partnersim.scenario.phrases import Phrase

OTHER_NAMES = {
    "poverty_rate": "headcount", "poverty_headcount": "headcount", "poor_share": "headcount",
    "poor_households": "listed_households", "poverty_line": "poverty_line_idr", "population": "households",
    "garis_kemiskinan": "poverty_line_idr", "rumah_tangga": "households", "dusun": "hamlets", "desa": "villages",
}  # fmt: skip
"""What fields of a place are called elsewhere."""

_YEAR_FIRST = re.compile(r"((?:19|20|21)\d\d)[-/.]?(\d{1,2})?(?:[-/.]\d{1,2})?")
_MONTH_FIRST = re.compile(r"(?:\d{1,2}[-/.])?(\d{1,2})[-/.]((?:19|20|21)\d\d)")
_MONTH_NAMED = re.compile(r"(?:\d{1,2}\s+)?([A-Za-z]{3,9})\.?[\s/-]+((?:19|20|21)\d\d)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb peb",
            "mar",
            "apr",
            "may mei",
            "jun",
            "jul",
            "aug agu ags",
            "sep",
            "oct okt",
            "nov nop",
            "dec des",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months by the first letters of their English and Indonesian names."""

_SCALES = {
    "ribu": 1e3, "rb": 1e3, "thousand": 1e3, "juta": 1e6, "jt": 1e6, "million": 1e6, "miliar": 1e9, "milyar": 1e9,
    "billion": 1e9, "triliun": 1e12, "trillion": 1e12, "rupiah": 1.0, "idr": 1.0,
}  # fmt: skip
_AMOUNT = re.compile(r"(?:Rp\.?|IDR)?\s*([0-9][0-9.,_ ]*?)\s*([A-Za-z]*)\s*(?:rupiah|IDR)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,_ ])[0-9]{3})(?:\1[0-9]{3})*")
_LONGEST = {NAME_FORM: 40, TITLE_FORM: 60}


def form_of(annotation: Any, field: FieldInfo | None, /) -> str:
    """The pattern that a text must have by its type or field; empty for none."""
    metadata = [*getattr(annotation, "__metadata__", ()), *(field.metadata if field is not None else ())]
    for note in metadata:
        inner = note.metadata if isinstance(note, FieldInfo) else [note]
        for one in inner:
            if isinstance(found := getattr(one, "pattern", None), str):
                return found
    return next((found for part in get_args(annotation) if (found := form_of(part, None))), "")


def as_form(written: Any, pattern: str, /) -> str:
    """The text that has the form and was probably meant; empty where nobody can tell."""
    if isinstance(written, bool) or not isinstance(written, str | int):
        return ""
    text = str(written).strip()[:200]
    meant = ""
    if pattern == MONTH_FORM:
        meant = _as_month(text)
    elif pattern == YEAR_FORM:
        meant = text[:4]
    elif pattern in _LONGEST:
        meant = _as_name(text, "_" if pattern == NAME_FORM else "-")[: _LONGEST[pattern]].rstrip("-_")
    return meant if pattern in FORMS and re.fullmatch(pattern, meant) else ""


def _as_month(text: str) -> str:
    if found := _MONTH_NAMED.fullmatch(text):
        number = _MONTHS.get(found[1].lower()[:3])
        return f"{found[2]}-{number:02d}" if number else ""
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{int(found[2] or 1):02d}"
    if found := _MONTH_FIRST.fullmatch(text):
        return f"{found[2]}-{int(found[1]):02d}"
    return ""


def _as_name(text: str, between: str) -> str:
    """Small letters without accents, digits, and one sign for whatever stood between them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    kept = r"[^a-z0-9_-]+" if between == "-" else r"[^a-z0-9_]+"
    return re.sub(kept, between, plain).strip("-_").lstrip("0123456789-_")


def percent_advice(written: Any, /, *, field: FieldInfo | None) -> Phrase:
    """How a number of percent is written where a share is wanted; empty where it is none."""
    if field is None or not field_note(field, key="unit").startswith("share") or isinstance(written, bool):
        return Phrase()
    if not isinstance(written, int | float) or not 2.0 <= written <= 100.0:
        return Phrase()
    return Phrase("; {n:g} percent is written {share:.6g}", n=written, share=written / 100.0)


def amount_advice(written: str, /) -> Phrase:
    """How an amount of rupiah is written that was given with its sign, scale or thousands apart; empty for others.

    One part of three digits alone may be decimals, so that nobody can tell what is meant.
    """
    found = _AMOUNT.fullmatch(written.strip()[:80])
    if found is None or (found[2] and found[2].lower() not in _SCALES):
        return Phrase()
    digits, scale = found[1].strip(), _SCALES.get(found[2].lower(), 1.0)
    parts = re.split(r"[.,_ ]", digits)
    if len(parts) == 2 and len(parts[1]) == 3 and scale != 1.0:
        return Phrase()
    if len(parts) > 2 or (len(parts) == 2 and scale == 1.0):
        as_rupiah = written.strip().lower().startswith(("rp", "idr"))
        if not _THOUSANDS.fullmatch(digits) or (len(parts) == 2 and not as_rupiah):
            return Phrase()
        number = float("".join(parts)) * scale
    else:
        number = float(digits.replace(",", ".")) * scale
    return Phrase(", as in {number:.0f}", number=number) if number >= 1.0 else Phrase()


def list_advice(written: Any, /, *, named: bool = False) -> Phrase:
    """How a list is written where something else stands.

    Args:
        written: what stands there. named: whether the items of the list are groups of fields with a name.
    """
    if named or isinstance(written, dict):
        first = next((str(name) for name in written), "first") if isinstance(written, dict) else str(written)
        return Phrase(
            '; begin each item with a dash and its name, as in "- name: {first}", and its fields below that',
            first=first[:40],
        )
    if isinstance(written, bool) or not isinstance(written, str | int | float) or not str(written).strip():
        return Phrase()
    items = [item for item in re.split(r"[,;\s]+", str(written).strip("()")) if item]
    return Phrase("; write a list in brackets: [{items}]", items=", ".join(items)[:60])


def called_otherwise(word: str, /, *, owner: type[BaseModel] | None, top: bool) -> str:
    """The field that is meant by a word that is no field here: another name for one, or one of a group.

    Args:
        word: what was written. owner: the class whose field it should be. top: whether that is the whole document.
    """
    if owner is None:
        return ""
    known = OTHER_NAMES.get(word.lower(), "")
    if known in owner.model_fields:
        return known
    groups = (
        {name: part_for(field.annotation, tree=None) for name, field in owner.model_fields.items()}
        if top
        else {}
    )
    wanted = {word, known} - {""}
    inner = [
        f"{group}.{name}"
        for group, part in groups.items()
        for name in (part.model_fields if part is not None else ())
        if name in wanted and "." not in group
    ]
    return "' or '".join(inner[:3])
