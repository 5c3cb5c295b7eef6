"""Numbers and units for people, in English and Indonesian."""

from __future__ import annotations

import math

LANGUAGES = ("en", "id")

_SCALES = {
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
    "id": ((1e12, " triliun"), (1e9, " miliar"), (1e6, " juta")),
}
_UNITS_ID = {
    "share": "persen",
    "%": "persen",
    "points/year": "poin/tahun",
    "households": "rumah tangga",
    "household": "rumah tangga",
    "enterprises": "usaha",
    "enterprise": "usaha",
    "workers": "pekerja",
    "ratio": "rasio",
    "units": "unit",
    "turns": "putaran",
    "firms": "perusahaan",
    "months": "bulan",
    "month": "bulan",
    "year": "tahun",
    "person": "orang",
    "member": "anggota",
    "index": "indeks",
    "number": "angka",
    "agreements": "perjanjian",
    "organizations": "organisasi",
    "0 to 1": "0 sampai 1",
    "1 = joint money's best use": "1 = hasil terbaik uang bersama",
}


def unit_text(unit: str, /, *, language: str = "en") -> str:
    """A unit as table headings show it; shares are shown in per cent."""
    shown = "%" if unit == "share" else unit
    if language != "id":
        return shown
    if shown in ("%", "1"):
        return shown
    return _UNITS_ID.get(shown) or "/".join(_UNITS_ID.get(part, part) for part in shown.split("/"))


def number_text(value: float, /, *, unit: str = "number", language: str = "en", signed: bool = False) -> str:
    """A number as people read it: about three figures, per cent for shares, money with its scale spelled out.

    Args:
        value: the number; "-" is shown for one that is not.
        unit: unit of the measure.
        language: "en" or "id" (decimal comma, point between thousands).
        signed: write the plus sign too.
    """
    if value is None or math.isnan(value):
        return "-"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    prefix, suffix = "", ""
    if unit == "share":
        value *= 100.0
    elif unit.startswith("IDR"):
        prefix = "Rp"
        for scale, word in _SCALES[language]:
            if abs(value) >= scale:
                value, suffix = value / scale, word
                break
    text = f"{abs(value):.2f}" if unit == "share" and abs(value) >= 1.0 else _figures(abs(value))
    negative = value < 0 and any(digit in "123456789" for digit in text)
    if language == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    sign = "-" if negative else "+" if signed and value > 0 and text.strip("0,.") else ""
    return f"{sign}{prefix}{text}{suffix}"


def difference_text(value: float, /, *, unit: str, language: str = "en") -> str:
    """A difference: signed, and in percentage points where the measure is a share."""
    text = number_text(value, unit=unit, language=language, signed=True)
    if unit == "share" and text != "-":
        return f"{text} {'poin persentase' if language == 'id' else 'points'}"
    return text


def value_text(value: float, /, *, unit: str, language: str = "en") -> str:
    """A value with its unit, for a sentence."""
    text = number_text(value, unit=unit, language=language)
    if text == "-":
        return text
    if unit == "share":
        return f"{text} %"
    if unit.startswith("IDR"):
        per = [unit_text(part, language=language) for part in unit.split("/")[1:]]
        return " per ".join([text, *per])
    if unit in ("households", "enterprises", "workers", "units", "firms", "months"):
        return f"{text} {unit_text(unit, language=language)}"
    return text


def _figures(size: float) -> str:
    """Three or four significant figures, without an exponent in the usual range."""
    if size == 0.0:
        return "0"
    if size >= 1e15 or size < 1e-6:
        return f"{size:.2e}"
    if size >= 100.0:
        return f"{size:,.0f}" if size >= 1000.0 else f"{size:.1f}"
    digits = min(8, max(0, 2 - math.floor(math.log10(size))))
    return f"{size:.{digits}f}"
