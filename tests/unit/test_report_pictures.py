"""The report's pictures: titles as text, fonts, axes, and a user's own settings."""

from pathlib import Path
from types import SimpleNamespace

import networkx as nx
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from partnersim.faces.report import write_report
from partnersim.faces.report.figures import pictures
from partnersim.faces.report.money_map import _draw_turnover
from partnersim.faces.report.timelines import Panel, plain_ticks, timeline_figure
from partnersim.faces.report.write import report_html
from partnersim.studies.words.drawing import drawing, fonts_for, new_figure, png
from partnersim.studies.words.texts import Texts
from tests.report_case import MONTHS, hand_made, styles_of


def test_more_arms_than_colours_have_a_report_with_all_of_them(bare):
    arms = tuple(f"arm{k}" for k in range(7))  # one more than colours
    page = report_html(hand_made(arms=arms, seeds=(1, 2)))
    assert "G \N{MINUS SIGN} A" in page
    assert all(f"Title of {arm}" in page for arm in arms)


def titled(title, *, months=MONTHS):
    made = hand_made(arms=("toy",), seeds=(1, 2))
    made.manifest["arms"]["toy"]["title"] = title
    actor = made.manifest["arms"]["toy"]["spec"]["actors"][0]
    actor["title"] = title
    made.series = made.series[made.series["month"] < months]
    return made


def drawn_words(figure):
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


@pytest.mark.parametrize("title", ["Ba$$in", "US$ 50 or US$ 100"])
def test_titles_are_text_and_never_mathematics(title):
    made = titled(title)
    shown, missing = pictures(made, styles_of(made), Texts())
    assert missing == ""
    bars = next(one for one in shown if one.key == "who_paid").figure
    assert any(title in words for words in drawn_words(bars))
    texts = [text for one in shown for text in one.figure.findobj(lambda a: hasattr(a, "get_parse_math"))]
    titles = [text for text in texts if title in text.get_text()]
    assert len(titles) > len(shown)  # in every legend, and as the name of an actor
    assert not any(text.get_parse_math() or text.get_usetex() for text in titles)


def test_a_title_is_text_on_the_page_too(bare):
    page = report_html(titled("<script>1</script> & <b>"))
    assert "<script>" not in page and "&lt;script&gt;1&lt;/script&gt; &amp; &lt;b&gt;" in page


def test_characters_without_a_font_are_named_once_and_warn_of_nothing(page, recwarn, unstyled):
    strange = report_html(titled("\N{JAVANESE LETTER JA}\N{JAVANESE LETTER WA}"))
    assert strange.count("No font of the machine that made this report holds") == 1
    assert [str(w.message) for w in recwarn if "Glyph" in str(w.message)] == []
    assert "No font" not in page and fonts_for("Jawa, \u0394\u0416")[1] == ""


def test_another_font_is_taken_for_characters_that_it_holds(tmp_path, monkeypatch):
    from fontTools.fontBuilder import FontBuilder
    from matplotlib import font_manager

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "ja"])
    builder.setupCharacterMap({0xA997: "ja"})
    builder.setupGlyf({name: builder_glyph() for name in (".notdef", "ja")})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "ja": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Made Javanese", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "made.ttf")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", list(font_manager.fontManager.ttflist))
    font_manager.fontManager.addfont(tmp_path / "made.ttf")
    assert fonts_for("a\ua997") == (["DejaVu Sans", "Made Javanese"], "")
    assert fonts_for("\ua997\ua99a") == (["DejaVu Sans", "Made Javanese"], "\ua99a")


