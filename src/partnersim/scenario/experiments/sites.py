"""Published effects by site, read from a file and checked: what predictions are scored by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.texts import NAME_FORM, ExperimentName, Prose, TrialPath, UnitName
from partnersim.scenario.experiments.trial_outcomes import Outcome
from partnersim.scenario.experiments.trials import Trial, load_trial
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import changed, checked

FEWEST_SITES = 3
"""Sites of a family: the meta-analysis leaves one out and pools the others."""


class Site(Part):
    """One study's estimate and what is known of its place."""

    site: Prose = choice(..., doc="Country or place.")
    effect: float = quantity(..., unit="as the outcome", low=None, high=None, doc="Estimate, before `over`.")
    error: float = quantity(..., unit="as the outcome", low=1e-9, high=None, doc="Its standard error.")
    over: float | None = quantity(
        None,
        unit="as the outcome",
        low=1e-9,
        high=None,
        doc="Mean of the control group: the effect is given per cent of it.",
    )
    set: dict[TrialPath, Any] = choice(
        {}, doc="What the site's trial has otherwise than the file, by dotted path."
    )
    note: Prose = choice("", doc="What has to be known to read it.")

    @property
    def estimate(self) -> tuple[float, float]:
        """Effect and standard error in the unit of the family."""
        factor = 1.0 if self.over is None else 100.0 / self.over
        return factor * self.effect, factor * self.error


class Family(Part):
    """Effects of one kind of programme on one outcome, by site."""

    id: str = Field(
        pattern=NAME_FORM,
        description="Short name.",
        json_schema_extra={"unit": "-", "source": "sites", "role": "constant"},
    )
    label: Prose = choice(..., doc="What is scored, for people.")
    label_id: Prose = choice(..., doc="The same in Indonesian.")
    trial: ExperimentName = choice(..., doc="Shipped trial that makes the prediction.")
    outcome: Outcome = choice(..., doc="What is measured; the round is the trial's last.")
    unit: UnitName = choice(..., doc="Unit of the effects.")
    fitted: bool = choice(
        ..., doc="Whether the mean over the sites was fitted to, so that the level is no prediction."
    )
    source: Prose = choice(..., doc="Publications.")
    note: Prose = choice("", doc="What has to be known to read it.")
    sites: tuple[Site, ...] = choice(..., doc="The sites.")

    def faults(self) -> Iterator[Fault]:
        """There are enough sites, each once, and the unit is the outcome's."""
        if len(self.sites) < FEWEST_SITES:
            yield Fault(
                place=("sites",),
                message=Phrase(
                    "has {count} sites; {least} or more are needed",
                    count=len(self.sites),
                    least=FEWEST_SITES,
                ),
            )
        names = [one.site for one in self.sites]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Fault(place=("sites", place, "site"), message=Phrase("is given a second time"))
        if self.outcome.unit != self.unit:
            yield Fault(
                place=("unit",),
                message=Phrase("is not the unit of the outcome, {unit}", unit=self.outcome.unit),
            )

    def trial_of(self, site: Site, /) -> Trial:
        """The trial with what is known of a site.

        Raises:
            ScenarioError: a value does not fit the trial.
        """
        base = load_trial(self.trial).model_copy(update={"outcomes": (self.outcome,)})
        return changed(base, overrides=site.set)


class SiteFile(Part):
    """All families of effects by site."""

    families: tuple[Family, ...] = choice(..., doc="The families.")

    def faults(self) -> Iterator[Fault]:
        """Each family has a name of its own."""
        ids = [one.id for one in self.families]
        for place, name in enumerate(ids):
            if name in ids[:place]:
                yield Fault(place=("families", place, "id"), message=Phrase("is given a second time"))


def site_file() -> Path:
    """The shipped file: package data first, then the source tree."""
    shipped, in_tree = data_places("experiments/sites")
    return (shipped if shipped.is_dir() else in_tree) / "effects.yaml"


def read_sites(path: Path | None = None, /) -> tuple[Family, ...]:
    """Read families of effects; the shipped ones if no file is given.

    Raises:
        ScenarioError: the file is unusable, or a site's trial cannot be made; with file and line.
    """
    source = path or site_file()
    tree = read_document(source, label=source.name)
    families = checked(SiteFile, document=tree).families
    problems: list[Problem] = []
    for family, branch in zip(families, tree.content["families"].content, strict=True):
        for site, leaf in zip(family.sites, branch.content["sites"].content, strict=True):
            try:
                family.trial_of(site)
            except ScenarioError as error:
                mark = leaf.keys.get("set", leaf.mark)
                problems += [
                    mark.problem(
                        Phrase(
                            "site {site} of {id}: {message}", site=site.site, id=family.id, message=p.message
                        ),
                        suggestion=p.suggestion,
                    )
                    for p in error.problems
                ]
    if problems:
        raise ScenarioError(problems)
    return families
