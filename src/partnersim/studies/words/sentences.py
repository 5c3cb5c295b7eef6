"""A comparison in plain words. The words are chosen by the numbers, and the numbers come from its tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from partnersim.measures import spoken
from partnersim.studies.words.numbers import difference_text, number_text, value_text

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

_TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "setup": "{other} ({other_title}) less {base} ({base_title}), over {n} replicates with the same "
        "seeds in both. "
        "Intervals are 95 %, by Student's t over the paired differences.",
        "setup_one": "{other} ({other_title}) less {base} ({base_title}), in one replicate: there is no "
        "interval, so "
        "nothing can be said about how sure a difference is.",
        "nothing": "{other} against {base}: no seed finished in both, so nothing can be said.",
        "failed": "{failed} of {runs} runs failed and are left out.",
        "value": "{label}: {other_value} in {other}, {base_value} in {base}; difference {difference}",
        "interval": " ({low} to {high}; same direction in {same} of {n} replicates)",
        "clear": ", more than chance explains.",
        "unclear": ", which cannot be told from chance.",
        "equal": "{label}: {base_value} in both, equal in every replicate.",
        "one": ".",
        "empty": "{label}: without a value in one of the two, so not compared.",
        "small": "Poverty itself: less than {bound} of a percentage point either way, which is about "
        "nothing. Loans of "
        "this size do not lift the rate; look at incomes, interest, enterprises, coverage, queue and loan "
        "quality.",
        "payers": "Who paid in the whole run, {other} and {base}:",
        "paid": "{title} {other_value} and {base_value}",
        "paid_more": "Paid more in {other} than in {base}: {names}.",
        "paid_less": "Paid less in {other} than in {base}: {names}.",
        "nobody": "No organization clearly paid more in {other} than in {base}: what was not given was not "
        "made good "
        "by another.",
        "one_payer": "by {gap}",
    },
    "id": {
        "setup": "{other} ({other_title}) dikurangi {base} ({base_title}), pada {n} ulangan dengan benih "
        "acak yang "
        "sama. Selang 95 % dihitung dengan t Student atas selisih berpasangan.",
        "setup_one": "{other} ({other_title}) dikurangi {base} ({base_title}), hanya satu ulangan: tidak "
        "ada selang, "
        "sehingga kepastian selisih tidak dapat dinilai.",
        "nothing": "{other} dibanding {base}: tidak ada benih yang selesai pada keduanya.",
        "failed": "{failed} dari {runs} simulasi gagal dan tidak dihitung.",
        "value": "{label}: {other_value} pada {other}, {base_value} pada {base}; selisih {difference}",
        "interval": " ({low} sampai {high}; arah sama pada {same} dari {n} ulangan)",
        "clear": ", lebih besar daripada kebetulan.",
        "unclear": ", tidak dapat dibedakan dari kebetulan.",
        "equal": "{label}: {base_value} pada keduanya, sama pada setiap ulangan.",
        "one": ".",
        "empty": "{label}: tidak bernilai pada salah satunya, jadi tidak dibandingkan.",
        "small": "Kemiskinan sendiri: kurang dari {bound} poin persentase ke arah mana pun, jadi hampir "
        "tidak berubah. "
        "Pinjaman sebesar ini tidak menurunkan angka kemiskinan; lihat pendapatan, bunga, usaha, cakupan, "
        "antrean dan "
        "mutu pinjaman.",
        "payers": "Siapa yang membayar selama seluruh simulasi, {other} dan {base}:",
        "paid": "{title} {other_value} dan {base_value}",
        "paid_more": "Membayar lebih banyak pada {other} daripada {base}: {names}.",
        "paid_less": "Membayar lebih sedikit pada {other} daripada {base}: {names}.",
        "nobody": "Tidak ada organisasi yang jelas membayar lebih banyak pada {other} daripada {base}: yang "
        "tidak "
        "diberikan tidak diganti pihak lain.",
        "one_payer": "sebesar {gap}",
    },
}

SMALL_POVERTY_CHANGE = 0.003
"""Interval of the headcount's difference within which the sentences call it about nothing (assumed)."""

NEGLIGIBLE = 0.002
"""A difference below this share of all money paid is not named among those who paid more or less."""


