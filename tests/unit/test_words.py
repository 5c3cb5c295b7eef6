"""Words: numbers by hand, the catalogue, and what is called clear."""

import math

import pytest

from partnersim.studies.words.catalogue import translations
from partnersim.studies.words.numbers import (
    difference_text,
    estimate_text,
    exact_text,
    fixed_text,
    interval_text,
    number_text,
    statistic_text,
    unit_text,
    value_text,
)
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import is_clear

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "unit", "language", "text"),
    [
        (0.1327, "share", "en", "13.3"),
        (0.1327, "share", "id", "13,3"),
        (0.000208, "share", "en", "0.0208"),
        (1_234_567_890.0, "IDR", "en", "Rp1.23 billion"),
        (1_234_567_890.0, "IDR", "id", "Rp1,23 miliar"),
        (999_499.0, "IDR", "en", "Rp999,499"),
        (999_500.0, "IDR", "en", "Rp1.00 million"),
        (-12_345.0, "IDR/person/month", "en", "−Rp12,345"),
        (-12_345.0, "IDR/person/month", "id", "−Rp12.345"),
        (0.0, "households", "en", "0"),
        (-1e-300, "households", "en", "0"),
        (1_480.4, "households", "en", "1,480"),
        (2.345, "number", "en", "2.35"),
        (9.995, "number", "en", "10.0"),
        (99.96, "number", "en", "100"),
        (NAN, "IDR", "en", "–"),
        (4e28, "number", "en", "40" + 9 * ",000"),  # more digits than decimals keep unless told to
        (1e30, "number", "id", "1" + 10 * ".000"),
        (1e28, "IDR", "en", "Rp10,000,000,000,000,000 trillion"),
        (-1.7e308, "share", "en", "−∞"),  # too large in per cent
        (float("inf"), "IDR", "en", "∞"),
        (float("-inf"), "number", "en", "−∞"),
    ],
)
def test_numbers_for_people(value: float, unit: str, language: str, text: str) -> None:
    assert number_text(value, unit=unit, language=language) == text


def test_nought_has_no_sign() -> None:
    for value in (0.0, -0.0, 1e-12, -1e-12):
        assert number_text(value, signed=True) == "0"
        assert fixed_text(value, 2, signed=True) == "0.00"
    assert fixed_text(-0.004, 2, signed=True) == "0.00"
    assert (fixed_text(-0.006, 2), fixed_text(0.006, 2, signed=True)) == ("−0.01", "+0.01")


@pytest.mark.parametrize(
    ("facts", "unit", "shown"),
    [
        # two figures of half the width: 2.5, 0.0055, 250, 0.25 points
        ((50.0, 47.5, 52.5), "number", ("+50.0", "+47.5", "+52.5")),
        ((0.0004, -0.0051, 0.0059), "number", ("+0.0004", "−0.0051", "+0.0059")),
        ((1000.0, 750.0, 1250.0), "number", ("+1,000", "+750", "+1,250")),
        ((0.1, 0.0975, 0.1025), "share", ("+10.00", "+9.75", "+10.25")),
        # an end near nought keeps a figure of its own, unless nobody could see it
        ((0.035, 0.0004, 0.0696), "number", ("+0.0350", "+0.0004", "+0.0696")),
        ((0.035, 1e-9, 0.07), "number", ("+0.035", "0.000", "+0.070")),
        # the scale is that of the largest number
        ((4e8, -9e8, 1.7e9), "IDR", ("+Rp0.4 billion", "−Rp0.9 billion", "+Rp1.7 billion")),
        # an interval too small to show, or of no width, leaves three figures
        ((12.3456789, 12.345678, 12.345679), "number", ("+12.3", "+12.3", "+12.3")),
        ((0.0, 0.0, 0.0), "number", ("0", "0", "0")),
        ((5.0, NAN, NAN), "number", ("+5.00", "–", "–")),
    ],
)
def test_decimals_show_the_interval(facts: tuple, unit: str, shown: tuple) -> None:
    text = estimate_text(*facts, unit=unit, signed=True)
    assert (text.value, text.low, text.high) == shown


def test_an_interval_names_its_scale_once() -> None:
    assert (
        interval_text(estimate_text(1.5e9, 9e8, 2.1e9, unit="IDR", language="id")) == "Rp0,90 … Rp2,10 miliar"
    )
    assert interval_text(estimate_text(1.5, 0.9, 2.1)) == "0.90 … 2.10"
    assert interval_text(estimate_text(1.5, NAN, NAN)) == "–"


def test_units_and_differences_for_people() -> None:
    assert difference_text(0.0123, unit="share") == "+1.23 points"
    assert difference_text(-0.0123, unit="share", language="id") == "−1,23 poin"
    assert value_text(5e6, unit="IDR/person/month", language="id") == "Rp5,00 juta per orang per bulan"
    assert value_text(0.5, unit="share") == "50.0 %"
    assert value_text(12.0, unit="households", language="id") == "12,0 rumah tangga"
    assert (unit_text("share"), unit_text("households/month", language="id")) == ("%", "rumah tangga/bulan")
    assert unit_text("IDR/month") == "Rp/month"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0325, "0.0325"), (20_000, "20,000"), (9_999, "9999"), (1_234_567.5, "1,234,567.5"), (-3, "−3"),
        (0.1 + 0.2, "0.3"), (1e-7, "1e−07"), (10**12, "1e+12"), (True, "true"), (None, "–"), ("", "–"), ("x", "x"),
        ([1, 2.5], "1, 2.5"), ([], "–"), ({"a": 1}, "a: 1"),
    ],
)  # fmt: skip
def test_values_as_they_were_set(value: object, text: str) -> None:
    assert exact_text(value) == text


def test_measured_values_beside_published_ones() -> None:
    assert [statistic_text(v) for v in (None, NAN, 0.12345, 1234.5)] == ["", "", "0.123", "1,235"]
    assert (statistic_text(1.0, unit="bool"), statistic_text(0.0, unit="bool")) == ("true", "false")


def test_counts_have_their_forms() -> None:
    for language, one, many in (("en", "1 month", "2 months"), ("id", "1 bulan", "2 bulan")):
        texts = Texts(language)
        assert texts.say_count("{n} month", "{n} months", 1) == one
        assert texts.say_count("{n} month", "{n} months", 2) == many


def test_the_catalogue_is_read_as_translators_write_it() -> None:
    assert translations("id").gettext("Households:") == "Rumah tangga:"
    assert translations("en").gettext("Households:") == "Households:"
    assert translations("id") is translations("id")
    with pytest.raises(ValueError, match="language is 'fr'"):
        translations("fr")


def test_clear_leaves_nought_out() -> None:
    assert is_clear(0.1, 0.2) and is_clear(-0.2, -0.1)
    assert not any(
        (is_clear(-0.1, 0.1), is_clear(0.0, 0.1), is_clear(-0.1, 0.0), is_clear(math.nan, math.nan))
    )
