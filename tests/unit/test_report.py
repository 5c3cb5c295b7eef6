"""The report: numbers and words against hand-made results, and what the file must and must not hold."""

import ast
import base64
import importlib.util
import json
import re
from copy import deepcopy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel.messages.pofile import read_po

from partnersim.faces.report import write_report
from partnersim.faces.report.assumptions import assumed_parameters
from partnersim.faces.report.claims import cases_of, claims_section, shipped_claims
from partnersim.faces.report.figures import pictures
from partnersim.faces.report.money import gainer_bars
from partnersim.faces.report.money_map import ribbons, use_names
from partnersim.faces.report.style import arm_styles, spread
from partnersim.faces.report.tables import outcome_table
from partnersim.faces.report.timelines import Panel, band, by_month, difference_band, timeline_figure
from partnersim.faces.report.write import report_html
from partnersim.measures import MEASURES, OUTCOMES
from partnersim.measures.money import PASSED_ON, RETURNS, USES
from partnersim.mechanisms.services import delivery
from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.scenario.reading import load_scenario
from partnersim.studies.compare import compare_results
from partnersim.studies.payments import paid_by_actor
from partnersim.studies.runs.results import Results
from partnersim.studies.words.answer import answers
from partnersim.studies.words.drawing import drawing, fonts_for, new_figure, png
from partnersim.studies.words.texts import LOCALE, Texts

ROOT = Path(__file__).resolve().parents[2]
ARMS = ("toy", "toy-firms")
SEEDS = (1, 2, 3, 4)
MONTHS = 14


def hand_made(*, arms=ARMS, seeds=SEEDS, headcount_gap=0.0):
    """Results of two arms in which firms pay 9 billion more in the second, and the office 1 billion less."""
    spec = load_scenario("toy")
    actors = [a.name for a in spec.actors]
    rng = np.random.default_rng(3)
    runs, series, flows, diary = [], [], [], []
    for arm in arms:
        second = arm != arms[0]
        for seed in seeds:
            noise = rng.normal(0.0, 0.01)
            outcomes = {m.name: 1.0 + noise for m in OUTCOMES}
            outcomes |= {
                "headcount_end": 0.12 + (headcount_gap if second else 0.0) + 0.0001 * noise,
                "firm_participation_end": 0.6 if second else 0.0,
                "consumption_listed_idr_mean": 350_000.0,
                "money_spent_idr_total": (20e9 if second else 12e9) + 1e6 * noise,
            }
            key = {"run_id": f"{arm}:{seed}", "arm": arm, "seed": seed}
            runs.append(key | {"scenario": "toy", "scenario_hash": scenario_hash(spec), "status": "done",
                               "origin": "", "message": "", "seconds": 0.1} | outcomes)  # fmt: skip
            for month in range(MONTHS):
                values = {m.name: 0.1 + 0.01 * month + noise for m in MEASURES}
                date = f"{2009 + month // 12}-{month % 12 + 1:02d}"
                series.append(key | {"month": month, "date": date} | values)
            office, other = actors[0], actors[1]
            for source, target, kind, amount in (
                (office, "programme", "funds", (10e9 if second else 11e9) + 1e6 * seed),
                (office, other, "transfer", 1e9),
                (other, "market", "personnel", 1.5e9),
                (office, "treasury", "lapsed", 5e9),
                (other, other, "contribution", 9e9),
            ):
                flows.append(key | {"month": 0, "payer": source, "receiver": target, "kind": kind,
                                    "amount_idr": amount})  # fmt: skip
            if second:
                flows.append(key | {"month": 0, "payer": other, "receiver": "market", "kind": "use_of_outputs",
                                    "amount_idr": 9e9 + 1e6 * seed})  # fmt: skip
            diary.append(key | {"month": 0, "date": "2009-01", "what": "signed <b>", "who": "", "detail": ""})
    spec_json = json.loads(canonical(spec))
    manifest = {
        "version": "0.1.0+test", "python": "3.11", "git": None, "command": "partnersim demo",
        "started": "2026-01-02T03:04:05+00:00",
        "arms": {arm: {"scenario": "toy", "title": f"Title of {arm}", "seeds": list(seeds),
                       "hash": scenario_hash(spec), "spec": spec_json} for arm in arms},
    }  # fmt: skip
    frames = (pd.DataFrame(rows) for rows in (runs, series, flows, diary))
    runs_frame, series_frame, flows_frame, diary_frame = frames
    return Results(runs=runs_frame, series=series_frame, flows=flows_frame, diary=diary_frame,
                   snapshots=pd.DataFrame(), manifest=manifest)  # fmt: skip


