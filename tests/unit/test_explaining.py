"""What makes a difference: the fields that differ, scenarios between, and parts."""

from pathlib import Path

import pytest

import partnersim as ps
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario
from partnersim.scenario.spec import Scenario
from partnersim.studies.explaining.differences import ABSENT, Mixing, _by_name, differences
from partnersim.studies.explaining.parts import Part, parts_of
from partnersim.studies.words.reasons import names_of_parts
from partnersim.studies.words.texts import Texts
from tests.explained_games import TOY

JEMBER, FIRMS = ps.load("jember"), ps.load("jember-with-firms")
NEW_NGO = {
    "name": "new_ngo", "kind": "ngo", "staff": 1.0, "budget": {"rule": "project", "total_idr": 1e6, "months": 12},
}  # fmt: skip


def names(parts) -> list[str]:
    return [part.name for part in parts]


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


def test_parts_are_called_by_whose_they_are_and_what_they_mean():
    parts = parts_of(Mixing(JEMBER, FIRMS))
    called = dict(zip(names(parts), names_of_parts(parts, Texts()), strict=True))
    assert called["actors.jember_office.staff_regulating"] == (
        "Co-operative office (Dinas Koperasi UMKM), share of staff that regulates"
    )
    assert called["regulation.clarity"] == "how clear the rules are to a firm that wants to give"
    told = dict(zip(names(parts), names_of_parts(parts, Texts("id")), strict=True))
    assert told["actors.jember_office.staff_regulating"].startswith("Dinas Koperasi UMKM, bagian staf")


def test_parts_that_would_be_called_the_same_keep_their_path_and_labels_stay():
    same = [Part(name=name, group="g", fields=(), said=(("", "Staff."),)) for name in ("a.staff", "b.staff")]
    whole = Part(name="ilo", group="g", fields=(), said=(("Labour Office", ""), ("", "Half: of it.")))
    switch = Part(name="mechanisms.needs.on", group="g", fields=(), said=(("", "Switch. Off: nobody looks."),))
    own = Part(name="my label", group="g", fields=())
    assert names_of_parts([*same, whole, switch, own], Texts()) == [
        "staff (a.staff)", "staff (b.staff)", "Labour Office + half", "mechanisms.needs.on", "my label",
    ]  # fmt: skip


def test_a_part_that_the_user_named_and_a_whole_organization():
    other = TOY.but({"actors": [NEW_NGO], "regulation.forum": 1.0})
    parts = parts_of(Mixing(TOY, other), group={"rules": ["regulation.forum"]})
    assert [part.said for part in parts] == [(("new ngo", ""),), ()]
    assert names_of_parts(parts, Texts()) == ["new ngo", "rules"]
    staff = TOY.but({"actors.village_ngo.staff": 4.0})
    (named,) = parts_of(Mixing(TOY, staff), group={"village_ngo": ["actors.village_ngo.staff"]})
    assert names_of_parts([named], Texts()) == ["village_ngo"]


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


def test_items_are_told_apart_by_name_only_where_each_has_one():
    assert _by_name([{"name": "a", "staff": 1}, {"name": "b"}]) == {"a": {"name": "a", "staff": 1}, "b": {"name": "b"}}
    for plain in ([{"name": "a"}, {"staff": 1}], [{"name": "a"}, "name"], ["a", "b"], []):
        assert _by_name(plain) == plain and isinstance(_by_name(plain), list)
