"""Files that a visitor takes home from the page: workbook, pictures, rows on a scale of their own."""

import io
import math

import openpyxl
import pytest

from partnersim.faces.app.compared import Compared
from partnersim.faces.app.made import on_own_scale, picture_of, workbook_of
from partnersim.faces.app.work import CHAIN, ChainRow
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")


@pytest.fixture(scope="module")
def compared():
    """Five pairs: members 10, 20 to 50 against 12, 23 to 56; the share of firms unknown in one; all else absent."""
    base = [{"members_end": 10.0 * n, "firm_participation_mean": 0.1} for n in range(1, 6)]
    now = [{"members_end": 10.0 * n + n + 1, "firm_participation_mean": 0.1} for n in range(1, 6)]
    now[2]["firm_participation_mean"] = math.nan
    return Compared(tuple(base), tuple(now))


def test_a_workbook_opens_with_numbers_as_numbers(compared):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(compared, EN)))
    assert book.sheetnames == ["Differences", "Runs"]
    rows = {row[9]: row for row in book["Differences"].iter_rows(values_only=True)}
    assert len(rows) == len(list(OUTCOMES)) + 1
    half = 2.7764451051977987 * 2.5**0.5 / 5**0.5  # t(0.975, 4); the variance of 2, 3, 4, 5, 6 is 2.5
    label, base, now, difference, low, high, ends, unit, runs, _ = rows["members_end"]
    assert (label, base, now, difference, ends, unit, runs) == (
        "Members of community funds, last 12 months", 30, 34, 4, "95 % interval", "households", 5,
    )  # fmt: skip
    assert (low, high) == (pytest.approx(4 - half), pytest.approx(4 + half))
    assert rows["firm_participation_mean"][4:7] == (0, 0, "smallest and largest of few pairs")  # four pairs
    assert rows["firm_participation_mean"][8] == 4 and rows["headcount_end"][1] is None
    assert rows["headcount_end"][4:7] == (None, None, None)
    runs = list(book["Runs"].iter_rows(values_only=True))
    place = runs[0].index("members_end")
    assert [(row[0], row[1], row[place]) for row in runs[1:]] == [
        ("as it was", 1, 10), ("as it was", 2, 20), ("as it was", 3, 30), ("as it was", 4, 40), ("as it was", 5, 50),
        ("as it is now", 1, 12), ("as it is now", 2, 23), ("as it is now", 3, 34), ("as it is now", 4, 45),
        ("as it is now", 5, 56),
    ]  # fmt: skip
    assert openpyxl.load_workbook(io.BytesIO(workbook_of(compared, ID))).sheetnames == ["Selisih", "Simulasi"]


@pytest.mark.parametrize(
    ("pairs", "ends"), [(1, (None, None, None)), (3, (2, 4, "smallest and largest of few pairs"))]
)
def test_a_workbook_of_few_pairs_says_that_its_ends_are_a_range(compared, pairs, ends):
    few = Compared(compared.base[:pairs], compared.now[:pairs])  # differences 2, 3, 4, 5
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(few, EN)))["Differences"]
    rows = {row[9]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["name"][4:7] == ("from", "to", "from and to are")
    assert rows["members_end"][4:7] == ends


@pytest.mark.parametrize(("kind", "head"), [("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<?xml")])
def test_a_picture_is_a_picture_and_the_same_again(compared, kind, head):
    first = picture_of(compared, EN, CHAIN, title="Jember $1 and $2 <b>", kind=kind)
    assert first.startswith(head) and len(first) > 5_000
    if kind == "png":
        assert first == picture_of(compared, EN, CHAIN, title="Jember $1 and $2 <b>", kind=kind)
        assert first != picture_of(compared, ID, CHAIN, title="Jember $1 and $2 <b>", kind=kind)


def row_of(base, other, difference, low, high):
    return ChainRow("members_end", Link.OUTPUT, base, other, difference, low, high, 3)


def test_each_row_of_the_picture_has_its_own_scale():
    # ends: 10, 14, 10 + 2 = 12, 10 + 10 = 20; from 10 to 20
    assert on_own_scale(row_of(10.0, 14.0, 4.0, 2.0, 10.0)) == [(0.0, 0.4, 0.2, 1.0)]
    assert on_own_scale(row_of(10.0, 10.0, 0.0, 0.0, 0.0)) == [(0.5, 0.5, 0.5, 0.5)]
    assert on_own_scale(row_of(math.nan, math.nan, math.nan, math.nan, math.nan)) == [(0.5, 0.5, 0.5, 0.5)]
    assert on_own_scale(row_of(10.0, 14.0, 4.0, math.nan, math.nan)) == [(0.0, 1.0, 1.0, 1.0)]
