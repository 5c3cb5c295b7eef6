"""Plausible ranges: declared beside what is allowed, shown, and read by claims."""

import json
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from partnersim.faces.cli import main
from partnersim.scenario.actors import KINDS
from partnersim.scenario.documents.describe import json_schema, parameter_table
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.fields import NO_UNIT, Part, choice, field_note, field_range, quantity
from partnersim.scenario.documents.plausible import NoRange, Plausible, between, no_range, stated_for, times
from partnersim.scenario.documents.shape import listed_options, options
from partnersim.scenario.experiments.robustness import Uncertain, read_robustness
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.spec import Scenario
from partnersim.studies.fitting.households.bounds import BOUNDS


def _parts(annotation):
    for option in options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            yield option
        else:
            for inner in get_args(option):
                yield from _parts(inner)


def _fields(part=Scenario, seen=None):
    """Every field of every class of a scenario, once."""
    seen = set() if seen is None else seen
    if part in seen:
        return
    seen.add(part)
    for name, field in part.model_fields.items():
        yield f"{part.__name__}.{name}", field
        for inner in _parts(field.annotation):
            yield from _fields(inner, seen)


FIELDS = dict(_fields())


def test_every_quantity_of_a_scenario_states_what_is_plausible_or_why_not():
    assert len(FIELDS) > 300
    silent = [
        name
        for name, field in FIELDS.items()
        if field_note(field, key="unit", missing=NO_UNIT) != NO_UNIT and stated_for(field) is None
    ]
    assert not silent, f"declare a plausible range (or the reason why there is none) with: {silent}"


def test_every_lever_has_values_to_try_or_the_reason_why_not():
    levers = {name: f for name, f in FIELDS.items() if field_note(f, key="role") == "lever"}
    assert "Practices.visits_per_month" in levers and "Terms.sharing" in levers
    without = [n for n, f in levers.items() if stated_for(f) is None and not listed_options(f.annotation)]
    assert not without, f"nobody can try these levers: {without}"


def test_a_plausible_range_lies_inside_what_is_allowed_and_is_narrower_somewhere():
    narrower = 0
    for name, field in FIELDS.items():
        stated, (low, high) = stated_for(field), field_range(field)
        if isinstance(stated, Plausible) and not stated.factors:
            assert low is None or stated.low >= low, name
            assert high is None or stated.high <= high, name
            narrower += (stated.low, stated.high) != (low, high)
    assert narrower > 150


def test_a_plausible_range_holds_the_default():
    """A fit that is adopted later may lie outside; what ships does not."""
    checked = 0
    for name, field in FIELDS.items():
        stated = stated_for(field)
        if isinstance(stated, Plausible) and not stated.factors and isinstance(field.default, int | float):
            assert stated.low <= field.default <= stated.high, name
            checked += 1
    assert checked > 200


def test_the_fit_searches_inside_what_is_plausible():
    for bound in BOUNDS:
        _, mechanism, name = bound.path.split(".")
        part = type(getattr(Scenario(name="defaults").mechanisms, mechanism))
        stated = stated_for(part.model_fields[name])
        assert isinstance(stated, Plausible), bound.path
        assert stated.low <= bound.low and bound.high <= stated.high, bound.path