def styles_of(results):
    return arm_styles({arm: results.manifest["arms"][arm]["title"] for arm in results.arms})


def words_of(results, language="en"):
    titles = {arm: results.manifest["arms"][arm]["title"] for arm in results.arms}
    [answer] = answers(
        compare_results(results), Texts(language), titles, dict(zip(titles, "ABC", strict=False))
    )
    return answer.heading, " ".join(f"{p.lead} {p.text}" for p in answer.paragraphs)


@pytest.fixture(scope="module")
def results():
    return hand_made()


@pytest.fixture(scope="module")
def page(results):
    return report_html(results)


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
    assert reader.loaded and all(address.startswith("data:image/png;base64,") for address in reader.loaded)
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
    assert heading == "What did the absence of firms change?"
    assert page.index(heading) < page.index("<table")
    assert "about nothing" in words
    other = results.actors(ARMS[0])[list(results.actors(ARMS[0]))[1]]
    office = next(iter(results.actors(ARMS[0]).values()))
    # without firms the second actor pays 9 billion less and the office 1 billion more
    assert f"Paid less without firms: {other} (Rp9.00 billion)." in words
    assert f"Paid more without firms: {office} (Rp1.00 billion)." in words
    assert "makes up for 11.1 %" in words
    assert "4 pairs of runs" in words


@pytest.mark.parametrize(("gap", "said"), [(-0.05, "The poverty headcount differs."), (0.0, "about nothing")])
def test_words_follow_the_numbers(gap, said):
    _, words = words_of(hand_made(headcount_gap=gap))
    assert said in words


def test_direction_is_without_less_with():
    _, words = words_of(hand_made(headcount_gap=-0.05))
    assert "12.0 % without firms, 7.00 % with firms (difference +5.00" in words


def test_one_replicate_claims_no_certainty():
    _, words = words_of(hand_made(seeds=(1,)))
    assert "One replicate only" in words
    assert "interval" not in words.replace("intervals come", "")


def test_one_arm_alone_has_a_report():
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


def catalogue_tool():
    location = importlib.util.spec_from_file_location("texts_tool", ROOT / "tools" / "texts.py")
    module = importlib.util.module_from_spec(location)
    location.loader.exec_module(module)
    return module


def forms(texts):
    return texts if isinstance(texts, tuple | list) else (texts,)


def singular(message):
    return forms(message.id)[0]


def test_every_text_is_translated():
    tool = catalogue_tool()
    wanted = {singular(message) for message in tool.found_texts() if message.id}
    path = LOCALE / "id" / "LC_MESSAGES" / "partnersim.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale="id")
    assert {singular(message) for message in catalog if message.id} == wanted
    assert tool.untranslated(catalog) == []
    for message in catalog:
        for text, translated in zip(forms(message.id), forms(message.string), strict=True):
            if text:
                assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", translated)), text


def test_no_text_escapes_the_catalogue(results, monkeypatch):
    wanted = {singular(message) for message in catalogue_tool().found_texts() if message.id}
    said, say = set(), Texts.say

    def noted(self, message, **values):
        said.add(message)
        return say(self, message, **values)

    monkeypatch.setattr(Texts, "say", noted)
    report_html(results, language="id")
    assert said and said <= wanted


def test_assumptions_are_those_without_a_source():
    spec = load_scenario("jember")
    rows = {row["path"]: row for row in assumed_parameters(json.loads(canonical(spec)), name="jember")}
    assert "actors.firms.count" in rows  # its source begins with "assumed"
    assert "place.listed_households" not in rows  # a published list
    assert rows["mechanisms.enterprise.returns"]["source"].startswith("assumed")


def test_written_file_is_the_page(results, page, tmp_path):
    path = write_report(results, tmp_path / "report.html")
    assert path.read_text("utf-8") == page


