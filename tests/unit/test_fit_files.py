"""Files of fits: what is shipped is read, and what cannot be right is refused with file and line."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.fits.dyads import Setting, read_dyads
from partnersim.scenario.fits.files import shipped_fit
from partnersim.scenario.fits.firm_choice import FirmChoiceParameters, read_firm_choice, shipped_firm_choice
from partnersim.scenario.fits.households import read_households
from partnersim.theory.firm_choice import FirmChoice

READERS: dict[str, Callable[[Path], Any]] = {
    "dyads": read_dyads,
    "firm_choice": read_firm_choice,
    "households": read_households,
}
NO_NUMBERS = ("often", "", -1.0e9, 1.0e15, True, [1.0], {"a": 1.0}, 10**30)
NO_TEXTS = ("a\ud800", "\x07", 1.5, None, True, ["x"])
NO_SWITCHES = ("yes", 1, 2.5)
TRIED_PER_FILE = 84
LISTS = {"ensemble": 3, "sets": 3, "others_of_the_last_round": 2}
"""How many of a list of like sets are enough to try nonsense in."""

Place = tuple[str | int, ...]


def content(name: str) -> Any:
    path = shipped_fit(f"fits/{name}.yaml")
    assert path is not None
    return read_document(path, label=path.name).plain()


def short_content(name: str) -> Any:
    """A file with a few of its sets, in which every field stands."""
    document = content(name)
    return document | {key: document[key][:most] for key, most in LISTS.items() if key in document}


def leaves(value: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    pairs = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if pairs is None:
        yield at, value
    for key, item in pairs or ():
        yield from leaves(item, (*at, key))


def changed(document: Any, place: Place, value: Any) -> Any:
    made = copy.deepcopy(document)
    owner = made
    for key in place[:-1]:
        owner = owner[key]
    owner[place[-1]] = value
    return made


def nonsense(value: Any, dice: random.Random) -> Any:
    """Something that cannot stand where a value stands; an empty place may hold a number, so a text is put there."""
    if isinstance(value, str):
        return dice.choice(NO_TEXTS)
    return dice.choice(NO_SWITCHES if isinstance(value, bool) else NO_NUMBERS)


def refused(name: str, document: Any, folder: Path) -> ScenarioError:
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps(document, indent=0), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        READERS[name](path)
    return caught.value


@pytest.mark.parametrize("name", READERS)
def test_nonsense_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    document, dice = short_content(name), random.Random(20261126)
    whole = tmp_path / f"{name}.yaml"
    whole.write_text(json.dumps(document), encoding="utf-8")
    assert READERS[name](whole)
    places = list(leaves(document))
    accepted = []
    for place, value in dice.sample(places, TRIED_PER_FILE):
        put = nonsense(value, dice)
        try:
            error = refused(name, changed(document, place, put), tmp_path)
        except pytest.fail.Exception:
            accepted.append((place, put))
            continue
        for problem in error.problems:
            assert problem.file.endswith(f"{name}.yaml") and problem.line is not None, str(error)
    assert not accepted


@pytest.mark.parametrize("name", READERS)
def test_a_field_that_nobody_knows_is_refused(name: str, tmp_path: Path) -> None:
    document = content(name)
    for group in ("provenance", *(key for key in ("best",) if key in document)):
        error = refused(name, changed(document, (group, "lost"), 1.0), tmp_path)
        assert "unknown field" in str(error)


@pytest.mark.parametrize(
    ("name", "place", "value", "said"),
    [
        ("firm_choice", ("sets", 2, "id"), 3, "sets.2.id = 3 is not the number of the set in the list; allowed 2"),
        ("firm_choice", ("sets",), [], "holds no set"),
        ("firm_choice", ("sets", 0, "parameters", "scale"), 0.0, "allowed 1e-06 to 100 percent of profit"),
        ("firm_choice", ("sets", 0, "enforcement_curve_pct", "1.5"), 5.0, "no level of enforcement; allowed 0 to 1"),
        ("firm_choice", ("provenance", "fitted_parameters", 0), "cost_fix", "did you mean 'cost_fixed'"),
        ("dyads", ("best", "setting", "chi"), 0.31, "setting.chi = 0.31 is out of range; allowed 0.05 to 0.3 share"),
        ("dyads", ("best", "setting", "preparing_months"), 2.5, "must be a whole number"),
        ("dyads", ("bounds", "chi", 1), 0.4, "chi.1 = 0.4 is not what the setting of dyads declares; allowed 0.3"),
        ("dyads", ("bounds", "chii"), [0.1, 0.2, "share"], "did you mean 'chi'"),
        ("dyads", ("ensemble",), [], "one setting or more"),
        ("dyads", ("provenance", "inside_both_bands"), 181, "larger than settings_tried"),
        ("households", ("best", "parameters", "mechanisms.exit.base"), 0.9, "outside the bounds of the search"),
        ("households", ("best", "parameters", "mechanisms.exit.base"), 1.5, "is out of range; allowed 0 to 1"),
        ("households", ("ensemble", 3, "parameters", "mechanisms.exit.bas"), 0.1, "mean 'mechanisms.exit.base'"),
        ("households", ("bounds", "mechanisms.exit.base"), [0.9, 0.1], "is no range: 0.9 to 0.1"),
        ("households", ("bounds", "mechanisms.exit.base"), [0.1, 0.2], "outside the bounds of the search; allowed 0.1"),
        ("households", ("bounds", "place.households"), [1.0, 2.0], "is no number of a mechanism"),
        ("households", ("best", "values", "T01"), 0.9, "inside_all_bands = true does not fit the values"),
        ("households", ("best", "values", "T99"), 0.9, "best.values.T99: is not among those of the file"),
        ("households", ("targets", "T01", "low"), 0.3, "must hold its target"),
        ("households", ("provenance", "date"), "tomorrow", "does not have the form"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(
    name: str, place: Place, value: Any, said: str, tmp_path: Path
) -> None:
    assert said in str(refused(name, changed(content(name), place, value), tmp_path))


def test_a_set_that_lacks_a_parameter_is_refused(tmp_path: Path) -> None:
    document = content("households")
    del document["ensemble"][4]["parameters"]["mechanisms.exit.base"]
    assert "ensemble.4.parameters: lacks mechanisms.exit.base" in str(
        refused("households", document, tmp_path)
    )


def test_parameters_of_the_file_are_those_of_the_theory() -> None:
    assert tuple(FirmChoiceParameters.model_fields) == FirmChoice._fields
    first = content("firm_choice")["sets"][0]
    assert shipped_firm_choice().sets[0].parameters.model_dump() == first["parameters"]
    assert shipped_firm_choice().sets[0].owner_interest_state_firms == first["owner_interest_state_firms"]


def test_the_shipped_files_are_read_as_they_are_written() -> None:
    for name, read in READERS.items():
        path = shipped_fit(f"fits/{name}.yaml")
        assert path is not None
        assert read(path).model_dump(mode="json", exclude_unset=True) == content(name)


def test_months_of_a_setting_are_whole() -> None:
    best = content("dyads")["best"]["setting"]
    assert Setting.of({**best, "preparing_months": 1.6}).preparing_months == 2
    assert Setting.of(best).plain() == best