def test_ends_in_the_unit_of_the_field_and_as_factors():
    free = {"whole": False, "low": None, "high": None}
    assert between(0.1, 0.4).ends(0.9, **free) == (0.1, 0.4)
    assert times(0.5, 2.0).ends(30.0, **free) == (15.0, 60.0)
    assert times(0.5, 2.0).ends(-4.0, **free) == (-8.0, -2.0)
    # 5 posts: 2.5 and 10; whole numbers round to even at the half, and what is allowed cuts off
    assert times(0.5, 2.0).ends(5, whole=True, low=3, high=8) == (3, 8)
    assert times(0.5, 2.0).ends(7, whole=True, low=1, high=100) == (4, 14)
    assert times(0.5, 2.0).ends(0.0, **free) is None
    assert times(0.5, 2.0).ends(None, **free) is None
    assert times(0.5, 2.0).ends(True, **free) is None


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: between(0.4, 0.4), "cannot be 0.4 to 0.4"),
        (lambda: between(0.4, float("nan")), "cannot be"),
        (lambda: between(0.1, 0.4, source=" "), "source"),
        (lambda: times(-0.5, 2.0), "factor"),
        (lambda: no_range(" "), "reason"),
        (lambda: _field(default=0.5, plausible=between(0.2, 1.2)), "beyond what is allowed"),
        (lambda: _field(default=0.5, plausible=between(-0.2, 0.8)), "beyond what is allowed"),
        (lambda: _field(default=0.5, plausible=times(1.5, 2.0)), "both sides of 1"),
    ],
)
def test_an_unusable_range_is_refused_where_it_is_declared(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def _field(*, default, plausible):
    return quantity(default, unit="share", low=0.0, high=1.0, plausible=plausible, doc="Something.")


class Small(Part):
    """A part with one of each kind."""

    share: float = quantity(
        0.5, unit="share", low=0.0, high=1.0, plausible=between(0.3, 0.8, source="a study"), doc="A share."
    )
    staff: int = quantity(5, unit="persons", low=0, high=100, plausible=times(0.5, 2.0), doc="Staff.")
    place: int = quantity(9, unit="hamlets", low=1, high=100, plausible=no_range("counted"), doc="Hamlets.")
    word: str = choice("a", doc="A word.")


def test_the_table_of_parameters_shows_it():
    rows = {row["path"]: row for row in parameter_table(Small(staff=8))}
    shown = {p: (r["plausible_low"], r["plausible_high"], r["plausible_source"]) for p, r in rows.items()}
    assert shown == {
        "share": (0.3, 0.8, "a study"),
        "staff": (4, 16, "assumed"),
        "place": (None, None, "none: counted"),
        "word": (None, None, ""),
    }


def test_the_schema_carries_it():
    fields = json_schema(Small)["properties"]
    assert fields["share"]["plausible"] == {"low": 0.3, "high": 0.8, "source": "a study"}
    assert fields["staff"]["plausible"] == {"times_low": 0.5, "times_high": 2.0, "source": "assumed"}
    assert fields["place"]["plausible"] == {"none": "counted"}
    assert "plausible" not in fields["word"]
    assert (fields["share"]["minimum"], fields["share"]["maximum"]) == (0.0, 1.0)


def test_describe_shows_it(capsys):
    assert main(["describe", "jember", "--json"]) == 0
    rows = {row["path"]: row for row in json.loads(capsys.readouterr().out)["parameters"]}
    pair = rows["mechanisms.coordination_cost.per_pair"]
    assert (pair["low"], pair["high"], pair["plausible_low"], pair["plausible_high"]) == (
        0.0,
        20.0,
        0.05,
        0.8,
    )
    assert (rows["actors.ilo.staff"]["plausible_low"], rows["actors.ilo.staff"]["plausible_high"]) == (
        2.5,
        10.0,
    )
    assert rows["place.hamlets"]["plausible_source"].startswith("none: ")
    assert main(["describe", "jember", "--set", "actors.ilo.staff=8"]) == 0
    text = capsys.readouterr().out
    assert "plausible" in text.splitlines()[0]
    assert "4 to 16" in next(line for line in text.splitlines() if line.startswith("actors.ilo.staff "))


def test_a_draw_of_a_claim_takes_the_range_of_the_field():
    pair = Uncertain(path="mechanisms.coordination_cost.per_pair")
    assert pair.value(0.0) == 0.05
    assert pair.value(0.5) == pytest.approx(0.425)  # halfway from 0.05 to 0.8
    assert pair.value(1.0) == pytest.approx(0.8)
    delay = Uncertain(path="mechanisms.needs.delay_months")  # 0 to 18 months, whole: 19 equal parts
    assert [delay.value(s) for s in (0.0, 0.52, 0.53, 0.999, 1.0)] == [0, 9, 10, 18, 18]
    given = Uncertain(path="mechanisms.coordination_cost.per_pair", low=1.0, high=3.0)
    assert given.value(0.25) == 1.5


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{path: place.hamlets}", "has no plausible range (counted: a fact of each case); give low and high"),
        ("{path: actors.ilo.staff}", "factors on the value of a case; give low and high"),
        ("{path: mechanisms.planning.on}", "has no plausible range; give low and high, or a list"),
        ("{path: mechanisms.planning.noice}", "names the unknown field 'noice'"),
        ("{path: mechanisms.planning.noise, low: 0.2}", "only one of low and high"),
        ("{path: mechanisms.planning.noise, low: 0.4, high: 0.2}", "is empty"),
    ],
)
def test_an_input_without_a_range_is_refused_with_its_line(tmp_path, entry, words):
    file = tmp_path / "_robustness.yaml"
    file.write_text(f"uncertain:\n  - {{path: mechanisms.planning.noise}}\n  - {entry}\n")
    with pytest.raises(ScenarioError) as error:
        read_robustness(file)
    assert words in str(error.value)
    assert str(error.value).startswith("_robustness.yaml:3: ")


def test_no_two_kinds_of_actor_disagree_about_what_they_share():
    """A path such as actors.NAME.staff names a field of every kind, so all must state the same."""
    for name in ("staff", "readiness", "keeps_promises", "common_aim", "absorptive_idr"):
        assert len({stated_for(kind.model_fields[name]) for kind in KINDS.values()}) == 1, name


def test_reasons_and_ranges_survive_reading_back():
    stated = {
        name: stated_for(field) for name, field in Small.model_fields.items() if stated_for(field) is not None
    }
    assert stated == {
        "share": between(0.3, 0.8, source="a study"), "staff": times(0.5, 2.0), "place": NoRange(reason="counted"),
    }  # fmt: skip


def test_a_scenario_may_go_beyond_what_is_plausible():
    spec = load_scenario("toy", overrides={"mechanisms.coordination_cost.per_pair": 5.0})
    assert spec.mechanisms.coordination_cost.per_pair == 5.0
    with pytest.raises(ValidationError):
        Small(share=1.5)