def of_comparison(comparison: Comparison, /, *, language: str = "en") -> list[str]:
    """Sentences for every pair: the set-up, the main outcomes, and who paid.

    Raises:
        KeyError: the language is not "en" or "id".
    """
    texts = _TEXTS[language]
    found = []
    results = comparison.results
    if len(results.failed):
        found.append(texts["failed"].format(failed=len(results.failed), runs=len(results.runs)))
    for base, other in comparison.pairs:
        names = {
            "base": base,
            "other": other,
            "base_title": arm_title(results.manifest, base),
            "other_title": arm_title(results.manifest, other),
        }
        found += _of_pair(comparison, base, other, names, language)
    return found


def arm_title(manifest: Mapping[str, Any], arm: str, /) -> str:
    """Title of an arm's scenario, or the arm's name."""
    return str(manifest["arms"].get(arm, {}).get("title") or arm)


def _of_pair(
    comparison: Comparison, base: str, other: str, names: dict[str, str], language: str
) -> list[str]:
    from partnersim.studies.compare import label_of

    texts = _TEXTS[language]
    rows = {outcome: comparison.row(outcome, base=base, other=other) for outcome in _spoken(comparison)}
    n = max((row["n"] for row in rows.values()), default=0)
    if n == 0:
        return [texts["nothing"].format(**names)]
    found = [texts["setup_one" if n == 1 else "setup"].format(n=n, **names)]
    for outcome, row in rows.items():
        found.append(_statement(row, label_of(outcome, language=language), row["unit"], names, language))
        if outcome == "headcount_end" and max(abs(row["low"]), abs(row["high"])) < SMALL_POVERTY_CHANGE:
            bound = number_text(SMALL_POVERTY_CHANGE, unit="share", language=language)
            found.append(texts["small"].format(bound=bound))
    return found + _payments(comparison, base, other, names, language)


def _spoken(comparison: Comparison) -> list[str]:
    known = comparison.results.outcome_names
    return [name for name in spoken() if name in known]


def _statement(row: Mapping[str, Any], label: str, unit: str, names: dict[str, str], language: str) -> str:
    texts = _TEXTS[language]
    if row["n"] == 0:
        return texts["empty"].format(label=label)
    values = _values(row, unit, language)
    if row["difference"] == 0.0 and row["same_sign"] == 1.0:
        return texts["equal"].format(label=label, **values)
    return texts["value"].format(label=label, **values, **names) + _sureness(row, unit, language)


def _sureness(row: Mapping[str, Any], unit: str, language: str) -> str:
    texts = _TEXTS[language]
    if math.isnan(row["low"]):
        return texts["one"]
    n = int(row["n"])
    interval = texts["interval"].format(
        low=number_text(row["low"], unit=unit, language=language, signed=True),
        high=number_text(row["high"], unit=unit, language=language, signed=True),
        same=round(row["same_sign"] * n),
        n=n,
    )
    return interval + texts["clear" if _clear(row) else "unclear"]


def _payments(
    comparison: Comparison, base: str, other: str, names: dict[str, str], language: str
) -> list[str]:
    texts = _TEXTS[language]
    payers = comparison.payers
    rows = payers[(payers["base"] == base) & (payers["other"] == other)].to_dict("records")
    if not rows:
        return []
    total = sum(max(abs(row["base_mean"]), abs(row["other_mean"])) for row in rows)
    named: dict[str, list[str]] = {"paid_more": [], "paid_less": []}
    for row in rows:
        if row["n"] and abs(row["difference"]) > NEGLIGIBLE * total and (row["n"] == 1 or _clear(row)):
            gap = value_text(abs(row["difference"]), unit="IDR", language=language)
            key = "paid_more" if row["difference"] > 0 else "paid_less"
            named[key].append(f"{row['title']} ({texts['one_payer'].format(gap=gap)})")
    paid = [texts["paid"].format(title=row["title"], **_values(row, "IDR", language)) for row in rows]
    lines = [f"{texts['payers'].format(**names)} {'; '.join(paid)}."]
    for key, people in named.items():
        if people:
            lines.append(texts[key].format(names="; ".join(people), **names))
        elif key == "paid_more" and named["paid_less"]:
            lines.append(texts["nobody"].format(**names))
    return lines


def _values(row: Mapping[str, Any], unit: str, language: str) -> dict[str, str]:
    return {
        "base_value": value_text(row["base_mean"], unit=unit, language=language),
        "other_value": value_text(row["other_mean"], unit=unit, language=language),
        "difference": difference_text(row["difference"], unit=unit, language=language),
    }


def _clear(row: Mapping[str, Any]) -> bool:
    """Whether the interval leaves zero out."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0)
