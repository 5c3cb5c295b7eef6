"""Every text field of a document is prose, has a form, or names something: and a wrong name is refused."""

from __future__ import annotations

import copy
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

import partnersim.scenario
from partnersim.measures.comparing import links
from partnersim.scenario.documents.document import Mark, tree_of
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.fields import Part
from partnersim.scenario.documents.shape import part_for
from partnersim.scenario.documents.shipped import shipped_path
from partnersim.scenario.documents.texts import RefersTo
from partnersim.scenario.experiments.claim import ClaimFile
from partnersim.scenario.experiments.claims import claim_files, load_claims
from partnersim.scenario.experiments.robustness import FILE_NAME, RobustnessFile
from partnersim.scenario.experiments.trials import Trial, load_trial, trial_folders
from partnersim.scenario.reading import load_scenario, read_merged
from partnersim.scenario.spec import Scenario


def classes() -> list[type[Part]]:
    """Every class of a document in the package."""
    for module in pkgutil.walk_packages(partnersim.scenario.__path__, "partnersim.scenario."):
        importlib.import_module(module.name)
    found, left = [], [Part]
    while left:
        below = left.pop().__subclasses__()
        left += below
        found += [one for one in below if one.__module__.startswith("partnersim.")]
    return sorted(set(found), key=lambda one: (one.__module__, one.__name__))


def says_what(marks: tuple[Any, ...]) -> bool:
    return any(m == "prose" or isinstance(m, RefersTo) or "pattern=" in repr(m) for m in marks)


def bare_texts(annotation: Any, *, marked: bool) -> Iterator[Any]:
    """Text types inside a type that say neither that they are prose, nor what form they have or what they name."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from bare_texts(arguments[0], marked=marked or says_what(arguments[1:]))
    elif annotation is str and not marked:
        yield annotation
    elif origin is not None and "Literal" not in str(origin):
        for argument in arguments:
            yield from bare_texts(argument, marked=marked and origin not in (dict, tuple, list))


@pytest.mark.parametrize(
    "part", classes(), ids=lambda one: f"{one.__module__.split('.', 2)[2]}.{one.__name__}"
)
def test_every_text_field_says_what_it_holds(part: type[Part]) -> None:
    for name, field in part.model_fields.items():
        assert not list(bare_texts(field.annotation, marked=says_what(tuple(field.metadata)))), name


# --- wrong names in shipped documents ---------------------------------------------------------------------

Place = tuple[str | int, ...]


def references(model: Any, value: Any, *, at: Place = ()) -> Iterator[tuple[Place, bool]]:
    """Places of a plain document at which something is named that is written elsewhere, and whether as a key.

    Args:
        model: type of the value, with its marks. value: what is written. at: where.
    """
    origin, arguments = get_origin(model), get_args(model)
    if origin is Annotated and any(isinstance(mark, RefersTo) for mark in arguments[1:]):
        if isinstance(value, str):
            yield at, False
    elif origin is Annotated:
        yield from references(arguments[0], value, at=at)
    elif origin in (Union, UnionType):
        chosen = part_for(model, tree=tree_of(value, mark=Mark("x")))
        for option in [chosen] if chosen is not None else arguments:
            yield from references(option, value, at=at)
    elif origin is dict and isinstance(value, dict):
        for key, item in value.items():
            if any(isinstance(mark, RefersTo) for mark in get_args(arguments[0])[1:]):
                yield (*at, key), True
            yield from references(arguments[1], item, at=(*at, key))
    elif origin is tuple and isinstance(value, list):
        for position, item in enumerate(value):
            yield from references(arguments[0], item, at=(*at, position))
    elif isinstance(model, type) and issubclass(model, BaseModel) and isinstance(value, dict):
        for name, field in model.model_fields.items():
            if name in value:
                marked = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
                yield from references(marked, value[name], at=(*at, name))


def misspelt(document: Any, place: tuple[str | int, ...], *, key: bool) -> Any:
    """The document with an x at the end of one name."""
    changed = copy.deepcopy(document)
    owner = changed
    for part in place[:-1]:
        owner = owner[part]
    if key:
        owner[f"{place[-1]}x"] = owner.pop(place[-1])
    else:
        owner[place[-1]] += "x"
    return changed


def read_claims(path: Path) -> None:
    load_claims(outcomes=links(), files=[path], check_arms=True)


def read_robustness_beside(path: Path) -> None:
    (claims,) = [file for file in claim_files() if file.name == "s2-osaka.yaml"]
    load_claims(outcomes=links(), files=[claims], robustness=path, check_arms=True)


def cases() -> list[Any]:
    trials = trial_folders()[-1]
    small = Path(__file__).parents[1] / "unit" / "claims_small.yaml"
    robustness = claim_files()[0].parent / FILE_NAME
    return [
        *(
            pytest.param(Scenario, shipped_path(name), load_scenario, id=name)
            for name in ("jember", "jember-with-firms", "gresik", "osaka", "lkp")
        ),
        *(
            pytest.param(Trial, trials / f"{name}.yaml", load_trial, id=name)
            for name in ("instalments", "audits", "package_parts")
        ),
        pytest.param(ClaimFile, small, read_claims, id="claims"),
        pytest.param(RobustnessFile, robustness, read_robustness_beside, id="robustness"),
    ]


@pytest.mark.parametrize(("model", "file", "read"), cases())
def test_a_misspelt_name_is_refused(
    model: type[BaseModel], file: Path, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    document = read_merged(file).plain()
    places = list(references(model, document))
    assert len(places) >= 2
    path = tmp_path / file.name
    for place, key in places:
        path.write_text(json.dumps(misspelt(document, place, key=key)), encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            read(path)
            pytest.fail(f"{place} may name anything")
        assert all(problem.file for problem in caught.value.problems), str(caught.value)
