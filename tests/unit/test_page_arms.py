"""A third arm on the page: kept, named, linked or not, and what is said, drawn and taken home of it."""

import csv
import io
import re

import ipyvuetify
import openpyxl
import pytest
import solara

from partnersim.faces.app import compared
from partnersim.faces.app.arms import Arms, arm_compared, arm_played, arm_title, arms_to_choose
from partnersim.faces.app.compared import (
    Compared,
    _chain_line,
    _table_cells,
    _table_heads,
    differences_csv,
    is_nought,
    label_with_unit,
    outcomes_by_link,
)
from partnersim.faces.app.designs import Estimate
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.made import on_own_scale, picture_of, report_of, workbook_of
from partnersim.faces.app.page import position_text
from partnersim.faces.app.parts import arm_names
from partnersim.faces.app.session import Choice, LinkError, looks_of_link, python_text
from partnersim.faces.app.setting import Kept, name_of
from partnersim.faces.app.state import arm_shown, choice
from partnersim.faces.app.work import CHAIN, ChainRow
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")
SIZE = "programme.community_funds.group_size"


@pytest.fixture(autouse=True)
def put_back():
    yield
    choice.set(Choice())
    arm_shown.set("now")


# --- how levers stand in two arms --------------------------------------------------------------------------


def test_what_is_kept_stays_where_it_was_while_the_room_goes_on():
    kept = Choice().moved("rule", "strict").with_more(SIZE, 3).keep()
    assert kept.kept == Kept({"rule": "strict"}, {}, {SIZE: 3}) and kept.positions == {"rule": "strict"}
    on = kept.moved("rule", "none").moved("forum", "strong").typed("visits", 2.0).with_more(SIZE, 4)
    assert on.kept == kept.kept
    there = on.scenarios()
    assert list(there) == ["base", "kept", "now"]
    was = Choice().base().regulation
    assert [spec.regulation.mandate_share for spec in there.values()] == [was.mandate_share, 0.02, 0.0]
    assert [spec.regulation.forum for spec in there.values()] == [was.forum, was.forum, 1.0]
    assert [spec.programme.community_funds.group_size for spec in there.values()][1:] == [3, 4]
    assert on.put_back().kept == kept.kept and not on.put_back().changed
    assert on.alone().kept is None and on.alone().positions == on.positions
    assert list(on.alone().scenarios()) == ["base", "now"]


def test_linked_levers_move_in_both_arms_and_others_in_the_present_one_alone():
    linked = Choice().moved("rule", "strict").keep().moved("forum", "some").with_link(True)
    both = linked.moved("fills_gaps", "no").typed("visits", 2.0).with_more(SIZE, 3)
    assert both.positions == {"rule": "strict", "forum": "some", "fills_gaps": "no"}
    assert both.kept == Kept({"rule": "strict", "fills_gaps": "no"}, {"visits": 2.0}, {SIZE: 3})
    assert both.numbers == {"visits": 2.0} and both.more == {SIZE: 3}
    back = both.moved("fills_gaps", "as_is").with_more(SIZE, None)
    assert back.kept == Kept({"rule": "strict"}, {"visits": 2.0}, {}) and back.more == {}
    assert both.with_link(False).moved("audits", "many").kept == both.kept
    assert not Choice().with_link(True).linked  # without arm B there is nothing to link
    assert not both.alone().linked
    for wrong in (lambda: both.typed("visits", 1e6), lambda: both.with_more(SIZE, 10**6)):
        with pytest.raises(ScenarioError):
            wrong()


def test_an_arm_alone_is_the_choice_without_the_others():
    both = Choice(case="gresik").moved("rule", "strict").keep().moved("rule", "none")
    assert both.arm("base") == Choice(case="gresik")
    assert both.arm("kept") == Choice(case="gresik").moved("rule", "strict")
    assert both.arm("now") == Choice(case="gresik").moved("rule", "none")
    assert Choice().arm("kept") == Choice()


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Strict  rule\n", "Strict rule"), ("=1+1", "1+1"), ("@-+=x", "x"), ("x" * 99, "x" * 30), ("  ", ""), ("B", ""),
     ("a\x00\u202eb", "a b"), ("<b>", "<b>")],
)  # fmt: skip
def test_a_name_is_one_short_line_and_no_formula(typed, name):
    assert name_of(typed) == name
    assert Choice().keep().renamed(typed).kept.title == (f"B: {name}" if name else "B")
    assert Choice().renamed(typed) == Choice()


