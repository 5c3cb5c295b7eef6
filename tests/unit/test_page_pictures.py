"""Drawings of the page against points worked out by hand."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import pytest

from partnersim.faces.app.over_time import LINES, lines_picture

TEXTS = SimpleNamespace(label=lambda name: f"label of {name}", say=lambda text: text)


def drawn(values: list[float], dates: list[str]) -> list[list[float]]:
    """Points of the line of the first measure, the others being nought."""
    series = [dict.fromkeys(LINES, 0.0) | {LINES[0]: value} for value in values]
    picture = lines_picture(SimpleNamespace(dates=dates, series=series), TEXTS)
    lines = re.findall(r'<polyline points="([^"]*)"', picture)
    assert len(lines) == picture.count("label of") == 1  # what is always nought is not drawn
    return [[float(number) for number in point.split(",")] for point in lines[0].split()]


def test_each_measure_is_drawn_as_a_share_of_its_largest_value():
    # from 44 to 900 across; a share s stands 196 (1 - s) + 4 from the top
    points = drawn([1.0, math.nan, 4.0, -2.0, 2.0], ["2010-11", "2010-12", "2011-01", "2011-02", "2011-03"])
    assert points == [[44.0, 151.0], [472.0, 4.0], [686.0, 298.0], [900.0, 102.0]]
    assert drawn([3.0], ["2010-01"]) == [[44.0, 4.0]]


def test_each_january_has_its_year_under_its_month():
    series = [dict.fromkeys(LINES, 1.0)] * 3
    picture = lines_picture(SimpleNamespace(dates=["2010-12", "2011-01", "2011-02"], series=series), TEXTS)
    assert re.findall(r'<text x="(\d+)" y="216" font-size="12">(\d+)<', picture) == [("472", "2011")]


@pytest.mark.parametrize("value", [0.0, math.nan])
def test_nothing_to_draw_is_no_line(value):
    series = [dict.fromkeys(LINES, value)] * 2
    assert "<polyline" not in lines_picture(
        SimpleNamespace(dates=["2010-01", "2010-02"], series=series), TEXTS
    )
