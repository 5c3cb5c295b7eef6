"""Names, bases that a document extends, overrides, identity and tables of a document."""

import textwrap
from pathlib import Path
from typing import Any

import pytest

from partnersim.scenario.documents.describe import json_schema, parameter_table
from partnersim.scenario.documents.errors import ScenarioError, nearest, shown
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.scenario.documents.shipped import shipped_folders, shipped_names, shipped_path
from partnersim.scenario.reading import LONGEST_CHAIN, changed
from tests.village_document import VALID, Donor, Labour, Office, Village, only, problems, read


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def _write(text: str | bytes, name: str = "village.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    return _write


# --- names and bases ---------------------------------------------------------------------------------------


def test_name_is_looked_up_and_a_near_one_suggested(tmp_path: Path, write: Any) -> None:
    write(VALID, "jember.yaml")
    assert read("jember", search=(tmp_path,)).months == 36
    assert only("jembr", search=(tmp_path,)).suggestion == "jember"
    assert "shipped: none" in str(only("jember", search=()))


def test_shipped_path_refuses_unknown_names() -> None:
    with pytest.raises(ScenarioError, match="no scenario is named"):
        shipped_path("no such scenario")
    for name in shipped_names():
        assert shipped_path(name).parent in shipped_folders()


def test_extends_merges_groups_and_named_lists(write: Any) -> None:
    write(VALID, "base.yaml")
    path = write("""\
        extends: base
        name: variant
        labour: {wage_idr: 5}
        rates: [0.9]
        actors:
          - {name: ilo, remove: true}
          - {name: office, staff: 9}
          - {kind: donor, name: usaid}
        """)
    village = read(path)
    assert (village.name, village.months) == ("variant", 36)
    assert village.labour == Labour(base_share=0.5, wage_idr=5.0)
    assert village.rates == (0.9,)
    assert village.actors == (
        Office(kind="government", name="office", staff=9),
        Donor(kind="donor", name="usaid"),
    )


def test_item_of_another_kind_replaces_the_old_one(write: Any) -> None:
    write(VALID, "base.yaml")
    path = write("extends: base\nactors: [{kind: donor, name: office, style: loans}]\n")
    assert read(path).actors[0] == Donor(kind="donor", name="office", style="loans")


def test_errors_point_to_the_file_that_wrote_the_value(write: Any) -> None:
    base = write("name: a\nlabour:\n  base_share: 7\n", "base.yaml")
    path = write("extends: ./base.yaml\n\n\nlabour:\n  wage_idr: -3\n")
    first, second = problems(path)
    assert (first.file, first.line, first.field) == (str(base), 3, "labour.base_share")
    assert (second.file, second.line, second.field) == (str(path), 5, "labour.wage_idr")


def test_relative_bases_are_found_from_the_extending_file(tmp_path: Path, write: Any) -> None:
    (tmp_path / "deep").mkdir()
    write(VALID, "base.yaml")
    write("extends: ../base.yaml\nmonths: 40\n", "deep/mid.yaml")
    assert read(write("extends: deep/mid.yaml\n")).months == 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: a\nextends: bsae\n", "no scenario is named 'bsae'"),
        ("name: a\nextends: ./nothing.yaml\n", "extends the file './nothing.yaml', which does not exist"),
        ("name: a\nextends: [a, b]\n", "must be the name or path of one scenario"),
        ("name: a\nextends: ''\n", "must be the name or path of one scenario"),
        ("name: a\nextends: village\n", "round in a circle"),
        ("name: a\nextends: .\n", "is a folder"),
    ],
)
def test_missing_or_circular_base(write: Any, text: str, expected: str) -> None:
    problem = only(write(text))
    assert expected in str(problem)
    assert problem.line == 2 or "folder" in expected