def test_a_link_restores_all_arms_and_a_foreign_one_is_refused():
    first = Choice(case="kupang").moved("pattern", "apart").typed("visits", 2.0).keep()
    second = first.renamed("Each & alone = 1").with_link(True)
    for chosen in (
        first, second, second.moved("pattern", "as_is"), Choice().keep(), Choice().with_more(SIZE, 3).keep().put_back()
    ):  # fmt: skip
        assert Choice.of_link(chosen.link()) == chosen
    assert Choice.of_link("case=jember&b.rule=strict").kept == Kept({"rule": "strict"})
    assert Choice.of_link("case=jember&linked=yes") == Choice()
    for query, word in (
        ("b.rule=harsh", "harsh"),
        ("b=x&b.n.visits=lots", "lots"),
        (f"b.m.{SIZE}=[1]", "no switch"),
    ):
        with pytest.raises(LinkError, match=word):
            Choice.of_link(f"case=jember&{query}")
    with pytest.raises(LinkError, match="group_size"):
        Choice.of_link(f"case=jember&b.m.{SIZE}=1000000")
    assert looks_of_link("arm=kept&view=play") == {"arm": "kept", "view": "play"}
    assert looks_of_link("arm=third") == {}


def test_the_same_in_python_makes_the_same_three_arms():
    chosen = Choice().moved("rule", "strict").keep().moved("rule", "none").moved("fills_gaps", "no")
    text = python_text(chosen)
    names = {}
    exec(text.split("answer =")[0], names)
    assert [names[name] for name in ("base", "arm_b", "now")] == list(chosen.scenarios().values())
    assert "ps.compare({'as_it_was': base, 'arm_b': arm_b, 'as_it_is_now': now}, replicates=10)" in text
    assert "arm_b" not in python_text(chosen.alone())


# --- what is said and drawn of three arms --------------------------------------------------------------------


def runs_of(base, kept, now):
    """Runs of one outcome by arm and seed."""
    return {
        arm: {seed: {"members_end": value} for seed, value in enumerate(values, start=1)}
        for arm, values in (("base", base), ("kept", kept), ("now", now))
    }


@pytest.fixture(scope="module")
def three():
    """Five pairs: 100 in each run as it was; B has 110 to 114, now 130 to 134, so that B is +12, now +32, apart 20."""
    return Compared.of(runs_of([100.0] * 5, [110.0, 111.0, 112.0, 113.0, 114.0],
                               [130.0, 131.0, 132.0, 133.0, 134.0]), "B: Strict <rule>")  # fmt: skip


HALF = 2.7764451051977987 * 2.5**0.5 / 5**0.5
"""t(0.975, 4) times the standard error of five numbers one apart: 1.96."""


def test_each_arm_is_held_against_the_case_as_it_was_and_now_against_b(three):
    (now,), (kept,) = three.rows(["members_end"]), three.beside.against_was.rows(["members_end"])
    (between,) = three.beside.now_against.rows(["members_end"])
    assert (now.base, now.other, now.difference) == (100.0, 132.0, 32.0)
    assert (kept.base, kept.other, kept.difference) == (100.0, 112.0, 12.0)
    assert (kept.low, kept.high) == (pytest.approx(12.0 - HALF), pytest.approx(12.0 + HALF))
    assert (between.base, between.other, between.difference, between.low) == (112.0, 132.0, 20.0, 20.0)


