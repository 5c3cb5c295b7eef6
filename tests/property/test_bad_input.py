"""Whatever is done to a valid scenario, reading it ends in a scenario or in clear errors."""

import copy
import importlib.util
import json
import math
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, model_validator

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.errors import MOST_PROBLEMS, ScenarioError
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.scenario.documents.shipped import shipped_names, shipped_path
from partnersim.scenario.reading import read_into

SMALL_EXAMPLES = 600
SHIPPED_EXAMPLES = 120
VARIANT_EXAMPLES = 30
"""Of a scenario that extends another one: its own lines are few, and those of the other are damaged by themselves."""


class Terms(Part):
    share: float = quantity(0.5, unit="share", low=0, high=1, doc="Share.")
    months: int | None = quantity(None, unit="months", low=1, high=120, doc="Length.")


class Office(Part):
    kind: Literal["government"] = choice(doc="Kind.")
    name: str = choice(doc="Name.")
    staff: int = quantity(5, unit="persons", low=0, high=1000, doc="Staff.")
    terms: Terms = Terms()


class Donor(Part):
    kind: Literal["donor"] = choice(doc="Kind.")
    name: str = choice(doc="Name.")
    style: Literal["grants", "loans"] = choice("grants", doc="Style.")


class Fixed(Part):
    amount: float = quantity(1.0, unit="IDR", low=0, high=None, doc="Amount.")


class Small(Part):
    """A class with every shape of field that a scenario may have."""

    name: str = choice("small", doc="Name.")
    months: int = quantity(24, unit="months", low=1, high=1200, doc="Length.")
    start: int = quantity(0, unit="months", low=0, high=None, doc="Start.")
    terms: Terms = Terms()
    actors: tuple[Annotated[Office | Donor, Field(discriminator="kind")], ...] = choice((), doc="Actors.")
    rates: tuple[float, ...] = quantity((0.1,), unit="share", low=0, high=1, doc="Rates.")
    pair: tuple[int, float] = quantity((1, 0.5), unit="1", low=0, high=9, doc="Pair.")
    prices: dict[str, float] = quantity({}, unit="IDR", low=0, high=None, doc="Prices.")
    weights: dict[Literal["funds", "personnel"], float] = quantity({}, unit="1", low=0, high=9, doc="W.")
    branches: dict[str, Terms] = choice({}, doc="Branches.")
    price: float | Fixed | Terms = quantity(1.0, unit="IDR", low=0, high=None, doc="Price.")
    open_market: bool = choice(True, doc="Switch.")

    @model_validator(mode="after")
    def _start_before_end(self) -> "Small":
        if self.start >= self.months:
            raise ValueError("start is not before the end")
        return self


SMALL = """\
name: small   # a remark
months: 36
terms: {share: 0.4}
actors:
  - kind: government
    name: office
    staff: 4
    terms:
      months: 12
  - {kind: donor, name: ilo, style: loans}
rates: [0.1, 0.3]
pair: [2, 0.25]
prices:
  rice: 9_000
weights: {funds: 2}
branches: {north: {share: 0.9}}
price: {amount: 3}
open_market: true
"""

