"""The report: numbers against hand-made results, and what the file must and must not hold."""

import ast
import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnersim.faces.report.figures import pictures
from partnersim.faces.report.money import gainer_bars
from partnersim.faces.report.money_map import ribbons, use_names
from partnersim.faces.report.style import arm_styles, spread
from partnersim.faces.report.timelines import Panel, band, by_month, difference_band, timeline_figure
from partnersim.faces.report.write import report_html
from partnersim.measures.money import PASSED_ON, RETURNS, USES
from partnersim.mechanisms.services import delivery
from partnersim.scenario.aspects import ASPECTS
from partnersim.studies.compare import compare_results
from partnersim.studies.payments import paid_by_actor
from partnersim.studies.words.answer import answers
from partnersim.studies.words.arms import names_of_arms
from partnersim.studies.words.texts import Texts
from tests.report_case import ARMS, SEEDS, hand_made, styles_of

ROOT = Path(__file__).resolve().parents[2]


def words_of(results, language="en"):
    texts = Texts(language)
    names = names_of_arms(results.manifest, texts, called=dict(zip(results.arms, "ABC", strict=False)))
    [answer] = answers(compare_results(results), texts, names)
    return answer.heading, " ".join(f"{p.lead} {p.text}" for p in answer.paragraphs)


class Reader(HTMLParser):
    """Notes tags, and attributes that make a browser load something."""

    def __init__(self):
        super().__init__()
        self.tags, self.loaded, self.images = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        facts = dict(attrs)
        loading = ("src", "href", "srcset", "data", "action", "poster")
        self.loaded += [value for name, value in attrs if name in loading and value]
        if tag == "img":
            self.images.append(facts)


def test_the_file_needs_nothing_else(page):
    reader = Reader()
    reader.feed(page)
    assert not {"script", "link", "iframe", "object", "embed"} & set(reader.tags)
    loaded = [address for address in reader.loaded if not address.startswith("#")]
    assert loaded and all(address.startswith("data:image/png;base64,") for address in loaded)
    for anchor in set(reader.loaded) - set(loaded):
        assert f'id="{anchor[1:]}"' in page
    assert "@import" not in page and "url(" not in page
    assert not re.search(r"https?://", page)


def test_every_image_is_a_picture_with_a_description(page):
    reader = Reader()
    reader.feed(page)
    assert len(reader.images) == 7
    for image in reader.images:
        assert base64.b64decode(image["src"].split(",", 1)[1]).startswith(b"\x89PNG")
        assert len(image["alt"]) > 40


def test_texts_from_results_are_escaped(page):
    assert "signed &lt;b&gt;" in page
    assert "signed <b>" not in page


def test_answer_comes_first_and_names_who_paid(results, page):
    heading, words = words_of(results)
    assert heading == "What differs between B and A?"
    assert page.index("B against A") < page.index(heading) < page.index("<table")
    assert "about nothing" in words
    other = results.actors(ARMS[0])[list(results.actors(ARMS[0]))[1]]
    office = next(iter(results.actors(ARMS[0]).values()))
    # in the second arm the second actor pays 9 billion more and the office 1 billion less
    assert f"Paid less in B: {office} (Rp1.00 billion)." in words
    assert f"Paid more in B: {other} (Rp9.00 billion)." in words
    assert "makes up for" not in words
    assert "4 pairs of runs" in words


@pytest.mark.parametrize(("gap", "said"), [(-0.05, "The poverty headcount differs."), (0.0, "about nothing")])
def test_words_follow_the_numbers(gap, said):
    _, words = words_of(hand_made(headcount_gap=gap))
    assert said in words


def test_direction_is_other_less_base():
    _, words = words_of(hand_made(headcount_gap=-0.05))
    assert "7.00 % in B, 12.0 % in A (difference \N{MINUS SIGN}5.00" in words


def test_one_replicate_claims_no_certainty():
    _, words = words_of(hand_made(seeds=(1,)))
    assert "One replicate only" in words
    assert "interval" not in words.replace("intervals come", "")


def test_one_arm_alone_has_a_report(bare):
    page = report_html(hand_made(arms=("toy",)))
    assert "One scenario alone shows no effect" in page


def test_paid_is_spent_and_passed_on_less_received(results):
    paid = paid_by_actor(results, ARMS[1])
    office, other = list(results.actors(ARMS[1]))[:2]
    assert paid.loc[1, office] == pytest.approx(10e9 + 1e6 + 1e9)
    assert paid.loc[1, other] == pytest.approx(1.5e9 - 1e9 + 9e9 + 1e6)


def test_map_of_money_balances(results):
    brought, used = ribbons(results, ARMS[1], Texts())
    spent = sum(r.amount for r in used)
    assert sum(r.amount for r in brought) == pytest.approx(spent)
    assert spent == pytest.approx(10e9 + 1.5e9 + 9e9 + 2 * 2.5e6)


def postings():
    """Source and kind of every posting in the code, as written."""
    for file in sorted((ROOT / "src" / "partnersim").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "post"
            ):
                source, kind = node.args[0], node.args[3]
                yield f"{file.name}:{node.lineno}", ast.unparse(source), kind


# Kinds that the compiled rule of delivery posts from the cash of organizations, by number.
COMPILED_KINDS = delivery.KINDS