def test_long_circle_and_long_chain(write: Any) -> None:
    for number in range(LONGEST_CHAIN + 3):
        write(f"extends: link{number + 1}\n", f"link{number}.yaml")
    last = write("name: end\n", f"link{LONGEST_CHAIN + 3}.yaml")
    assert "more than 8 files" in str(only(last.parent / "link0.yaml"))
    assert read(last.parent / f"link{4}.yaml").name == "end"
    write("extends: b\n", "a.yaml")
    write("extends: c\n", "b.yaml")
    assert "circle" in str(only(write("extends: a\n", "c.yaml")))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("{name: iloo, remove: true}", "cannot be removed: the base has no such item (did you mean 'ilo'?)"),
        ("{name: ilo, remove: maybe}", "has a 'remove' that is not true"),
        ("{name: ilo, remove: true, purse: 3}", "may give only its name"),
    ],
)
def test_wrong_removals(write: Any, item: str, expected: str) -> None:
    write(VALID, "base.yaml")
    problem = only(write(f"extends: base\nactors:\n  - {item}\n"))
    assert expected in str(problem)
    assert problem.line == 3


# --- overrides ---------------------------------------------------------------------------------------------


def test_overrides_reach_fields_items_and_unsaid_defaults(write: Any) -> None:
    path = write(VALID)
    texts = ["months=48", "actors.office.staff=7", "actors.1.purse=5e6", "rates.0=0.4", "labour.wage_idr=1"]
    village = read(path, overrides=texts)
    assert village.months == 48
    assert [getattr(one, "staff", None) for one in village.actors] == [7, None]
    assert village.actors[1] == Donor(kind="donor", name="ilo", purse=5e6)
    assert village.rates == (0.4, 0.3)
    assert village.labour == Labour(base_share=0.5, wage_idr=1.0)
    same = {"months": 48, "actors.office.staff": 7, "actors.ilo.purse": 5e6, "rates.0": 0.4}
    assert read(path, overrides={**same, "labour": {"wage_idr": 1.0}}) == village
    bare = write("name: bare\n")
    assert read(bare, overrides=["rates.1=0.7"]).rates == (0.1, 0.7)
    assert read(bare, overrides=["labour={base_share: 0.1}"]).labour.base_share == 0.1
    assert read(bare, overrides={"actors": [Donor(kind="donor", name="x")]}).actors[0].name == "x"


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("labour.base_shar=0.3", "unknown field 'labour.base_shar' (did you mean 'base_share'?)"),
        ("labuor.base_share=0.3", "unknown field 'labuor' (did you mean 'labour'?)"),
        (
            "actors.ofice.staff=3",
            "actors.ofice: names no item of actors; it has office, ilo (did you mean 'office'?)",
        ),
        ("actors.7.staff=3", "names no item of actors"),
        ("months.x=3", "leads into months = 36, which has no fields"),
        ("months", "is not of the form"),
        ("=3", "is not of the form"),
        ("a..b=3", "is not of the form"),
        ("months=[1,", "is not valid YAML"),
        ("months=2000", "months = 2000 is out of range; allowed 1 to 1200 months"),
        ("months=12 weeks", "carries a unit of its own"),
        ("labour.base_share=.nan", "not a finite number"),
        ("rates.9=0.5", "names no item of rates; it has 2 items, counted from 0"),
    ],
)
def test_wrong_overrides_name_themselves(write: Any, override: str, expected: str) -> None:
    problem = only(write(VALID), overrides=[override])
    assert str(problem).startswith("--set ")
    assert expected in str(problem)
    assert problem.line is None


def test_wrong_overrides_in_a_mapping(write: Any) -> None:
    path = write(VALID)
    assert only(path, overrides={"months": float("inf")}).field == "months"
    assert "must be a whole number" in str(only(path, overrides={"months": object()}))
    found = problems(path, overrides={"labour.base_share": 3, "monts": 2})
    assert {one.suggestion for one in found} == {"", "months"}


