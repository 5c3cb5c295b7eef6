"""Reading a scenario document: merging, overrides, and errors that name the place."""

import textwrap
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import pydantic
import pytest
from pydantic import Field, model_validator

from partnersim.scenario.documents.describe import json_schema, parameter_table
from partnersim.scenario.documents.document import LARGEST_FILE_BYTES
from partnersim.scenario.documents.errors import MOST_PROBLEMS, Problem, ScenarioError, nearest, shown
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.scenario.documents.shipped import shipped_folders, shipped_names, shipped_path
from partnersim.scenario.reading import LONGEST_CHAIN, changed, read_into


class Labour(Part):
    base_share: float = quantity(0.6, unit="share", low=0, high=1, role="uncertainty", doc="Share.")
    wage_idr: float = quantity(900_000.0, unit="IDR/month", low=0, high=1e9, source="a survey", doc="Wage.")


class Office(Part):
    kind: Literal["government"] = choice(doc="Kind of actor.")
    name: str = choice(doc="Name.")
    staff: int = quantity(5, unit="persons", low=0, high=1000, role="lever", doc="Staff.")


class Donor(Part):
    kind: Literal["donor"] = choice(doc="Kind of actor.")
    name: str = choice(doc="Name.")
    style: Literal["grants", "loans"] = choice("grants", doc="How it gives.")
    purse: float | None = quantity(None, unit="IDR", low=0, high=None, doc="Purse.")


class Village(Part):
    NOT_IDENTITY: ClassVar[tuple[str, ...]] = ("run.folder", "actors.*.name")

    name: str = choice("village", doc="Name.")
    title: str = choice("", doc="Title.")
    months: int = quantity(24, unit="months", low=1, high=1200, doc="Length.")
    start: int = quantity(0, unit="months", low=0, high=None, doc="First month.")
    labour: Labour = Labour()
    actors: tuple[Annotated[Office | Donor, Field(discriminator="kind")], ...] = choice((), doc="Actors.")
    rates: tuple[float, ...] = quantity((0.1, 0.2), unit="share", low=0, high=1, doc="Rates.")
    prices: dict[str, float] = quantity({}, unit="IDR", low=0, high=None, doc="Prices.")
    weights: dict[Literal["funds", "personnel"], float] = quantity({}, unit="1", low=0, high=9, doc="W.")
    open_market: bool = choice(True, doc="Switch.")
    run: dict[str, str] = choice({}, doc="Run settings.")

    @model_validator(mode="after")
    def start_before_end(self) -> "Village":
        if self.start >= self.months:
            raise ValueError(f"start {self.start} is not before the end, month {self.months}")
        return self


VALID = """\
name: toy
months: 36
labour:
  base_share: 0.5
actors:
  - kind: government
    name: office
    staff: 4
  - kind: donor
    name: ilo
    purse: 2_000_000
rates: [0.1, 0.3]
prices: {rice: 9e3}
"""


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def _write(text: str | bytes, name: str = "village.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    return _write


def read(source: Path | str, *, overrides: Any = (), search: tuple[Path, ...] = ()) -> Village:
    return read_into(Village, source=source, overrides=overrides, search=search)


def problems(source: Path | str, **more: Any) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        read(source, **more)
    assert caught.value.problems
    for problem in caught.value.problems:
        assert "\n" not in str(problem)
    return caught.value.problems


def only(source: Path | str, **more: Any) -> Problem:
    found = problems(source, **more)
    assert len(found) == 1, [str(one) for one in found]
    return found[0]


# --- what is read -----------------------------------------------------------------------------------------


def test_valid_document_is_read_as_written(write: Any) -> None:
    village = read(write(VALID))
    assert (village.name, village.months, village.labour.base_share) == ("toy", 36, 0.5)
    assert village.labour.wage_idr == 900_000.0
    assert village.actors == (
        Office(kind="government", name="office", staff=4),
        Donor(kind="donor", name="ilo", purse=2e6),
    )
    assert village.rates == (0.1, 0.3)
    assert village.prices == {"rice": 9000.0}


def test_words_of_yaml_1_1_stay_text(write: Any) -> None:
    assert read(write("name: no\ntitle: 'null'\n")).name == "no"
    assert read(write("name: 2009-07-01\n")).name == "2009-07-01"
    assert "true or false" in str(only(write("open_market: yes\n")))


def test_byte_order_mark_and_windows_line_ends_are_accepted(write: Any) -> None:
    assert read(write(b"\xef\xbb\xbfname: a\r\nmonths: 3\r\n")).months == 3


def test_parts_are_frozen_and_strict_in_python_too() -> None:
    with pytest.raises(pydantic.ValidationError):
        Labour(base_share="0.5")  # type: ignore[arg-type]
    with pytest.raises(pydantic.ValidationError):
        Labour(base_share=True)
    with pytest.raises(pydantic.ValidationError):
        Labour(base_share=1.2)
    with pytest.raises(pydantic.ValidationError):
        Labour().base_share = 0.1  # type: ignore[misc]


def test_fields_refuse_bad_declarations() -> None:
    with pytest.raises(ValueError, match="needs a unit"):
        quantity(1.0, unit="", low=0, high=1, doc="A number.")
    with pytest.raises(ValueError, match="empty range"):
        quantity(1.0, unit="1", low=2, high=1, doc="A number.")
    with pytest.raises(ValueError, match="role"):
        choice("a", doc="A word.", role="knob")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="default of x"):

        class _Bad(Part):
            x: float = quantity(5.0, unit="share", low=0, high=1, doc="A share.")