def test_unknown_language_and_no_runs_are_refused(results):
    with pytest.raises(ValueError, match="language is 'fr'"):
        report_html(results, language="fr")
    failed = hand_made(seeds=(1,))
    failed.runs["status"] = "failed"
    with pytest.raises(ValueError, match="no run has finished"):
        report_html(failed)


def test_measures_without_any_value_leave_a_panel_that_says_so(results):
    series = results.series.assign(trust=float("nan"))
    figure = timeline_figure(series, [Panel("trust"), Panel("members")], styles_of(results), Texts())
    empty, full = figure.axes
    assert [t.get_text() for t in empty.texts] == ["nothing to count"]
    assert "nothing to count" not in {t.get_text() for t in full.texts}


def claim_row(identity, *, case="toy", verdict="supported", effect=1.5, **changes):
    half = 1.0 if verdict == "not shown" else 0.5
    low, high = (effect - half, effect + half)
    return {"id": identity, "case": case, "scenario": "toy", "kind": "test", "statement": f"Said <i>{identity}</i>.",
            "design": "pair", "outcome": "active_members_mean", "unit": "organizations", "expected": "+",
            "effect": effect, "low": low, "high": high, "verdict": verdict, "robustness": None, "draws": 0,
            "arms": {"with_it": 3.0, "without": 1.5}, "seeds": [7, 9], "failed": False} | changes  # fmt: skip


def claims_document(*rows):
    return {"date": "2026-01-02", "version": "0.1.0+made", "runs": 12, "claims": list(rows)}


MIXED = claims_document(
    claim_row("T1"),
    claim_row("T2", verdict="not shown", effect=0.1),
    claim_row("T3", verdict="contradicted", effect=-2.0),
    claim_row("U1", case="elsewhere", verdict="contradicted"),
    claim_row("T4", verdict="", failed=True, low=None, high=None) | {"effect": None},
)


def test_claims_of_the_case_come_contradicted_first():
    section = claims_section(MIXED, ["toy"], Texts())
    assert [section.own.index(f"{name} (test)") for name in ("T4", "T3", "T2", "T1")] == sorted(
        section.own.index(f"{name} (test)") for name in ("T1", "T2", "T3", "T4")
    )
    assert "U1" not in section.own and "U1" in section.every
    assert (
        "contradicts 1, does not show 1, cannot show 0 and supports 1, of which 0 not robustly. 1 failed to run."
        in section.lead
    )
    assert "2026-01-02" in section.made and "0.1.0+made" in section.made and "seeds 7 to 9" in section.made
    assert "\N{MINUS SIGN}2.00" in section.own and "with it less without" in section.own
    assert "Sign holds" not in section.own and section.note == ""


JUDGED = claims_document(
    claim_row(
        "T1",
        verdict="cannot show",
        reason="coarse",
        n=30,
        link="output",
        whole=2.0,
        least=1.5,
        least_share=0.75,
    ),
    claim_row("T2", verdict="cannot show", reason="same", link="activity"),
    claim_row(
        "T3", verdict="supported, not robust", reason="draws", robustness=0.625, draws=64, link="impact"
    ),
    claim_row("T4", verdict="", failed=True, refused=True, link="outcome"),
)


def test_claims_say_at_which_link_and_why_nothing_can_be_said():
    section = claims_section(JUDGED, ["toy"], Texts())
    assert (
        "does not show 0, cannot show 2 and supports 1, of which 1 not robustly. 1 are refused"
        in section.lead
    )
    assert (
        "cannot show: 30 seeds show an effect of 1.50 at the least, and the whole programme moves it by +2.00"
        in section.own
    )
    assert "cannot show: the arms differ in no seed, so that nothing is compared" in section.own
    assert "supported, not robust: its sign holds in 62.5 % of the draws" in section.own
    assert "75.0 %" in section.own and all(link in section.own for link in ("output", "activity", "impact"))
    order = [section.own.index(f"{name} (test)") for name in ("T4", "T1", "T2", "T3")]
    assert order == sorted(order)
    told = claims_section(JUDGED, ["toy"], Texts("id"))
    assert "tidak dapat ditunjukkan: lengan-lengannya tidak berbeda" in told.own and "keluaran" in told.own
    assert "didukung, tidak kokoh: tandanya berlaku pada 62,5 %" in told.own