def test_a_scenario_in_memory_can_be_changed_and_is_checked_again(write: Any) -> None:
    village = read(write(VALID))
    other = changed(village, overrides={"actors.office.staff": 8, "labour": {"wage_idr": 7.0}})
    assert other.actors[0] == Office(kind="government", name="office", staff=8)
    assert other.labour == Labour(base_share=0.5, wage_idr=7.0)
    assert village.actors[0] == Office(kind="government", name="office", staff=4)
    assert changed(village, overrides={}) == village
    assert changed(village, overrides="months=40").months == 40
    with pytest.raises(ScenarioError, match="--set start=36: start 36 is not before the end"):
        changed(village, overrides={"start": 36})


def test_changes_of_one_scenario_after_another_do_not_meet(write: Any) -> None:
    village, longer = read(write(VALID)), read(write(VALID), overrides=["months=60", "name=longer"])
    first = changed(village, overrides={"actors.office.staff": 8, "prices.rice": 1.0})
    second = changed(village, overrides={"labour.wage_idr": 7.0})
    assert first.actors[0].staff == 8 and second.actors[0].staff == 4
    assert second.prices == village.prices and second.labour.wage_idr == 7.0
    assert [changed(one, overrides={"start": 1}).months for one in (village, longer, village)] == [36, 60, 36]
    with pytest.raises(ScenarioError, match="longer"):
        changed(longer.model_copy(update={"months": -1}), overrides={})


# --- identity and tables -----------------------------------------------------------------------------------


def test_identity_depends_on_meaning_only(write: Any) -> None:
    village = read(write(VALID))
    assert canonical(village) == canonical(read(write(VALID.replace("36", "36.0").replace("9e3", "9000"))))
    base = scenario_hash(village)
    assert len(base) == 16 and int(base, 16) >= 0
    for same in ("name=other", "title=T", "run={folder: x}", "actors.ilo.name=iom", "labour.wage_idr=900000"):
        assert scenario_hash(read(write(VALID), overrides=[same])) == base, same
    for other in ("months=37", "actors.ilo.purse=null", "labour.wage_idr=900001", "run={speed: x}"):
        assert scenario_hash(read(write(VALID), overrides=[other])) != base, other
    assert scenario_hash(Village(start=0, prices={"a": -0.0})) == scenario_hash(Village(prices={"a": 0.0}))


def test_parameter_table_lists_every_value_once_and_its_paths_can_be_set(write: Any) -> None:
    village = read(write(VALID))
    rows = {row["path"]: row for row in parameter_table(village)}
    assert len(rows) == len(parameter_table(village)) == 18
    assert rows["labour.wage_idr"] == {
        "path": "labour.wage_idr",
        "value": 900_000.0,
        "unit": "IDR/month",
        "low": 0,
        "high": 1e9,
        "plausible_low": None,
        "plausible_high": None,
        "plausible_source": "",
        "source": "a survey",
        "role": "constant",
        "doc": "Wage.",
    }
    assert (rows["actors.office.staff"]["value"], rows["actors.office.staff"]["role"]) == (4, "lever")
    assert rows["rates"]["value"] == (0.1, 0.3)
    settable = {path: row["value"] for path, row in rows.items()}
    assert (
        read(
            write("name: x\nactors: [{kind: government, name: office}, {kind: donor, name: ilo}]\n"),
            overrides=settable,
        )
        == village
    )


def test_json_schema_states_ranges(write: Any) -> None:
    schema = json_schema(Village)
    assert schema["properties"]["months"]["minimum"] == 1
    assert schema["properties"]["rates"]["items"]["maximum"] == 1
    assert schema["$defs"]["Donor"]["properties"]["purse"]["anyOf"][0]["minimum"] == 0
    assert schema["additionalProperties"] is False


def test_small_helpers() -> None:
    assert nearest("Housholds", among=["households", "actors"]) == "households"
    assert nearest("zzz", among=["households"]) == ""
    assert shown(10**5000).startswith("10^")
    assert len(shown("x" * 500)) < 70
    assert shown(None) == "null" and shown(True) == "true"