# Accounts from which no organization pays: the treasury, firms' profit, donors abroad, pots, funds, households.
NO_ORGANIZATION = ("accounts.", "treasury", "source")


def test_every_kind_that_an_organization_can_post_has_a_use():
    known, found = {*USES, *RETURNS, PASSED_ON}, set(COMPILED_KINDS)
    assert found <= known
    for where, source, kind in postings():
        if any(part in source for part in NO_ORGANIZATION):
            continue
        if isinstance(kind, ast.Subscript) and ast.unparse(kind.value) == "ASPECTS":
            kinds = set(ASPECTS)
        else:
            assert isinstance(kind, ast.Constant), f"{where}: the kind of the posting is not written out"
            kinds = {kind.value}
        assert kinds <= known, f"{where}: {kinds - known} is no use of an organization's money"
        found |= kinds
    assert found == known, "a use that nobody can post"


def test_every_use_has_a_box_in_the_map_of_money():
    assert set(use_names(Texts())) == set(USES)


def test_help_and_damages_are_in_the_map_and_the_bars(results):
    flows = results.flows.copy()
    office = next(iter(results.actors(ARMS[1])))
    extra = [{**flows.iloc[0].to_dict(), "arm": ARMS[1], "seed": seed, "payer": office, "receiver": to, "kind": kind,
              "amount_idr": amount} for seed in SEEDS
             for to, kind, amount in (("market", "mutual aid", 2e9), ("partner", "damages", 3e9))]  # fmt: skip
    more = replace(results, flows=pd.concat([flows, pd.DataFrame(extra)], ignore_index=True))
    gain = paid_by_actor(more, ARMS[1])[office] - paid_by_actor(results, ARMS[1])[office]
    assert gain.tolist() == pytest.approx([5e9] * len(SEEDS))
    used = {ribbon.target: ribbon.amount for ribbon in ribbons(more, ARMS[1], Texts())[1]}
    assert used["Help for a partner in trouble"] == pytest.approx(2e9)
    assert used["Damages to partners"] == pytest.approx(3e9)
    names = [bar.name for bar in gainer_bars(more, styles_of(more), Texts())]
    assert len(names) == len(gainer_bars(results, styles_of(results), Texts())) + 2


@pytest.mark.parametrize("language", ["en", "id"])
def test_axes_are_labelled_with_units(results, language):
    texts = Texts(language)
    for picture in pictures(results, styles_of(results), texts)[0]:
        assert picture.title and picture.caption
        for ax in picture.figure.axes:
            if not ax.get_visible():
                continue
            if ax.axison:
                assert ax.get_xlabel() and ax.get_ylabel() and ax.get_title(loc="left"), picture.key
            else:
                assert any("miliar" in t or "billion" in t for t in _words(ax)), picture.key


def _words(ax):
    return [ax.get_title(loc="left"), *(text.get_text() for text in ax.texts)]


def test_arms_stay_apart_without_colour(results):
    six = arm_styles({str(k): str(k) for k in range(6)})
    for part in ("dashes", "marker", "hatch", "letter"):
        assert len({str(getattr(style, part)) for style in six}) == 6
    many = arm_styles({str(k): str(k) for k in range(30)})
    assert [style.letter for style in many[24:]] == ["Y", "Z", "AA", "AB", "AC", "AD"]
    assert len({(style.colour, str(style.dashes), style.marker, style.hatch) for style in many}) == 30
    figure = timeline_figure(results.series, [Panel("members")], styles_of(results), Texts())
    assert {t.get_text() for t in figure.axes[0].texts} == {"A", "B"}


def test_bands_hold_the_middle_of_replicates():
    rows = [{"arm": "a", "seed": s, "month": 0, "x": float(s)} for s in range(101)]
    mean, low, high = band(by_month(pd.DataFrame(rows), "a", "x"))
    assert (mean[0], low[0], high[0]) == (50.0, 2.5, 97.5)
    base = pd.DataFrame([[1.0, 5.0, 9.0]])
    mean, low, high = difference_band(base, base + 2.0)
    assert (mean[0], low[0], high[0]) == (2.0, 2.0, 2.0)


def test_labels_at_line_ends_keep_their_distance_and_order():
    placed = spread([1.0, 1.1, 5.0, 1.05], 1.0)
    assert placed[0] < placed[3] < placed[1] < placed[2]
    assert min(np.diff(sorted(placed))) >= 1.0 - 1e-12
    assert spread([0.0, 10.0], 1.0) == [0.0, 10.0]


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [("en", 12.5e9, "Rp12.5 billion"), ("id", 12.5e9, "Rp12,5 miliar"), ("en", -2.345e6, "−Rp2.35 million"),
     ("id", 345_678.0, "Rp345.678"), ("en", 0.0, "Rp0"), ("en", float("nan"), "–"),
     ("en", 999.9e6, "Rp1.00 billion")],
)  # fmt: skip
def test_money_spells_its_scale(language, value, shown):
    assert Texts(language).money(value) == shown


def test_shares_are_per_cent_and_their_differences_points():
    assert Texts().value(0.1234, "headcount") == "12.3 %"
    assert Texts().difference(-0.01234, "headcount") == "−1.23 points"
    assert Texts("id").difference(0.01234, "headcount") == "+1,23 poin"
    assert Texts().difference(-1e-9, "headcount") == "0 points"