def test_range_of_a_field_stays_out_of_the_parts_inside_it() -> None:
    class Either(Part):
        price: float | Labour = quantity(1.0, unit="IDR", low=0.5, high=9, doc="Price.")
        table: dict[str, tuple[float, ...]] = quantity({}, unit="share", low=0, high=1, doc="Table.")

    assert Either.model_validate({"price": {"base_share": 0.1}}).price == Labour(base_share=0.1)
    with pytest.raises(pydantic.ValidationError) as caught:
        Either.model_validate({"price": 40, "table": {"a": [0.5, 2]}})
    assert [one["loc"] for one in caught.value.errors()] == [("price",), ("table", "a", 1)]


# --- errors of values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("labour:\n  base_share: 1.7\n", 2, "labour.base_share = 1.7 is out of range; allowed 0 to 1 share"),
        ("name: a\nmonts: 3\n", 2, "unknown field 'monts' (did you mean 'months'?)"),
        ("labour:\n  zzz: 3\n", 2, "unknown field 'labour.zzz'; the fields here are base_share, wage_idr"),
        (
            "months: many\n",
            1,
            "months = 'many' must be a whole number, not text; write a plain number in months",
        ),
        ("months: 2.5\n", 1, "months = 2.5 must be a whole number; allowed 1 to 1200 months"),
        ("months: true\n", 1, "months = true must be a whole number; allowed 1 to 1200 months"),
        ("months: '12'\n", 1, "months = '12' is text; write the number without quotes"),
        ("months: 12 weeks\n", 1, "carries a unit of its own; write a plain number in months; allowed 1 to"),
        (
            "labour:\n  wage_idr: 25 million\n",
            2,
            "write a plain number in IDR/month; allowed 0 to 1,000,000,000",
        ),
        (
            "rates:\n  - 0.1\n  - 2 %\n",
            3,
            "rates.1 = '2 %' carries a unit of its own; write a plain number in sh",
        ),
        ("rates:\n  - 0.1\n  - 7\n", 3, "rates.1 = 7 is out of range; 7 percent is written 0.07; allowed 0 to 1 share"),
        ("prices:\n  rice: -1\n", 2, "prices.rice = -1 is out of range; allowed at least 0 IDR"),
        (
            "weights:\n  fund: 1\n",
            2,
            "unknown key 'weights.fund'; allowed one of funds, personnel (did you mean 'funds'?)",
        ),
        ("weights:\n  funds: 10\n", 2, "weights.funds = 10 is out of range; allowed 0 to 9"),
        ("labour: 3\n", 1, "labour = 3 must be a group of fields"),
        ("actors: 3\n", 1, "actors = 3 must be a list"),
        (
            "actors:\n  - {kind: goverment, name: a}\n",
            2,
            "actors.a.kind = 'goverment' is not one of the options",
        ),
        ("actors:\n  - {name: a}\n", 2, "actors.a.kind: is missing; allowed one of government, donor"),
        ("actors:\n  - kind: government\n    staff: 3\n", 2, "actors.0.name: is missing"),
        (
            "actors:\n  - kind: donor\n    name: b\n    style: grant\n",
            4,
            "actors.b.style = 'grant' is not one of the options; allowed one of grants, loans "
            "(did you mean 'grants'?)",
        ),
        ("actors:\n  - kind: donor\n    name: b\n    staff: 4\n", 4, "unknown field 'actors.b.staff'"),
        ("months: 12\nstart: 12\n", 2, "start 12 is not before the end, month 12"),
        ("months: 99999999999999999999999999999999999999999999999999999999999999999\n", 1, "months = 10^6"),
        ("name: 3\n", 1, "name = 3 must be text"),
    ],
)
def test_each_wrong_value_gives_one_line_with_its_place(
    write: Any, text: str, line: int, expected: str
) -> None:
    path = write(text)
    problem = only(path)
    assert problem.line == line
    assert str(problem).startswith(f"{path}:{line}: ")
    assert expected in str(problem)
    assert "function-" not in str(problem) and "Input" not in str(problem)


