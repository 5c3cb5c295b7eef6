"""Reading a document: what is read as written, and errors of values and of the text with their place."""

import textwrap
from pathlib import Path
from typing import Any

import pydantic
import pytest
from pydantic import model_validator

from partnersim.scenario.documents.document import LARGEST_FILE_BYTES, read_document
from partnersim.scenario.documents.errors import MOST_PROBLEMS, ScenarioError
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.reading import read_into
from tests.village_document import VALID, Donor, Labour, Office, only, problems, read


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def _write(text: str | bytes, name: str = "village.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    return _write


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


@pytest.mark.parametrize("right", [0, 0.0, 1, 1.0, 0.5])
def test_both_ends_of_a_range_belong_to_it(right: float) -> None:
    assert Labour(base_share=right).base_share == right


@pytest.mark.parametrize("wrong", [-1e-9, 1 + 1e-9, 2, -1, float("nan"), False])
def test_what_lies_beyond_a_range_or_is_no_number_is_refused(wrong: float) -> None:
    with pytest.raises(pydantic.ValidationError):
        Labour(base_share=wrong)


def test_a_switch_takes_true_and_false_alone(write: Any) -> None:
    assert read(write("open_market: false\n")).open_market is False
    for wrong in ("0", "1", "0.0"):
        assert "true or false" in str(only(write(f"open_market: {wrong}\n")))


def test_a_text_that_was_read_before_is_as_it_was(tmp_path: Path) -> None:
    """What a reader takes out of a document stays in the text, and a file that has changed is read anew."""
    file = tmp_path / "village.yaml"
    file.write_text("extends: base\nmonths: 3\n")
    first = read_document(file, label="village.yaml")
    assert first.content.pop("extends").content == "base" and first.keys.pop("extends").line == 1
    again = read_document(file, label="village.yaml")
    assert again.plain() == {"extends": "base", "months": 3} and set(again.keys) == {"extends", "months"}
    assert read_document(file, label="other.yaml").content["months"].mark.file == "other.yaml"
    file.write_text("months: 4\n")
    assert read_document(file, label="village.yaml").plain() == {"months": 4}


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
            "write a plain number in IDR/month, as in 25000000; allowed 0 to 1,000,000,000",
        ),
        (
            "rates:\n  - 0.1\n  - 2 %\n",
            3,
            "rates.1 = '2 %' carries a unit of its own; write a plain number in sh",
        ),
        (
            "rates:\n  - 0.1\n  - 7\n",
            3,
            "rates.1 = 7 is out of range; 7 percent is written 0.07; allowed 0 to 1 share",
        ),
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


@pytest.mark.parametrize("written", ["purse: '3'", "purse: true", "steps: [1, null, '2']", "steps: [true]"])
def test_a_number_that_may_be_missing_is_still_no_text_and_no_switch(write: Any, written: str) -> None:
    class Offer(Part):
        purse: float | None = quantity(None, unit="IDR", low=None, high=None, doc="Purse.")
        steps: tuple[int | None, ...] = quantity((), unit="1", low=None, high=None, doc="Steps.")

    assert read_into(Offer, source=write("purse: 3\nsteps: [1, null, 2]\n")).steps == (1, None, 2)
    with pytest.raises(
        ScenarioError, match=r"must be a (whole )?number|is text; write the number without quotes"
    ):
        read_into(Offer, source=write(written))


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
        pytest.param("a: [" + "1," * 60_000 + "1]\n", 1, "more than 50,000 values", id="60,001 values"),
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