def test_pairs_are_those_that_both_arms_have():
    runs = runs_of([1.0] * 5, [1.0] * 3, [1.0] * 4)
    assert Compared.of(runs).pairs == 3
    assert Compared.of({"base": runs["base"], "now": runs["now"]}).pairs == 4
    assert Compared.of(runs_of([1.0] * 5, [1.0] * 4, [1.0] * 2)).pairs == 2


def test_a_line_of_the_chain_tells_the_arms_one_below_the_other(three):
    line = _chain_line("members_end", three, EN, None, pending=False)
    plain = re.sub(r"<details.*?</details>", "", line)
    assert re.findall(r"<b>(.*?)</b>", plain) == ["112 households", "132 households"]
    assert re.findall(r'ps-arm-name">(.*?)<', plain) == ["B", "now"]
    assert plain.count("100 households") == 1 and plain.count("ps-better") == 2
    assert plain.index("+12.0 (+10.0 to +14.0)") < plain.index("+32.0 (+30.0 to +34.0)")
    indonesian = _chain_line("members_end", three, ID, None, pending=False)
    assert re.findall(r'ps-arm-name">(.*?)<', indonesian) == ["B", "sekarang"]


def test_an_estimate_of_each_arm_stands_on_its_own_line_until_it_has_runs():
    told, told_of_kept = Estimate(100.0, 30.0, 5.0, False), Estimate(100.0, 10.0, 5.0, False)
    few = Compared.of(runs_of([100.0] * 5, [110.0] * 5, [130.0] * 2))
    line = _chain_line("members_end", few, EN, told, told_of_kept, pending=True)
    assert "estimate: +30.0 (+25.0 to +35.0)" in line and "+10.0 (+10.0 to +10.0)" in line
    line = _chain_line(
        "members_end", Compared.of(runs_of([100.0], [], [])), EN, told, told_of_kept, pending=True
    )
    assert line.index("estimate: +10.0") < line.index("estimate: +30.0")


def test_the_chain_gives_each_arm_its_own_estimate(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(compared.solara, "HTML", lambda tag, html: shown.append(html))
    now, kept = (
        {"members_end": Estimate(100.0, 30.0, 5.0, False)},
        {"members_end": Estimate(100.0, 10.0, 5.0, False)},
    )
    compared.chain_view(
        Compared.of(runs_of([100.0], [], [])),
        EN,
        CHAIN,
        size="",
        pending=True,
        estimates=now,
        kept_estimates=kept,
    )
    assert shown[0].index("estimate: +10.0") < shown[0].index("estimate: +30.0")


def test_the_table_has_a_column_for_each_arm_and_for_what_lies_between(three):
    assert _table_heads(three, EN) == [
        "outcome", "as it was", "B: Strict <rule>", "difference", "as it is now", "difference", "now less B",
    ]  # fmt: skip
    cells = [re.sub("<.*?>", "", cell) for cell in _table_cells("members_end", three, EN)]
    assert cells[1:] == [
        "100 households", "112 households", "+12.0 (+10.0 to +14.0)", "132 households", "+32.0 (+30.0 to +34.0)",
        "+20.0 (+20.0 to +20.0)",
    ]  # fmt: skip
    assert len(_table_heads(Compared(), EN)) == len(_table_cells("members_end", Compared(), EN)) == 4


def test_the_csv_has_arm_b_behind_what_it_had(three):
    rows = list(csv.DictReader(io.StringIO(differences_csv(three, EN))))
    row = next(row for row in rows if row["outcome"] == "members_end")
    assert (row["base"], row["now"], row["difference"]) == ("100.0", "132.0", "32.0")
    assert (row["arm_b"], row["b"], row["b_difference"], row["b_seeds"]) == (
        "B: Strict <rule>",
        "112.0",
        "12.0",
        "5",
    )
    assert float(row["b_low"]) == pytest.approx(12.0 - HALF) and row["b_low_and_high"] == "95 % interval"
    assert (row["now_less_b_difference"], row["now_less_b_low"], row["now_less_b_high"]) == (
        "20.0",
        "20.0",
        "20.0",
    )
    assert list(rows[0])[:6] == ["outcome", "label", "unit", "link", "base", "now"] and len(rows[0]) == 23
    assert len(rows) == len(list(OUTCOMES))


def test_the_workbook_has_a_sheet_for_each_difference_and_every_run(three):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(three, EN)))
    assert book.sheetnames == ["Differences", "Differences of B", "Now less B", "Runs"]
    told = {}
    for name in book.sheetnames[:3]:
        heads, *rows = book[name].iter_rows(values_only=True)
        told[name] = (heads[1:3], next(row for row in rows if row[9] == "members_end")[1:4])
    assert told == {
        "Differences": (("as it was", "as it is now"), (100, 132, 32)),
        "Differences of B": (("as it was", "B: Strict <rule>"), (100, 112, 12)),
        "Now less B": (("B: Strict <rule>", "as it is now"), (112, 132, 20)),
    }
    heads, *rows = book["Runs"].iter_rows(values_only=True)
    place = heads.index("members_end")
    assert [(row[0], row[1], row[place]) for row in rows[5:7]] == [
        ("B: Strict <rule>", 1, 110), ("B: Strict <rule>", 2, 111),
    ]  # fmt: skip
    assert len(rows) == 15
    assert openpyxl.load_workbook(io.BytesIO(workbook_of(three, ID))).sheetnames[1] == "Selisih B"