def builder_glyph():
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 700), (550, 700), (550, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def test_settings_of_the_user_do_not_reach_a_picture():
    import matplotlib as mpl

    def one():
        with drawing():
            figure = new_figure(3.0, 2.0)
            figure.subplots().set_title("title")
            return png(figure)

    plain = one()
    with mpl.rc_context({"text.usetex": True, "figure.dpi": 30, "font.size": 30, "axes.grid": False}):
        changed = one()
        assert mpl.rcParams["text.usetex"] and mpl.rcParams["font.size"] == 30
    assert changed == plain


def ticks_of(months, language="en"):
    made = titled("title", months=months)
    figure = timeline_figure(made.series, [Panel("members")], styles_of(made), Texts(language))
    figure.draw_without_rendering()
    axis = figure.axes[0]
    low, high = axis.get_xlim()
    shown = zip(axis.get_xticks(), axis.get_xticklabels(), strict=True)
    return [text.get_text() for place, text in shown if low <= place <= high], axis


def test_a_short_run_has_months_on_its_axis():
    labels, axis = ticks_of(14)
    assert labels == ["Jan 2009", "Mar 2009", "May 2009", "Jul 2009", "Sep 2009", "Nov 2009", "Jan 2010"]
    assert axis.get_xlabel() == "month"
    assert ticks_of(3, "id")[0] == ["Jan 2009", "Feb 2009", "Mar 2009"]


def test_a_run_of_one_month_is_drawn():
    labels, axis = ticks_of(1)
    assert labels == ["Jan 2009"]
    mean = next(line for line in axis.lines if line.get_linewidth() > 1.5)
    low, high = axis.get_xlim()
    assert low < mean.get_xdata()[0] < high and mean.get_markevery()[0] == 0


def test_a_long_run_has_years_on_its_axis():
    made = titled("title")
    rows = [made.series.assign(month=k, date=f"{2009 + k // 12}-{k % 12 + 1:02d}").head(1) for k in range(60)]
    figure = timeline_figure(pd.concat(rows), [Panel("members")], styles_of(made), Texts())
    figure.draw_without_rendering()
    labels = [text.get_text() for text in figure.axes[0].get_xticklabels()]
    assert len(labels) == len(set(labels)) and set(labels) >= {"2010", "2011", "2012", "2013"}
    assert figure.axes[0].get_xlabel() == "year"


def test_rounding_is_not_something_that_happened(results):
    from partnersim.faces.report.timelines import happened

    assert not happened(results.series.assign(trust=3e-15), "trust", styles_of(results))
    assert happened(results.series.assign(trust=-1e-4), "trust", styles_of(results))


def test_a_report_that_cannot_be_written_leaves_the_former_one(results, page, tmp_path, monkeypatch):
    from partnersim.studies.runs.files import ResultsError

    former = tmp_path / "report.html"
    former.write_text("former")

    def full(self, text, *arguments, **options):
        with self.open("w") as file:
            file.write(text[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("partnersim.faces.report.write.report_html", lambda *asked, **more: page)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        write_report(results, former)
    assert former.read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_what_goes_round_is_drawn_between_boxes_that_stand_evenly_in_the_picture():
    graph = nx.DiGraph()
    graph.add_edge("funds", "households", amount=2e9)
    graph.add_edge("households", "moneylenders", amount=3e9)
    graph.add_edge("households", "funds", amount=0.0)
    words = SimpleNamespace(say=lambda text: text, number=lambda value: f"{value:g}")
    figure = Figure()
    ax = figure.subplots()
    _draw_turnover(ax, graph, 0.9, words)
    boxes = sorted(box.get_x() + box.get_width() / 2 for box in ax.patches if isinstance(box, FancyBboxPatch))
    assert boxes == pytest.approx([0.14, 0.5, 0.86])
    said = {text.get_text(): text.get_position() for text in ax.texts if text.get_text()}
    assert said["2  loans and surplus"] == pytest.approx((0.32, 0.76))  # above the arrow to the right
    assert said["3  repaid with interest"] == pytest.approx((0.68, 0.76))
    assert len([text for text in said if text[0].isdigit()]) == 2  # nothing is written where nothing moved
    assert all(0.0 <= x <= 1.0 for x, _ in said.values())


def test_who_has_no_part_in_what_goes_round_has_no_box():
    graph = nx.DiGraph()
    graph.add_edge("households", "funds", amount=1e9)
    ax = Figure().subplots()
    _draw_turnover(ax, graph, 0.9, SimpleNamespace(say=lambda text: text, number=lambda value: f"{value:g}"))
    said = {text.get_text(): text.get_position() for text in ax.texts}
    assert "Moneylenders" not in said
    assert said["1  repaid with interest"] == pytest.approx((0.32, 0.70))  # below the arrow to the left


@pytest.mark.parametrize(
    ("ticks", "written"),
    [
        ([0.0, 0.25, 0.5], ["0", "0.25", "0.50"]),
        ([2.0, 4.0, 6.0], ["2", "4", "6"]),
        ([0.1, 0.2, 0.30000000000000004], ["0.1", "0.2", "0.3"]),
        # a step that is one decimal but for what sums of floats leave
        ([0.0, 0.2000005, 0.400001], ["0", "0.2", "0.4"]),
        ([-0.5, 1e-17, 0.5], ["−0.5", "0", "0.5"]),
        ([7.0], ["7"]),
    ],
)
def test_ticks_have_as_many_decimals_as_their_step(ticks, written):
    formatter = []
    axis = SimpleNamespace(get_majorticklocs=lambda: ticks, set_major_formatter=formatter.append)
    plain_ticks(axis, Texts())
    assert [formatter[0](value, None) for value in ticks] == written
