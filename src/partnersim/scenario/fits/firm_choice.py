"""The file of the fitted parameter sets by which firms decide, ``scenarios/fits/firm_choice.yaml``."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.texts import Prose, RefersTo
from partnersim.scenario.fits.files import loss, percent, shipped_fit
from partnersim.scenario.phrases import Phrase

FITS_FILE = "fits/firm_choice.yaml"
Level = Annotated[str, RefersTo("a level of enforcement, 0 to 1")]


def _of_profit(doc: str) -> Any:
    return quantity(..., unit="percent of profit", low=0.0, high=100.0, doc=doc)


def _share(doc: str) -> Any:
    return quantity(..., unit="share", low=0.0, high=1.0, doc=doc)


class FirmChoiceParameters(Part):
    """Parameters of the decision of one firm; see `partnersim.theory.firm_choice.FirmChoice`."""

    supply_gain: float = _of_profit("Value of a perfectly fitting and perfectly reliable supplier group.")
    reliability_base: float = _share("Share of that gain expected where nobody convenes.")
    reliability_convening: float = _share("Rise of that share at full convening.")
    reputation: float = _of_profit("Value of a good name.")
    reputation_base: float = quantity(
        ..., unit="1", low=0.0, high=10.0, doc="Part of the name earned with nobody looking."
    )
    reputation_forum: float = quantity(..., unit="1", low=0.0, high=10.0, doc="Rise in it with a full forum.")
    reputation_peers: float = quantity(
        ..., unit="1", low=0.0, high=10.0, doc="Rise in it when all firms take part."
    )
    beyond_norm: float = _share("Share of the name earned by giving beyond the norm.")
    gift_scale: float = quantity(
        ..., unit="percent of profit", low=0.001, high=100.0, doc="Gift at which returns have fallen to half."
    )
    cost_fixed: float = _of_profit("Bother that nothing lowers.")
    cost_search: float = _of_profit("Bother of a firm of one billion rupiah profit with no help.")
    cost_size: float = quantity(
        ..., unit="1", low=0.0, high=5.0, doc="Exponent by which it falls with profit."
    )
    cost_clarity: float = _share("Share of the search cost that a fully clear rule saves.")
    cost_forum: float = _share("Share of it that a forum saves.")
    cost_convening: float = _share("Share of it that full convening saves.")
    sanction: float = quantity(..., unit="1", low=0.0, high=100.0, doc="Fine per unit of gift missing.")
    sanction_size: float = quantity(
        ..., unit="1", low=0.0, high=5.0, doc="Exponent by which perceived enforcement rises with profit."
    )
    risk: float = _of_profit("Cost of risk to a firm of risk aversion one.")
    scale: float = quantity(..., unit="percent of profit", low=1e-6, high=100.0, doc="Spread of the logit.")


class Regime(Part):
    """Rules and help under which firms decide."""

    mandate_pct: float = _of_profit("Gift that the rule asks for.")
    enforcement: float = _share("How far it is enforced.")
    tax_relief: float = _share("Share of a gift that comes back.")
    clarity: float = _share("How clear the rules are.")
    forum: float = _share("How active a forum is.")
    convening: float = _share("How far partners are convened.")


class Regimes(Part):
    """The regimes of the facts, and the two that are judged only."""

    none: Regime = choice(..., doc="No rule and no forum.")
    forum: Regime = choice(..., doc="A forum or a soft rule.")
    compulsory: Regime = choice(..., doc="A rule that is enforced.")
    facilitation_alone: Regime = choice(..., doc="Convening without a rule.")
    soft_norm: Regime = choice(..., doc="A published norm that is hardly enforced.")


class Participation(Part):
    """Share of firms that take part in each regime of the facts."""

    none: float = percent("Without a rule.")
    forum: float = percent("With a forum or a soft rule.")
    compulsory: float = percent("With an enforced rule.")


class Repeal(Part):
    """What a state-owned firm does after its rule is gone."""

    contribution_change_pct: float = percent("Change of its gift.", low=-100.0)
    still_take_part_pct: float = percent("Share that still take part.")


class Sizes(Part):
    """Participation by size."""

    largest_tenth_pct: float = percent("Of the largest tenth.")
    others_pct: float = percent("Of all others.")


class ByRegime(Part):
    """Participation by size in two regimes."""

    none: Sizes = choice(..., doc="Without a rule.")
    forum: Sizes = choice(..., doc="With a forum.")


class Side(Part):
    """Firms on one side of a soft norm, before and after it."""

    givers_share_pct: float = percent("Share of givers on this side.")
    gift_before_pct_of_profit: float = _of_profit("Their gift before.")
    gift_after_pct_of_profit: float = _of_profit("Their gift after.")
    expected_before_pct_of_profit: float = _of_profit("Expected gift of all on this side before.")
    expected_after_pct_of_profit: float = _of_profit("Expected gift of all on this side after.")


class SoftNorm(Part):
    """What a soft norm does to those below and above it; empty where nobody is."""

    below: Side | None = choice(..., doc="Those who gave less.")
    above: Side | None = choice(..., doc="Those who gave more.")


class Judged(Part):
    """What is computed after the fit and was not fitted to."""

    size: ByRegime = choice(..., doc="Who joins first.")
    soft_norm: SoftNorm = choice(..., doc="What a norm does.")


class FittedSet(Part):
    """One fitted parameter set and what it reaches."""

    id: int = quantity(..., unit="1", low=0, high=10_000, doc="Number of the set, from 0 in order.")
    world: Prose = choice(..., doc="What is assumed in it.")
    parameters: FirmChoiceParameters = choice(..., doc="The parameters.")
    owner_interest_state_firms: float = _of_profit("What giving is worth to the owner of a state firm.")
    misfit: float = loss()
    participation_pct: Participation = choice(..., doc="What it was fitted to.")
    facilitation_alone_pct: float = percent(
        "Share of firms taking part where partners are convened and no more."
    )
    enforcement_curve_pct: dict[Level, float] = percent("Share of firms taking part by level of enforcement.")
    repeal: Repeal = choice(..., doc="What it was fitted to for state firms.")
    judged_not_fitted: Judged = choice(..., doc="What it was not fitted to.")

    def faults(self) -> Iterator[Fault]:
        """Levels of enforcement are shares."""
        for level in self.enforcement_curve_pct:
            if not _is_share(level):
                place = ("enforcement_curve_pct", level)
                yield Fault(
                    place=place,
                    message=Phrase("is no level of enforcement"),
                    allowed=Phrase("0 to 1"),
                    of_key=True,
                )


class Provenance(Part):
    """Where the numbers come from."""

    made_by: Prose = choice("", doc="Command.")
    seed: int = quantity(0, unit="1", low=0, high=2**31 - 1, doc="Seed of the search.")
    firms: Prose = choice("", doc="The firms that decide.")
    fitted_to: dict[Prose, Prose] = choice({}, doc="Facts by number of the target.")
    fitted_parameters: tuple[Prose, ...] = choice((), doc="What was fitted.")
    other_parameters: Prose = choice("", doc="Where the others come from.")
    caution: Prose = choice("", doc="How to read it.")
    smallest_distance_between_sets: float = quantity(
        0.0, unit="log", low=0.0, high=1e3, doc="How far the two nearest sets are from each other."
    )

    def faults(self) -> Iterator[Fault]:
        """Only parameters that exist were fitted."""
        known = (*FirmChoiceParameters.model_fields, "owner_interest_state_firms")
        for position, name in enumerate(self.fitted_parameters):
            if name not in known:
                place = ("fitted_parameters", position)
                yield Fault(
                    place=place, message=Phrase("is no parameter of the decision"), word=name, names=known
                )


class FirmChoiceFit(Part):
    """The file."""

    provenance: Provenance = Provenance()
    regimes: Regimes = choice(..., doc="Regimes in which firms decide.")
    sets: tuple[FittedSet, ...] = choice(..., doc="The fitted sets, in order of their numbers.")

    def faults(self) -> Iterator[Fault]:
        """A scenario names sets by number, so that numbers count from 0."""
        if not self.sets:
            yield Fault(place=("sets",), message=Phrase("holds no set"), allowed=Phrase("one set or more"))
        for position, one in enumerate(self.sets):
            if one.id != position:
                place = ("sets", position, "id")
                yield Fault(
                    place=place,
                    message=Phrase("is not the number of the set in the list"),
                    allowed=Phrase.verbatim(str(position)),
                )


def read_firm_choice(path: Path, /) -> FirmChoiceFit:
    """Read a file of fitted sets.

    Raises:
        ScenarioError: the file cannot be used; every problem with file and line.
    """
    from partnersim.scenario.reading import checked

    return checked(FirmChoiceFit, document=read_document(path, label=FITS_FILE))


@cache
def shipped_firm_choice() -> FirmChoiceFit:
    """The shipped sets.

    Raises:
        FileNotFoundError: the file is not among the shipped scenarios.
        ScenarioError: the file cannot be used.
    """
    path = shipped_fit(FITS_FILE)
    if path is None:
        raise FileNotFoundError(f"{FITS_FILE} is not among the shipped scenarios")
    return read_firm_choice(path)


def count_of_sets() -> int:
    """How many fitted sets there are; errors as in `shipped_firm_choice`."""
    return len(shipped_firm_choice().sets)


def _is_share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False