def row_of(base, other, difference, low, high):
    return ChainRow("members_end", Link.OUTPUT, base, other, difference, low, high, 5)


def test_both_arms_stand_on_one_scale():
    # now: 10, 14, 12, 20; B: 10, 8, 10 - 10 = 0, 10 + 2 = 12; so from 0 to 20
    now, kept = row_of(10.0, 14.0, 4.0, 2.0, 10.0), row_of(10.0, 8.0, -2.0, -10.0, 2.0)
    assert on_own_scale(now, kept) == [(0.5, 0.7, 0.6, 1.0), (0.5, 0.4, 0.0, 0.6)]
    unknown = row_of(*[float("nan")] * 5)
    assert on_own_scale(now, unknown) == [(0.0, 0.4, 0.2, 1.0), (0.5, 0.5, 0.5, 0.5)]


def test_the_picture_names_arm_b_and_shows_both_differences(three, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "partnersim.faces.app.made.row_text", lambda row, texts: drawn.append(row.difference) or "x"
    )
    picture = picture_of(three, EN, CHAIN, title="Jember", kind="svg")
    assert drawn.count(32.0) == drawn.count(12.0) == 1
    assert picture.startswith(b"<?xml") and len(drawn) == 20


def test_the_report_is_of_three_arms_by_their_titles(monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "partnersim.studies.api.compare", lambda arms, **how: asked.update(arms=arms, **how) or Answer()
    )
    monkeypatch.setattr(
        "partnersim.faces.report.write.report_html", lambda results, **how: f"{results} {how['language']}"
    )
    both = Choice().moved("rule", "strict").keep().moved("rule", "none")
    assert report_of(both.scenarios(), 3, "id", "B: Strict") == "results id" and asked["replicates"] == 3
    case = ID.title(both.base().title)
    assert case.endswith("tanpa perusahaan swasta")
    assert {arm: spec.title for arm, spec in asked["arms"].items()} == {
        "as_it_was": f"{case}: Seperti semula", "arm_b": f"{case}: B: Strict", "as_it_is_now": f"{case}: Sekarang",
    }  # fmt: skip
    assert [spec.regulation.mandate_share for spec in asked["arms"].values()][1:] == [0.02, 0.0]
    report_of(both.alone().scenarios(), 3, "en")
    assert list(asked["arms"]) == ["as_it_was", "as_it_is_now"]


class Answer:
    """What a comparison gives a report."""

    results = "results"


# --- the row of arms -----------------------------------------------------------------------------------------