def test_claims_say_on_which_scenario_they_ran_and_how_far_they_hold():
    table = claims_document(claim_row("U1", case="elsewhere", robustness=0.75, draws=64))
    section = claims_section(table, ["toy"], Texts("id"))
    assert section.own == "" and "Tidak ada klaim" in section.lead
    assert "bahasa Inggris" in section.note
    assert "dijalankan dengan skenario toy" in section.every and "75 % dari 64" in section.every


def test_scenarios_belong_to_the_case_they_extend():
    known = ["gresik", "jember", "cross"]
    assert cases_of(["no-partnership", "jember-with-firms", "toy", "mine"], known=known) == ["jember"]
    assert cases_of(["gresik-apart", "jember"], known=known) == ["gresik", "jember"]


def test_the_shipped_table_is_in_the_report(page):
    table = shipped_claims()
    for row in table["claims"]:
        assert f"{row['id']} ({row['kind']})" in page
    assert table["version"] in page
    assert "No claim of the documents is about these scenarios." in page
    assert claims_section(None, ["toy"], Texts()) is None


def test_what_never_happened_is_left_out(results):
    nothing = [
        "members",
        "queue",
        "nonperforming_share",
        "lost_share",
        "units_active",
        "capital_per_member_idr",
    ]
    without = replace(results, series=results.series.assign(**dict.fromkeys(nothing, 0.0)),
                      runs=results.runs.assign(loans_disbursed_idr_total=0.0, queue_end=0.0))  # fmt: skip
    assert "funds" not in [picture.key for picture in pictures(without, styles_of(without), Texts())[0]]
    given = ["firm_participation", "firm_contributions_idr"]
    none = replace(results, manifest=deepcopy(results.manifest),
                   series=results.series.assign(**dict.fromkeys(given, 0.0)))  # fmt: skip
    assert "firms" not in [picture.key for picture in pictures(none, styles_of(none), Texts())[0]]
    for arm in none.manifest["arms"].values():  # with firms that could have given, it is worth showing
        arm["spec"]["actors"].append({"name": "firms", "kind": "firms", "count": 5, "title": "Firms"})
    assert "firms" in [picture.key for picture in pictures(none, styles_of(none), Texts())[0]]
    page = report_html(without)
    assert "A first loan is" not in page and "A first loan is" in report_html(results)
    assert "None lent." in page and "None lent." not in report_html(results)
    main = outcome_table(without, None, styles_of(without), Texts(), every=False)
    every = outcome_table(without, None, styles_of(without), Texts(), every=True)
    assert "Queue for loans, end" not in main and "Queue for loans, end" in every
    alone = report_html(replace(without, runs=without.runs[without.runs["arm"] == ARMS[0]]))
    assert "No community fund lent." in alone and "Differences are paired" not in alone


def test_more_arms_than_colours_have_a_report_with_all_of_them():
    arms = tuple(f"arm{k}" for k in range(8))
    page = report_html(hand_made(arms=arms, seeds=(1, 2)))
    assert "H \N{MINUS SIGN} A" in page
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


def test_a_title_is_text_on_the_page_too():
    page = report_html(titled("<script>1</script> & <b>"))
    assert "<script>" not in page and "&lt;script&gt;1&lt;/script&gt; &amp; &lt;b&gt;" in page


def test_characters_without_a_font_are_named_once_and_warn_of_nothing(recwarn):
    page = report_html(titled("\N{JAVANESE LETTER JA}\N{JAVANESE LETTER WA}"))
    assert page.count("No font of the machine that made this report holds") == 1
    assert [str(w.message) for w in recwarn if "Glyph" in str(w.message)] == []
    assert "No font" not in report_html(titled("Jawa, \u0394\u0416"))


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


def test_a_report_that_cannot_be_written_leaves_the_former_one(results, tmp_path, monkeypatch):
    from partnersim.studies.runs.files import ResultsError

    former = tmp_path / "report.html"
    former.write_text("former")

    def full(self, text, *arguments, **options):
        with self.open("w") as file:
            file.write(text[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        write_report(results, former)
    assert former.read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
