"""What makes a difference: its parts, the scenarios between, games with known answers, words bound to cells."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.faces.cli.arms import split_sets
from partnersim.faces.report.explained import explained_pictures, explanation_html
from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario
from partnersim.scenario.spec import Scenario
from partnersim.studies.attribution import shapley
from partnersim.studies.explaining import run as explaining
from partnersim.studies.explaining.differences import ABSENT, Mixing, differences
from partnersim.studies.explaining.parts import parts_of
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.words.texts import Texts

TOY = ps.load("toy")
JEMBER, FIRMS = ps.load("jember"), ps.load("jember-with-firms")
NEW_NGO = {
    "name": "new_ngo", "kind": "ngo", "staff": 1.0, "budget": {"rule": "project", "total_idr": 1e6, "months": 12},
}  # fmt: skip
CAPACITIES = ("programme", "facilities", "personnel", "use_of_outputs")
PRODUCTIVE = [f"actors.village_ngo.productivity.{name}" for name in CAPACITIES]
"""Fields of the toy with which a made-up game is played; each is set to 2."""


def more(count: int, **fields) -> Scenario:
    """The toy with so many of its fields raised."""
    return TOY.but(dict.fromkeys(PRODUCTIVE[:count], 2.0), **fields)


def names(parts) -> list[str]:
    return [part.name for part in parts]


def game(monkeypatch, value: Callable[[set[int], int], float], outcome: str = "members_mean") -> list[tuple]:
    """Runs whose outcome is a function of the raised fields and the seed; gives the list of what is run."""
    ran = []

    def outcomes(work):
        spec, seed = work
        levels = [spec.model_dump()["actors"][1]["productivity"].get(name) for name in CAPACITIES]
        raised = {place for place, level in enumerate(levels) if level == 2.0}
        ran.append((raised, seed))
        return {"runs": [{"seconds": 0.0, outcome: float(value(raised, seed))}]}

    monkeypatch.setattr(explaining, "outcomes_of_run", outcomes)
    return ran


def explain(base, other, **asked):
    return ps.explain(
        base,
        other,
        **{"outcome": "members_mean", "workers": 1, "show_progress": False, "replicates": 3, **asked},
    )


# --- fields that differ, and scenarios between ------------------------------------------------------------


def test_the_fields_in_which_scenarios_differ():
    found = differences(JEMBER, FIRMS)
    assert {one.dotted: (one.base, one.other) for one in found} == {
        "actors.jember_office.staff_regulating": (0.05, 0.2),
        "regulation.mandate_share": (0.0, 0.02),
        "regulation.enforcement": (0.0, 0.1),
        "regulation.clarity": (0.1, 0.6),
        "regulation.forum": (0.0, 1.0),
    }


@pytest.mark.parametrize("name", [n for n in shipped_names() if shipped_scenario(n).extends])
def test_between_a_variant_and_its_base_nothing_is_lost(name):
    mixing = Mixing(ps.load(shipped_scenario(name).extends), ps.load(name))
    found = differences(mixing.base, mixing.other)
    every = [one.path for one in found]
    assert scenario_hash(mixing.made([])) == scenario_hash(mixing.base)
    assert scenario_hash(mixing.made(every)) == scenario_hash(mixing.other)
    assert mixing.made(every).name == mixing.base.name
    parts = parts_of(mixing)
    assert sorted(f.dotted for part in parts for f in part.fields) == sorted(one.dotted for one in found)


def test_a_scenario_between_has_the_fields_taken_and_no_other():
    mixing = Mixing(JEMBER, FIRMS)
    between = mixing.made([("regulation", "forum"), ("actors", "jember_office", "staff_regulating")])
    right = JEMBER.but({"regulation.forum": 1.0, "actors.jember_office.staff_regulating": 0.2})
    assert scenario_hash(between) == scenario_hash(right)


def test_an_item_that_one_of_them_has_is_one_part():
    other = TOY.but({"actors": [NEW_NGO]})
    (found,) = differences(TOY, other)
    assert (found.dotted, found.base, found.other["staff"]) == ("actors.new_ngo", ABSENT, 1.0)
    (back,) = differences(other, TOY)
    assert back.other is ABSENT
    assert scenario_hash(Mixing(other, TOY).made([back.path])) == scenario_hash(TOY)


def test_what_cannot_stand_apart_is_one_part():
    members = ["village_office", "village_ngo", "new_ngo"]
    changes = {"actors": [NEW_NGO], "agreements.savings_circle.members": members}
    other = TOY.but({**changes, "regulation.forum": 1.0})
    parts = parts_of(Mixing(TOY, other))
    assert names(parts) == ["actors.new_ngo + agreements.savings_circle.members", "regulation.forum"]
    assert [field.dotted for field in parts[0].fields] == [
        "actors.new_ngo",
        "agreements.savings_circle.members",
    ]


def test_items_of_another_kind_are_one_part():
    kinds = {"name": "village_ngo", "kind": "training_institute", "staff": 2.0}
    document = TOY.model_dump(mode="json")
    document["actors"][1] = kinds
    (found,) = differences(TOY, Scenario.model_validate(document))
    assert (found.dotted, found.other["kind"]) == ("actors.village_ngo", "training_institute")


def test_items_in_another_order_are_one_part():
    document = TOY.model_dump(mode="json")
    document["actors"] = document["actors"][::-1]
    (found,) = differences(TOY, Scenario.model_validate(document))
    assert found.dotted == "actors"


def test_items_that_one_of_them_has_keep_their_places():
    document = TOY.model_dump(mode="json")
    full = Scenario.model_validate(document).but({"actors": [NEW_NGO]}).model_dump(mode="json")
    office, ngo, new = full["actors"]
    other = Scenario.model_validate({**full, "actors": [new, office, ngo]})
    mixing = Mixing(TOY, other)
    (found,) = differences(TOY, other)
    assert [actor.name for actor in mixing.made([found.path]).actors] == [
        "new_ngo",
        "village_office",
        "village_ngo",
    ]


def test_scenarios_that_differ_in_nothing_or_in_people_are_refused():
    same = TOY.but({"run.seed": 5, "run.replicates": 7, "title": "Another title", "name": "other"})
    with pytest.raises(ScenarioError, match="toy and other differ in nothing that could change a result"):
        differences(TOY, same)
    for field, value in (
        ("place.listed_households", 5), ("time.months", 6), ("sample.households", 12), ("run.settling_months", 1),
        ("time.start", "2010-02"),
    ):  # fmt: skip
        with pytest.raises(ScenarioError, match=f"toy and toy differ in {field}: their households or months"):
            differences(TOY, TOY.but({field: value, "regulation.forum": 1.0}))


# --- parts ------------------------------------------------------------------------------------------------


def test_parts_by_actor_and_by_mechanism():
    changes = {
        "actors.village_ngo.staff": 1.0, "actors.village_ngo.readiness": 0.5, "actors.village_office.staff": 1.0,
        "agreements.savings_circle.months": 12, "regulation.forum": 1.0, "mechanisms.leakage.on": True,
        "mechanisms.needs.on": True,
    }  # fmt: skip
    mixing = Mixing(TOY, TOY.but(changes))
    assert set(names(parts_of(mixing))) == set(changes)
    by_actor = {part.name: len(part.fields) for part in parts_of(mixing, by="actor")}
    assert by_actor == {
        "village_office": 1, "village_ngo": 2, "regulation": 1, "agreements.savings_circle": 1, "mechanisms": 2,
    }  # fmt: skip
    by_mechanism = {part.name: len(part.fields) for part in parts_of(mixing, by="mechanism")}
    assert by_mechanism == {"actors": 3, "regulation": 1, "agreements": 1, "needs": 1, "leakage": 1}
    groups = {part.name: part.group for part in parts_of(mixing)}
    assert (
        groups["actors.village_ngo.staff"] == groups["actors.village_ngo.readiness"] == "actors.village_ngo"
    )
    assert groups["regulation.forum"] == "regulation"


def test_parts_as_the_user_groups_them(tmp_path):
    mixing = Mixing(JEMBER, FIRMS)
    found = parts_of(
        mixing, group={"force": ["regulation.enforcement", "actors"], "words": ["regulation.clarity"]}
    )
    assert {part.name: [f.dotted for f in part.fields] for part in found} == {
        "force": ["actors.jember_office.staff_regulating", "regulation.enforcement"],
        "words": ["regulation.clarity"],
        "regulation.mandate_share": ["regulation.mandate_share"],
        "regulation.forum": ["regulation.forum"],
    }
    file = tmp_path / "parts.yaml"
    file.write_text("rule:\n  - regulation\noffice: [actors.jember_office]\n")
    assert names(parts_of(mixing, group=file)) == ["office", "rule"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [regulation.clarty]", "parts.yaml:1: a = regulation.clarty is no .*did you mean 'regulation.clarity'"),
        ("a: [regulation]\nb: [regulation.forum]", "parts.yaml:2: b: has regulation.forum, which is also in 'a'"),
        ("a: regulation", "parts.yaml:1: a: must be a list of dotted fields"),
        ("a: []", "parts.yaml:1: a: must be a list of dotted fields"),
        ("a: [1]", "parts.yaml:1: a: must be a list of dotted fields"),
        ("a: [", "not valid YAML"),
        ("a: [regul]", "is no field in which"),
    ],
)  # fmt: skip
def test_groups_that_are_none_are_refused_with_their_line(tmp_path, text, says, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("parts.yaml").write_text(text + "\n")
    with pytest.raises(ScenarioError, match=says):
        parts_of(Mixing(JEMBER, FIRMS), group="parts.yaml")


# --- games with known answers -----------------------------------------------------------------------------


def test_parts_that_work_only_together(monkeypatch):
    # the first two are worth 6 together, the third adds the number of the seed, the fourth nothing
    ran = game(monkeypatch, lambda who, seed: 100.0 * seed + 6.0 * ({0, 1} <= who) + seed * (2 in who))
    found = explain(TOY, more(4))
    assert len(ran) == 16 * 3 and found.exact
    row = found.summary.iloc[0]
    assert (row["base_mean"], row["other_mean"], row["difference"]) == (200.0, 208.0, 8.0)
    assert (row["n"], row["parts"], row["sets"], row["target"]) == (3, 4, 16, 4.0)
    shares = found.shares.set_index("part")
    assert shares["share"].tolist() == pytest.approx([3.0, 3.0, 2.0, 0.0])
    assert shares["share"].iloc[3] == shares["low"].iloc[3] == shares["high"].iloc[3] == 0.0
    half = 4.302652729911275 / 3**0.5  # seeds 1, 2, 3 have a standard deviation of 1; t(0.975, 2)
    assert shares["high"].iloc[2] - 2.0 == pytest.approx(half)
    assert shares["low"].iloc[2] - 2.0 == pytest.approx(-half)
    assert shares["alone"].tolist() == [0.0, 0.0, 2.0, 0.0]
    assert shares["taken_away"].tolist() == [6.0, 6.0, 2.0, 0.0]
    assert shares["of_difference"].tolist() == pytest.approx([3 / 8, 3 / 8, 1 / 4, 0.0])
    assert shares["necessary"].tolist() == [True, True, False, False]
    assert found.sufficient["set"].tolist() == [" + ".join(PRODUCTIVE[:2])]
    assert found.sufficient.iloc[0][["size", "change", "reached", "lasting"]].tolist() == [2, 6.0, 1.0, True]
    meeting = found.interactions.set_index(["first", "second"])["interaction"]
    assert meeting[PRODUCTIVE[0], PRODUCTIVE[1]] == pytest.approx(6.0)
    assert meeting.drop((PRODUCTIVE[0], PRODUCTIVE[1])).abs().max() == 0.0
    terms = found.sets.set_index("set")["term"]
    assert terms[terms != 0.0].to_dict() == {" + ".join(PRODUCTIVE[:2]): 6.0, PRODUCTIVE[2]: 2.0}
    by_seed = found.by_seed.set_index(["set", "seed"])["value"]
    assert by_seed["-", 3] == 300.0 and by_seed[PRODUCTIVE[2], 3] == 303.0


def test_a_threshold_is_asked_of_every_set(monkeypatch):
    game(monkeypatch, lambda who, seed: -6.0 * ({0, 1} <= who) - 2.0 * (2 in who))
    found = explain(TOY, more(3), threshold=2.0)
    assert found.sufficient["set"].tolist() == [PRODUCTIVE[2], " + ".join(PRODUCTIVE[:2])]
    assert found.summary["target"].iloc[0] == -2.0
    assert explain(TOY, more(3), threshold=8.1).sufficient.empty


def test_groups_have_the_sum_of_their_parts(monkeypatch):
    # two fields of the NGO and one of the rule; the game pays for all three
    monkeypatch.setattr(explaining, "outcomes_of_run", _pays_for_all)
    found = explain(TOY, more(2, regulation__forum=1.0))
    assert found.groups.set_index("group")["share"].to_dict() == pytest.approx(
        {"actors.village_ngo": 0.5, "regulation": 0.5}
    )
    assert found.shares["owen"].tolist() == pytest.approx([0.25, 0.25, 0.5])
    assert found.shares["share"].tolist() == pytest.approx([1 / 3] * 3)


def _pays_for_all(work):
    spec, _ = work
    raised = [spec.model_dump()["actors"][1]["productivity"].get(name) == 2.0 for name in CAPACITIES[:2]]
    return {"runs": [{"seconds": 0.0, "members_mean": float(all(raised) and spec.regulation.forum == 1.0)}]}


def test_seeds_in_which_a_set_has_no_value_are_left_out(monkeypatch):
    nothing = float("nan")
    game(monkeypatch, lambda who, seed: nothing if seed == 2 and who == {1} else seed + len(who))
    found = explain(TOY, more(2))
    assert list(found.seeds) == [1, 3]
    assert found.summary[["n", "base_mean", "difference"]].iloc[0].tolist() == [2, 2.0, 2.0]
    game(monkeypatch, lambda who, seed: nothing)
    with pytest.raises(ResultsError, match="the outcome members_mean has no value in any seed"):
        explain(TOY, more(2))


def test_seeds_are_added_until_intervals_are_narrow(monkeypatch):
    ran = game(monkeypatch, lambda who, seed: len(who) * (seed % 2))
    found = explain(TOY, more(2), until_ci=0.5)
    assert found.width() <= 0.5 and len(found.seeds) > 3
    assert len(ran) == 4 * len(found.seeds) == found.facts["runs"], "a run was done twice"
    assert list(found.seeds) == list(range(1, len(found.seeds) + 1))
    monkeypatch.setattr(explaining, "MOST_SEEDS", 7)
    tried = explain(TOY, more(2), until_ci=1e-6)
    assert len(tried.seeds) == 7 and tried.facts["width"] == tried.width() > 1e-6


def test_without_a_difference_there_is_nothing_to_explain(monkeypatch):
    game(monkeypatch, lambda who, seed: seed)
    found = explain(TOY, more(2), until_ci=0.1)
    assert found.sufficient.empty and not found.shares["share"].any()
    assert found.sentences()[-1] == "There is no difference to explain."


# --- more than eight parts --------------------------------------------------------------------------------

NINE = {
    **dict.fromkeys(PRODUCTIVE, 2.0),
    "regulation.forum": 1.0, "regulation.clarity": 0.9, "regulation.enforcement": 0.4, "actors.village_ngo.staff": 3.0,
    "actors.village_office.staff": 3.0,
}  # fmt: skip


def test_many_parts_are_sampled_and_say_so(monkeypatch):
    ran = game(monkeypatch, lambda who, seed: 6.0 * ({0, 1} <= who) + seed * (2 in who))
    found = explain(TOY, TOY.but(NINE), order_count=6)
    assert not found.exact and len(found.parts) == 9
    assert len(ran) < 3 * 2**9 / 4
    shares = found.shares.set_index("part")
    assert shares["share"].sum() == pytest.approx(8.0)
    assert shares.loc[PRODUCTIVE[2], "share"] == pytest.approx(2.0)
    assert shares.loc[PRODUCTIVE[2], "sampling_error"] == pytest.approx(0.0, abs=1e-12)
    assert shares.loc[PRODUCTIVE[:2], "share"].sum() == pytest.approx(6.0)
    assert not shares.loc[["regulation.forum", "actors.village_ngo.staff"], "share"].any()
    assert found.sufficient["set"].tolist() == [" + ".join(PRODUCTIVE[:2])]
    assert shares["necessary"].sum() == 2 and shares.loc[PRODUCTIVE[0], "necessary"]
    assert found.interactions.empty and found.groups.empty
    with pytest.raises(ValueError, match="more than eight parts"):
        _ = found.game
    text = " ".join(found.sentences())
    assert "over 6 sampled orders" in text
    assert "All others together are not enough without" in text
    assert explanation_html(found).count("data:image/png") == 1


def test_an_error_of_sampling_widens_intervals_and_more_orders_narrow_it(monkeypatch):
    game(monkeypatch, lambda who, seed: 6.0 * ({0, 1, 2} <= who))
    few = explain(TOY, TOY.but(NINE), order_count=6)
    first = few.shares.set_index("part").loc[PRODUCTIVE[0]]
    assert first["sampling_error"] > 0.0  # no spread over seeds: all of the interval is from orders
    assert first["high"] - first["share"] == pytest.approx(4.302652729911275 * first["sampling_error"])
    many = explain(TOY, TOY.but(NINE), order_count=6, until_ci=0.7 * few.width())
    assert many.sampled.orders > 6 and list(many.seeds) == [1, 2, 3]
    assert many.width() <= 0.7 * few.width()


# --- words ------------------------------------------------------------------------------------------------

GAMES = {
    "together": lambda who, seed: 6.0 * ({0, 1} <= who) + seed * (2 in who),
    "all": lambda who, seed: 0.02 * seed + 3.0 * (who == {0, 1, 2}),
    "substitutes": lambda who, seed: 5.0 * bool(who & {0, 1}) + 0.1 * seed * (2 in who),
    "undone": lambda who, seed: 5.0 * (0 in who and 1 not in who) + 5.0 * ({1, 2} <= who) + 5.0 * (who == {0, 1}) * 0,
    "noise": lambda who, seed: len(who) * (-1.0) ** seed * seed,
    "many": lambda who, seed: float(len(who) >= 1),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", GAMES)
def test_every_number_in_words_is_a_cell(monkeypatch, name, language):
    game(monkeypatch, GAMES[name])
    found = explain(TOY, more(3), replicates=4)
    tables, texts = found.tables(), Texts(language)
    for sentence in found.words(language):
        rest = sentence.text
        for number in sentence.numbers:
            cells = [float(tables[number.table].iloc[number.row][column]) for column in number.columns]
            assert number.text in rest
            rest = rest.replace(number.text, "", 1)
            written = re.findall(r"[+\N{MINUS SIGN}]?\d[\d.,]*", number.text)
            scale = 100.0 if number.text.endswith("%") else 1.0
            for text, cell in zip(written, cells, strict=True):
                value, places = _number(text, language)
                assert value == pytest.approx(scale * cell, abs=0.5001 * 10.0**-places)
        for word in (*PRODUCTIVE, "95 %"):
            rest = rest.replace(word, "")
        assert not re.search(r"\d", rest), rest
    assert texts.label("members_mean") in found.sentences(language)[0]


def _number(text: str, language: str) -> tuple[float, int]:
    """A number as it was written, and its decimals."""
    text = text.rstrip(".,").replace("\N{MINUS SIGN}", "-")
    text = text.replace(".", "").replace(",", ".") if language == "id" else text.replace(",", "")
    return float(text), len(text.partition(".")[2])


def test_what_is_said_fits_the_game(monkeypatch):
    said = {}
    for name, value in GAMES.items():
        game(monkeypatch, value)
        said[name] = " ".join(explain(TOY, more(3), replicates=4).sentences())
    a, b, c = PRODUCTIVE[:3]
    assert f"Enough to change it by +4.25 in nine of ten pairs of runs: {a} + {b} (+6.00)" in said["together"]
    assert f"Nothing is enough without {a} and {b}." in said["together"]
    assert f"{a} and {b} work most through each other: together +6.00" in said["together"]
    assert (
        f"none is enough alone, and the one that changes most alone, {c}, changes it by +2.50"
        in said["together"]
    )
    assert "Only all 3 parts together are enough to change it by +1.50" in said["all"]
    assert f"Nothing is enough without {a}, {b} and {c}." in said["all"]
    assert "alone, no part changes anything" in said["all"]
    assert f"{a} (+5.00); or {b} (+5.00)" in said["substitutes"]
    assert "No part is needed in every case" in said["substitutes"]
    assert f"{a} and {b} stand in for each other most" in said["substitutes"]
    assert "helps by itself" not in said["substitutes"]
    assert f"Other parts can undo this: {a}." in said["undone"]
    assert "Chance alone could have made it." in said["noise"]
    assert "No set of parts changes it by" in said["noise"]
    assert "Chance" not in said["together"]


def test_one_part_makes_it_all(monkeypatch):
    game(monkeypatch, lambda who, seed: float(len(who)))
    found = explain(TOY, more(1))
    assert f"The scenarios differ in one part: {PRODUCTIVE[0]}." in found.sentences()
    assert found.shares["share"].tolist() == [1.0] and found.interactions.empty


def test_one_seed_has_no_intervals(monkeypatch):
    game(monkeypatch, lambda who, seed: float(len(who)))
    found = explain(TOY, more(2), replicates=1)
    assert np.isnan(found.shares["low"]).all() and np.isnan(found.width())
    assert found.shares["share"].tolist() == [1.0, 1.0]
    assert len(explained_pictures(found)) == 2


def test_shares_of_rupiah_add_up_in_every_seed(monkeypatch):
    rng = np.random.default_rng(5)
    worth = {}

    def value(who, seed):
        return worth.setdefault((frozenset(who), seed), rng.normal(1e12, 1e11))

    game(monkeypatch, value)
    found = explain(TOY, more(4), replicates=5)
    misses = np.abs(shapley(found.game).sum(axis=0) - found.difference)
    assert (misses <= 1e-9 * 1e12).all()


# --- kept, refused, and the command -----------------------------------------------------------------------


def test_finished_runs_are_kept_and_another_study_is_refused(monkeypatch, tmp_path):
    ran = game(monkeypatch, lambda who, seed: float(len(who)))
    first = explain(TOY, more(2), out=tmp_path, replicates=2)
    assert (len(ran), first.facts["kept_from_before"]) == (8, 0)
    again = explain(TOY, more(2), out=tmp_path, replicates=3)
    assert (len(ran), again.facts["kept_from_before"]) == (12, 8)
    from partnersim.faces.cli.explaining import write

    write(again, tmp_path, "en")
    explain(TOY, more(2), out=tmp_path, replicates=3)
    with pytest.raises(ResultsError, match="use another folder, or --force"):
        explain(TOY, more(3), out=tmp_path)
    assert len(ran) == 12
    explain(TOY, more(3), out=tmp_path, force=True)


def test_a_failed_run_ends_the_study(monkeypatch):
    def value(who, seed):
        raise RuntimeError("the village flooded")

    game(monkeypatch, value)
    with pytest.raises(Exception, match="the village flooded"):
        explain(TOY, more(1))


def test_wrong_numbers_and_names_are_refused():
    with pytest.raises(
        ScenarioError, match=r"outcome = 'headcount_ende' is no outcome .*did you mean 'headcount_end'"
    ):
        explain(TOY, more(1), outcome="headcount_ende")
    for asked in ({"threshold": 0.0}, {"threshold": float("nan")}, {"until_ci": -1.0}, {"order_count": 1}):
        with pytest.raises(ValueError, match="allowed"):
            explain(TOY, more(1), **asked)


def test_settings_after_a_name_part_at_commas_outside_brackets():
    text = "jember, actors.ilo.staff=2,title='a, b=c',agreements.x.members=[a, b],time.months=3"
    assert split_sets(text) == [
        "jember", "actors.ilo.staff=2", "title='a, b=c'", "agreements.x.members=[a, b]", "time.months=3",
    ]  # fmt: skip
    assert split_sets("my,file.yaml") == ["my,file.yaml"]


COMMAND = (
    "explain", "toy",
    "toy,programme.community_funds.first_loan_idr=150000,programme.community_funds.members_per_unit=2",
    "--outcome", "consumption_listed_idr_end", "--months", "6", "--replicates", "2", "--workers", "1",
)  # fmt: skip


def test_the_command_explains_and_keeps(tmp_path, capsys):
    out = tmp_path / "out"
    assert main([*COMMAND, "--out", str(out)]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert (
        "toy (A)" in lines[0]
        and "toy (B)" in lines[0]
        and text.index("Enough") < text.index("Share (Shapley)")
    )
    assert {path.name for path in out.iterdir()} == {
        "parts", "explanation.html", "explanation.json", "waterfall.png", "interactions.png", "summary.csv",
        "fields.csv", "sufficient.csv", "shares.csv", "groups.csv", "interactions.csv", "sets.csv", "by_seed.csv",
    }  # fmt: skip
    page = (out / "explanation.html").read_text()
    assert page.count("data:image/png") == 2 and "http://" not in page
    assert lines[0] in re.sub("&#39;", "'", page)
    assert main([*COMMAND, "--json", "--language", "id", "--out", str(out)]) == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert "8 of 8 runs were found finished" in captured.err
    assert document["words"][0]["numbers"][0]["columns"] == ["base_mean"]
    assert len(document["by_seed"]) == 8 and document["summary"][0]["n"] == 2
    shares = sum(row["share"] for row in document["shares"])
    assert shares == pytest.approx(document["summary"][0]["difference"], rel=1e-9)
    assert "selisih" in document["words"][0]["text"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("toy", "toy", "--outcome", "headcount_end"), "toy and toy differ in nothing"),
        (("toy", "jember", "--outcome", "headcount_end"), "toy and jember differ in time.start, time.months"),
        (("toy", "toy,regulation.forum=1", "--outcome", "hedcount_end"), "did you mean 'headcount_end'"),
        (("toy", "nowhere", "--outcome", "headcount_end"), "nowhere"),
        (("toy", "toy,regulation.forun=1", "--outcome", "headcount_end"), "did you mean 'forum'"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--threshold", "0"), "above 0"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--until-ci", "nan"), "above 0"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--group", "none.yaml"), "none.yaml"),
        (("toy", "toy,regulation.forum=1", "--outcome", "headcount_end", "--replicates", "0"), "--replicates"),
        (("toy", "toy,regulation.forum=1"), "outcome"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_clear_error(arguments, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["explain", *arguments, "--out", "here"]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and not captured.out
    assert len(captured.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_outcomes_are_in_the_words_of_the_reader(monkeypatch):
    for outcome in ("headcount_end", "income_listed_idr_end"):
        assert OUTCOMES.get(outcome) is not None
        game(monkeypatch, lambda who, seed: 0.5 + 0.1 * len(who), outcome)
        text = explain(TOY, more(2), outcome=outcome).sentences()[0]
        assert ("points" in text) == (outcome == "headcount_end")


def test_seeds_and_rows_come_in_order(monkeypatch):
    game(monkeypatch, lambda who, seed: float(len(who)))
    sets = explain(TOY, more(3)).sets
    assert sets["set"].iloc[0] == "-" and sets["size"].iloc[-1] == 3
    assert all(a != b for a, b in pairwise(sets["set"]))
