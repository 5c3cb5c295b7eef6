"""Facts that the pages of the cases show, against the measures of the same run, whose values are tested by hand."""

import numpy as np
import pytest

import partnersim as ps
from partnersim.studies.cases import facts

MONTHS = 60


@pytest.fixture(scope="module", params=["gresik", "osaka"])
def both(request):
    """Facts of a small run of five years, and its monthly measures."""
    small = ps.load(request.param, sample__households=60, time__months=MONTHS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "load_scenario", lambda name: small)
        shown = facts.facts_of(request.param, 2009)
    ran = ps.run(small, replicates=1, seed=2009, workers=1, show_progress=False)
    series = ran.series.sort_values("month").set_index("month")
    return shown, {name: series[name].to_numpy(float) for name in series.columns if series[name].dtype.kind in "fi"}


def test_facts_of_households_are_those_of_the_measures(both):
    shown, month = both
    poor = month["headcount"]
    assert shown["headcount"] == pytest.approx(100.0 * poor[:12].mean(), rel=1e-9)
    # from the first year to the fifth are four years
    assert shown["fall"] == pytest.approx(100.0 * (poor[:12].mean() - poor[48:].mean()) / 4.0, rel=1e-9)
    assert shown["income"] == pytest.approx(month["income_idr"][48:].mean() / 1e3, rel=1e-9)
    assert shown["income_second"] == pytest.approx(month["income_idr"][12:24].mean() / 1e3, rel=1e-9)
    assert shown["owners"] == pytest.approx(month["enterprises"][-1], rel=1e-9)
    assert shown["technology"] == pytest.approx(100.0 * month["technology_share"][-1], rel=1e-9)


def test_facts_of_loans_and_partners_are_those_of_the_measures(both):
    shown, month = both
    late = month["nonperforming_share"][12:]
    assert shown["late"] == pytest.approx(100.0 * np.nan_to_num(late).mean(), rel=1e-9)
    working, sleeping = month["agreements_working"], np.nan_to_num(month["dormant_share"])
    assert working.any()
    assert shown["in_force"] == pytest.approx(100.0 * working.mean(), rel=1e-9)
    assert shown["dormant"] == pytest.approx(100.0 * (sleeping * working).sum() / working.sum(), rel=1e-9)
