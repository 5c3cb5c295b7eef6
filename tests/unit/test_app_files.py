"""Files that a visitor takes home from the page: workbook, pictures, rows on a scale of their own."""

import io
import math
from itertools import combinations

import openpyxl
import pytest

from partnersim.faces.app import made
from partnersim.faces.app.compared import Compared, before_and_after, ends_text, pairs_text
from partnersim.faces.app.made import figure_of, on_own_scale, picture_of, workbook_of
from partnersim.faces.app.session import shipped
from partnersim.faces.app.work import CHAIN, ChainRow, chain_of, shown_of
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.studies.words.drawing import drawing
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
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(compared, ID)))
    assert book.sheetnames == ["Selisih", "Simulasi"]
    units = {row[9]: row[7] for row in book["Selisih"].iter_rows(values_only=True)}
    assert (units["members_end"], units["firm_participation_mean"], units["income_listed_idr_mean"]) == (
        "rumah tangga", "bagian, 0 sampai 1", "Rp/orang/bulan",
    )  # fmt: skip


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


def runs_of_cases(spec, factor):
    """Five runs with values as wide as they come: seven figures of rupiah a person and month, tens of billions."""
    size = {"share": 0.183, "IDR/person/month": 326_469.0, "IDR": 14.2e9}
    return [
        {
            name: size.get(OUTCOMES.named(name).unit, 24_194.0) * (1.0 + factor * (1.0 + seed / 4.0))
            for name in shown_of(spec)
        }
        for seed in range(5)
    ]


@pytest.mark.parametrize("case", ["jember", "osaka", "lkp"])
@pytest.mark.parametrize("texts", [EN, ID])
@pytest.mark.parametrize("arms", [2, 3])
def test_no_text_of_the_picture_stands_over_another_or_outside(case, texts, arms):
    spec = shipped(case)
    runs = {
        "base": runs_of_cases(spec, 0.0),
        "kept": runs_of_cases(spec, 0.3),
        "now": runs_of_cases(spec, -0.1),
    }
    by_seed = {arm: dict(enumerate(of_arm)) for arm, of_arm in runs.items() if arms == 3 or arm != "kept"}
    compared = Compared.of(by_seed, "B: a name as long as a room may")
    title = texts.title(spec.title)
    with drawing(title):
        figure = figure_of(compared, texts, chain_of(spec), title=title)
        figure.draw_without_rendering()
        said = [text for text in figure.axes[0].texts if text.get_text()]
        boxes = [text.get_window_extent() for text in said]
        width, height = figure.bbox.width, figure.bbox.height
    assert len(said) == 2 + sum(1 + (2 * arms - 1) * len(names) for names in chain_of(spec).values() if names)
    for text, box in zip(said, boxes, strict=True):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text.get_text()
    bars_from = figure.axes[0].transData.transform((made._BARS_FROM - 0.05, 0.0))[0]  # half a mark before
    for (one, its), (other, others) in combinations(zip(said, boxes, strict=True), 2):
        apart = its.x1 <= others.x0 or others.x1 <= its.x0 or its.y1 <= others.y0 or others.y1 <= its.y0
        assert apart, (one.get_text(), other.get_text())
    rows = [box for text, box in zip(said, boxes, strict=True) if text.get_fontsize() == 9.0]
    assert rows and all(box.x1 <= bars_from for box in rows)  # names end where bars begin


def test_a_unit_that_is_a_word_is_written_once():
    assert before_and_after(326_469.0, 327_095.0, "income_listed_idr_mean", EN) == (
        "Rp326,469", "Rp327,095 per person per month",
    )  # fmt: skip
    assert before_and_after(24_194.0, 36_242.0, "members_end", ID) == ("24.194", "36.242 rumah tangga")
    assert before_and_after(0.183, 0.184, "headcount_listed_end", EN) == ("18.3 %", "18.4 %")
    assert before_and_after(14.2e9, 25.1e9, "money_spent_idr_total", ID) == ("Rp14,2 miliar", "Rp25,1 miliar")
    assert before_and_after(math.nan, 36_242.0, "members_end", EN) == ("–", "36,242 households")


@pytest.mark.parametrize(
    ("low", "high", "unit", "english", "indonesian"),
    [
        (0.0124, 0.0278, "share", ("+1.24", "+2.78 points"), ("+1,24", "+2,78 poin")),
        (7.94e9, 13.7e9, "IDR", ("+Rp7.94", "+Rp13.7 billion"), ("+Rp7,94", "+Rp13,7 miliar")),
        (-5.68e6, -439_043.0, "IDR", ("−Rp5.68 million", "−Rp439,043"), ("−Rp5,68 juta", "−Rp439.043")),
        (-109e6, 27.2e9, "IDR", ("−Rp109 million", "+Rp27.2 billion"), ("−Rp109 juta", "+Rp27,2 miliar")),
        (-965.0, 1952.0, "households", ("−965", "+1,952"), ("−965", "+1.952")),
        (math.nan, 0.01, "share", ("–", "+1.00 points"), ("–", "+1,00 poin")),
    ],
)
def test_a_word_that_both_ends_have_stands_once(low, high, unit, english, indonesian):
    assert ends_text(low, high, unit=unit, language="en") == english
    assert ends_text(low, high, unit=unit, language="id") == indonesian


def test_one_pair_is_no_pairs():
    assert [pairs_text(n, EN) for n in (0, 1, 10)] == [
        "0 pairs of runs",
        "1 pair of runs",
        "10 pairs of runs",
    ]
    assert pairs_text(1, ID) == "1 pasang simulasi"


def row_of(base, other, difference, low, high):
    return ChainRow("members_end", Link.OUTPUT, base, other, difference, low, high, 3)


def test_each_row_of_the_picture_has_its_own_scale():
    # ends: 10, 14, 10 + 2 = 12, 10 + 10 = 20; from 10 to 20
    assert on_own_scale(row_of(10.0, 14.0, 4.0, 2.0, 10.0)) == [(0.0, 0.4, 0.2, 1.0)]
    assert on_own_scale(row_of(10.0, 10.0, 0.0, 0.0, 0.0)) == [(0.5, 0.5, 0.5, 0.5)]
    assert on_own_scale(row_of(math.nan, math.nan, math.nan, math.nan, math.nan)) == [(0.5, 0.5, 0.5, 0.5)]
    assert on_own_scale(row_of(10.0, 14.0, 4.0, math.nan, math.nan)) == [(0.0, 1.0, 1.0, 1.0)]