# --- what is done to a document ---------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([10**12, -(10**12), 2**63, 2**64, 10**400, -(10**4000), 1e308, -1e-320, 0.1, 5e-324]),
    st.floats(),
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "12 weeks",
            "25 million",
            "2 %",
            "0.5",
            "null",
            "on",
            "remove",
            "name",
            "kind",
            "extends",
            "a.b",
            "a\ud800b",
            "\x07",
            "2010-13",
            "750.000",
            "0,02",
            "bank",
        ]
    ),
    st.text(max_size=12),
    st.text(min_size=1, max_size=3).map(lambda text: text * 400),
)
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)
ACTIONS = ("delete", "rename", "typo", "replace", "insert", "repeat", "wrap", "exchange", "deepen")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place below the top of a plain document."""
    found: list[tuple[Any, ...]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        found += [(*path, key), *places(item, (*path, key))]
    return found


def damage(document: Any, *, data: st.DataObject) -> None:
    """Do one random thing at one random place."""
    spots = places(document)
    if not spots:
        document["extends"] = data.draw(JUNK)
        return
    *way, key = data.draw(st.sampled_from(spots))
    owner = document
    for part in way:
        owner = owner[part]
    action = data.draw(st.sampled_from(ACTIONS))
    if action == "delete":
        del owner[key]
    elif action in ("rename", "typo") and isinstance(owner, dict):
        new = data.draw(WORDS) if action == "rename" else key[:-1] + "x"
        owner[new] = owner.pop(key)
    elif action == "insert" and isinstance(owner, dict):
        owner[data.draw(WORDS)] = data.draw(JUNK)
    elif action in ("insert", "repeat") and isinstance(owner, list):
        owner.append(copy.deepcopy(owner[key]) if action == "repeat" else data.draw(JUNK))
    elif action == "wrap":
        owner[key] = [owner[key]]
    elif action == "exchange":
        other = data.draw(st.sampled_from(spots))
        found: Any = document
        try:
            for part in other:
                found = found[part]
        except (KeyError, IndexError, TypeError):
            found = None
        owner[key] = copy.deepcopy(found)
    elif action == "deepen":
        for _ in range(data.draw(st.sampled_from([1, 5, 60]))):
            owner[key] = {"name": owner[key]}
    else:
        owner[key] = data.draw(JUNK)


def damaged_text(raw: bytes, *, data: st.DataObject) -> bytes:
    """Do one random thing to the bytes of a file."""
    lines = raw.splitlines(keepends=True) or [b""]
    row = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(raw)))
    action = data.draw(
        st.sampled_from(["cut", "insert", "remove", "double", "swap", "indent", "sign", "base"])
    )
    if action == "cut":
        return raw[:at]
    if action == "insert":
        return raw[:at] + data.draw(st.binary(min_size=1, max_size=6)) + raw[at:]
    if action == "remove":
        return raw[:at] + raw[at + data.draw(st.integers(1, 20)) :]
    if action == "double":
        lines.insert(row, lines[row])
    elif action == "swap":
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[row], lines[other] = lines[other], lines[row]
    elif action == "indent":
        lines[row] = b" " * data.draw(st.integers(1, 5)) + lines[row].lstrip()
    elif action == "sign":
        signs = [
            b"&a ",
            b"*a",
            b"!!int ",
            b"- ",
            b"? ",
            b": ",
            b"{",
            b"]",
            b"'",
            b'"',
            b"|",
            b"\t",
            b"%",
            b"---\n",
        ]
        return raw[:at] + data.draw(st.sampled_from(signs)) + raw[at:]
    else:
        base = data.draw(
            st.sampled_from(["damaged", "./none.yaml", "..", "smal", "/dev/null", "[1]", "~", "''"])
        )
        lines.insert(row, f"extends: {base}\n".encode())
    return b"".join(lines)


# --- what must hold ---------------------------------------------------------------------------------------


def check(model_cls: type[BaseModel], path: Path, *, overrides: Any = ()) -> None:
    """Reading gives a scenario fit for use, or an error of short one-line problems; anything else fails."""
    try:
        scenario = read_into(model_cls, source=path, overrides=overrides)
    except ScenarioError as error:
        event("refused")
        assert 1 <= len(error.problems) <= MOST_PROBLEMS
        for problem in error.problems:
            text = str(problem)
            assert text.isprintable(), repr(text)
            assert len(text) <= 1000
            assert problem.message
            assert problem.file, text
        return
    event("accepted")
    assert len(scenario_hash(scenario)) == 16
    assert model_cls.model_validate(json.loads(scenario.model_dump_json())) == scenario
    assert "Infinity" not in canonical(scenario)
    scenario.model_dump_json().encode("utf-8")
    for row in parameter_table(scenario):
        if isinstance(row["value"], float):
            assert math.isfinite(row["value"])
            assert row["low"] is None or row["value"] >= row["low"]
            assert row["high"] is None or row["value"] <= row["high"]


def cases() -> list[Any]:
    """The small class always, and every shipped scenario once its class is there."""
    found = [pytest.param(None, id="small")]
    if importlib.util.find_spec("partnersim.scenario.spec") is not None:
        found += [pytest.param(name, id=name) for name in shipped_names()]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


def opened(name: str | None, *, folder: Path) -> tuple[type[BaseModel], bytes, int]:
    """Give the class, the text and the number of examples of a case."""
    if name is None:
        return Small, SMALL.encode(), SMALL_EXAMPLES
    from partnersim.scenario.spec import Scenario

    raw = shipped_path(name).read_bytes()
    return Scenario, raw, VARIANT_EXAMPLES if b"\nextends:" in b"\n" + raw else SHIPPED_EXAMPLES


def configured(examples: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(max_examples=examples, deadline=None, suppress_health_check=slow, database=None)


@pytest.mark.parametrize("name", cases())
def test_undamaged_document_is_accepted(name: str | None, folder: Path) -> None:
    model_cls, raw, _ = opened(name, folder=folder)
    path = folder / "whole.yaml"
    path.write_bytes(raw)
    read_into(model_cls, source=path)


@pytest.mark.parametrize("name", cases())
def test_damaged_values_never_give_a_traceback(name: str | None, folder: Path) -> None:
    model_cls, raw, examples = opened(name, folder=folder)
    path = folder / "damaged.yaml"
    path.write_bytes(raw)
    whole = read_document(path, label=path.name).plain()  # what it extends is read below it, undamaged

    @configured(examples)
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        document = copy.deepcopy(whole)
        for _ in range(data.draw(st.integers(1, 4))):
            damage(document, data=data)
        # JSON is YAML too; halves of characters cannot be written to a file, but their escapes can.
        escaped = data.draw(st.booleans())
        path.write_bytes(json.dumps(document, indent=1, ensure_ascii=escaped).encode(errors="ignore"))
        check(model_cls, path)

    holds()


@pytest.mark.parametrize("name", cases())
def test_damaged_text_never_gives_a_traceback(name: str | None, folder: Path) -> None:
    model_cls, raw, examples = opened(name, folder=folder)
    path = folder / "damaged.yaml"

    @configured(examples)
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        text = raw
        for _ in range(data.draw(st.integers(1, 3))):
            text = damaged_text(text, data=data)
        path.write_bytes(text)
        check(model_cls, path)

    holds()


@pytest.mark.parametrize("name", cases())
def test_wild_overrides_never_give_a_traceback(name: str | None, folder: Path) -> None:
    model_cls, raw, examples = opened(name, folder=folder)
    path = folder / "overridden.yaml"
    path.write_bytes(raw)
    known = [row["path"] for row in parameter_table(read_into(model_cls, source=path))]
    words = st.one_of(st.sampled_from(known), st.lists(WORDS, min_size=1, max_size=4).map(".".join))
    texts = st.lists(st.one_of(st.builds("{}={}".format, words, WORDS), WORDS), min_size=1, max_size=3)

    @configured(examples)
    @given(overrides=st.one_of(texts, st.dictionaries(words, JUNK, min_size=1, max_size=3)))
    def holds(overrides: Any) -> None:
        check(model_cls, path, overrides=overrides)

    holds()


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=80))
def test_random_bytes_never_give_a_traceback(raw: bytes, folder: Path) -> None:
    path = folder / "bytes.yaml"
    path.write_bytes(raw)
    check(Small, path)