def test_a_rule_about_several_fields_points_to_what_it_names(write: Any) -> None:
    class Item(Part):
        name: str = choice(doc="Name.")
        owner: str = choice("", doc="Owner.")

    class Land(Part):
        size: Labour = Labour()
        items: tuple[Item, ...] = choice((), doc="Items.")

        @model_validator(mode="after")
        def _rules(self) -> "Land":
            if self.size.wage_idr > 5:
                raise ValueError("size.wage_idr is larger than elsewhere")
            if any(one.owner == "nobody" for one in self.items):
                raise ValueError("item 'plot' belongs to 'nobody', unlike all items")
            return self

    text = "size:\n  base_share: 1\n  wage_idr: {wage}\nitems:\n  - name: plot\n    owner: {owner}\n"
    for wage, owner, line in ((6, "me", 3), (1, "nobody", 6)):
        path = write(text.format(wage=wage, owner=owner))
        with pytest.raises(ScenarioError) as caught:
            read_into(Land, source=path)
        assert [one.line for one in caught.value.problems] == [line]


def test_all_problems_are_collected_in_order_of_lines(write: Any) -> None:
    text = "labour: {base_share: 3, wage_idr: -1}\nrates: [9]\nfoo: 1\n"
    text += "actors: [{kind: donor, name: a, purse: x}]\n"
    found = problems(write(text))
    assert [one.line for one in found] == [1, 1, 2, 3, 4]


def test_at_most_twenty_problems_are_shown(write: Any) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(write("".join(f"unknown_{number}: 1\n" for number in range(50))))
    assert len(caught.value.problems) == MOST_PROBLEMS
    assert str(caught.value).endswith("... and 30 more")


# --- errors of the text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("months: 3\nname: a\nmonths: 4\n", 3, "writes the key 'months' twice (first at line 1)"),
        ("labour:\n  base_share: 0.1\n  base_share: 0.2\n", 3, "twice (first at line 2)"),
        ("name: a\n  bad: [1,\n", 2, "is not valid YAML"),
        ("name: [1, 2\n", None, "is not valid YAML"),
        ("", 1, "is empty"),
        ("# only a remark\n", 1, "is empty"),
        ("- 1\n- 2\n", 1, "a scenario is a mapping"),
        ("just words\n", 1, "a scenario is a mapping"),
        ("a: &x [1]\nb: *x\n", 1, "anchor or alias"),
        ("a: !!python/object:os.system 1\n", 1, "YAML tag"),
        ("2009: 3\n", 1, "has the key 2009, which is not text"),
        ("? [a, b]\n: 3\n", 1, "has the key [...], which is not text"),
        ("name: a\nmonths: .nan\n", 2, "not a finite number"),
        ("months: -.inf\n", 1, "not a finite number"),
        ("months: 1e999\n", 1, "not a finite number"),
        (f"months: {'9' * 5000}\n", 1, "not a finite number"),
        ("name: a\n---\nname: b\n", 2, "second document"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", 1, "nested more than"),
        ("a: [" + "1," * 60_000 + "1]\n", 1, "more than 50,000 values"),
        (
            "actors:\n- {kind: donor, name: a}\n- {kind: donor, name: a}\n",
            3,
            "a second item 'a' (first at line 2)",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", 1, "not UTF-8 text"),
        (b"name: a\nb: \x00\n", 2, "zero byte"),
        (b"name: a\nb: \x07\n", None, "is not valid YAML"),
        (b"\xff\xfen\x00a\x00", 1, "not UTF-8 text"),
    ],
)
def test_unusable_text_is_refused_with_its_line(
    write: Any, text: str | bytes, line: int | None, expected: str
) -> None:
    problem = only(write(text))
    assert expected in str(problem)
    if line is not None:
        assert problem.line == line


def test_a_broken_line_is_named(write: Any) -> None:
    problem = only(write("name: a\nmonths: 3\nlabour: {base_share: 0.5\nrates: [1]\n"))
    assert problem.line in (3, 4)


def test_files_that_cannot_be_read(tmp_path: Path, write: Any) -> None:
    assert "does not exist" in str(only(tmp_path / "none.yaml"))
    assert "is a folder" in str(only(tmp_path))
    assert "not a regular file" in str(only(Path("/dev/null")))
    assert "larger than 1 MB" in str(only(write("# " + "x" * LARGEST_FILE_BYTES)))
    assert "cannot be read" in str(only(tmp_path / ("n" * 5000 + ".yaml")))
    assert "not a usable file name" in str(only("a\x00b"))


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