def test_which_arm_is_looked_at_where():
    alone, both = Choice().moved("rule", "strict"), Choice().moved("rule", "strict").keep().renamed("Strict")
    assert [arms_to_choose(alone, view) for view in ("play", "compare")] == [["base", "now"], []]
    assert [arms_to_choose(both, view) for view in ("play", "compare")] == [
        ["base", "kept", "now"],
        ["kept", "now"],
    ]
    assert [arm_played(arm, alone) for arm in ("base", "kept", "now")] == ["base", "now", "now"]
    assert [arm_played(arm, both) for arm in ("base", "kept", "now")] == ["base", "kept", "now"]
    assert [arm_compared(arm, both) for arm in ("base", "kept", "now")] == ["now", "kept", "now"]
    assert arm_compared("kept", alone) == "now"
    assert [arm_title(arm, both, EN) for arm in ("base", "kept", "now")] == [
        "As it was",
        "B: Strict",
        "As it is now",
    ]
    assert arm_names(EN, "kept")[1] == "arm B" and arm_names(ID, "kept")[1] == "skenario B"
    assert arm_names(EN)[1] == "the case as it is now"


def test_a_lever_says_where_it_stands_in_b_as_its_field_does():
    both = Choice().moved("forum", "strong").typed("visits", 2.5).keep()
    levers = {lever.key: lever for lever in levers_of(both.base())}
    assert position_text(levers["forum"], both.kept, EN) == "meets and publishes"
    assert position_text(levers["visits"], both.kept, ID) == "2,5"
    assert position_text(levers["audits"], both.kept, EN) == "as it is"


def test_the_row_keeps_names_links_and_lets_go():
    _, rendered = solara.render(Arms(EN, "play"), handle_error=False)

    def buttons():
        return {button.children[0]: button for button in rendered.find(ipyvuetify.Btn).widgets}

    def press(label):
        buttons()[label].click()

    assert list(buttons()) == ["As it was", "As it is now", "Keep this as arm B"]
    assert buttons()["Keep this as arm B"].disabled  # nothing is moved: there is nothing to keep
    choice.set(Choice().moved("rule", "strict"))
    press("Keep this as arm B")
    assert list(buttons()) == ["As it was", "B", "As it is now", "Let go of B"]
    field = rendered.find(ipyvuetify.TextField).widget
    field.v_model = "  =Strict "
    field.fire_event("keyup.enter", {})
    assert choice.value.kept == Kept({"rule": "strict"}, name="Strict") and "B: Strict" in buttons()
    press("B: Strict")
    assert arm_shown.value == "kept" and buttons()["B: Strict"].attributes["aria-pressed"] == "true"
    for linked in (True, False):
        rendered.find(ipyvuetify.Checkbox).widget.v_model = linked
        assert choice.value.linked is linked
    press("Let go of B")
    assert choice.value == Choice().moved("rule", "strict") and arm_shown.value == "now"
    rendered.close()


def test_what_is_nought_in_every_run_of_every_arm_is_left_out_of_the_table():
    def runs(kept: float) -> dict[str, dict[int, dict[str, float]]]:
        nothing = {"members_end": 0.0, "trust_end": float("nan"), "jobs_end": 3.0}
        return {
            "base": dict.fromkeys(range(5), nothing),
            "kept": {seed: {**nothing, "members_end": kept} for seed in range(5)},
            "now": dict.fromkeys(range(5), nothing),
        }  # fmt: skip

    none, some = Compared.of(runs(0.0)), Compared.of(runs(1.0))
    assert [is_nought(name, none) for name in ("members_end", "trust_end", "jobs_end")] == [True, True, False]
    assert not is_nought("members_end", some)  # arm B has it
    assert not is_nought("members_end", Compared())  # nothing is known before the first run
    by_link = outcomes_by_link(CHAIN)
    assert by_link[Link.OUTPUT][:2] == ["members_end", "loans_disbursed_idr_total"]
    assert len(by_link[Link.OUTPUT]) == len(set(by_link[Link.OUTPUT])) > 5
    assert label_with_unit("headcount_change", EN).endswith("(points/year)")
    assert "(" not in re.sub("<.*?>", "", label_with_unit("jobs_end", EN))
