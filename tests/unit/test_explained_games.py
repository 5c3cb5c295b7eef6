"""Explaining a difference by games with known answers: seeds, groups, many parts."""

import pytest

from partnersim.faces.report.explained import explanation_html
from partnersim.studies.explaining import run as explaining
from partnersim.studies.runs.files import ResultsError
from tests.explained_games import CAPACITIES, PRODUCTIVE, TOY, explain, game, more

# --- games with known answers -----------------------------------------------------------------------------


def test_parts_that_work_only_together(monkeypatch):
    # the first two are worth 6 together, the third adds the number of the seed, the fourth nothing
    ran = game(monkeypatch, lambda who, seed: 100.0 * seed + 6.0 * ({0, 1} <= who) + seed * (2 in who))
    found = explain(TOY, more(4))
    assert len(ran) == 16 * 3 and found.exact
    row = found.summary.iloc[0]
    assert (row["base_mean"], row["other_mean"], row["difference"]) == (200.0, 208.0, 8.0)
    assert (row["n"], row["parts"], row["sets"], row["target"]) == (3, 4, 16, 4.0)
    shares = found.shares.set_index("part")
    assert shares["share"].tolist() == pytest.approx([3.0, 3.0, 2.0, 0.0])
    assert shares["share"].iloc[3] == shares["low"].iloc[3] == shares["high"].iloc[3] == 0.0
    half = 4.302652729911275 / 3**0.5  # seeds 1, 2, 3 have a standard deviation of 1; t(0.975, 2)
    assert shares["high"].iloc[2] - 2.0 == pytest.approx(half)
    assert shares["low"].iloc[2] - 2.0 == pytest.approx(-half)
    assert shares["alone"].tolist() == [0.0, 0.0, 2.0, 0.0]
    assert shares["taken_away"].tolist() == [6.0, 6.0, 2.0, 0.0]
    assert shares["of_difference"].tolist() == pytest.approx([3 / 8, 3 / 8, 1 / 4, 0.0])
    assert shares["necessary"].tolist() == [True, True, False, False]
    assert found.sufficient["set"].tolist() == [" + ".join(PRODUCTIVE[:2])]
    assert found.sufficient.iloc[0][["size", "change", "reached", "lasting"]].tolist() == [2, 6.0, 1.0, True]
    meeting = found.interactions.set_index(["first", "second"])["interaction"]
    assert meeting[PRODUCTIVE[0], PRODUCTIVE[1]] == pytest.approx(6.0)
    assert meeting.drop((PRODUCTIVE[0], PRODUCTIVE[1])).abs().max() == 0.0
    terms = found.sets.set_index("set")["term"]
    assert terms[terms != 0.0].to_dict() == {" + ".join(PRODUCTIVE[:2]): 6.0, PRODUCTIVE[2]: 2.0}
    by_seed = found.by_seed.set_index(["set", "seed"])["value"]
    assert by_seed["-", 3] == 300.0 and by_seed[PRODUCTIVE[2], 3] == 303.0


def test_a_threshold_is_asked_of_every_set(monkeypatch):
    game(monkeypatch, lambda who, seed: -6.0 * ({0, 1} <= who) - 2.0 * (2 in who))
    found = explain(TOY, more(3), threshold=2.0)
    assert found.sufficient["set"].tolist() == [PRODUCTIVE[2], " + ".join(PRODUCTIVE[:2])]
    assert found.summary["target"].iloc[0] == -2.0
    assert explain(TOY, more(3), threshold=8.1).sufficient.empty


def test_groups_have_the_sum_of_their_parts(monkeypatch):
    # two fields of the NGO and one of the rule; the game pays for all three
    monkeypatch.setattr(explaining, "outcomes_of_run", _pays_for_all)
    found = explain(TOY, more(2, regulation__forum=1.0))
    assert found.groups.set_index("group")["share"].to_dict() == pytest.approx(
        {"actors.village_ngo": 0.5, "regulation": 0.5}
    )
    assert found.shares["owen"].tolist() == pytest.approx([0.25, 0.25, 0.5])
    assert found.shares["share"].tolist() == pytest.approx([1 / 3] * 3)


def _pays_for_all(work, outcomes=None):
    spec, _ = work
    raised = [spec.model_dump()["actors"][1]["productivity"].get(name) == 2.0 for name in CAPACITIES[:2]]
    return {"runs": [{"seconds": 0.0, "members_mean": float(all(raised) and spec.regulation.forum == 1.0)}]}


def test_seeds_in_which_a_set_has_no_value_are_left_out(monkeypatch):
    nothing = float("nan")
    game(monkeypatch, lambda who, seed: nothing if seed == 2 and who == {1} else seed + len(who))
    found = explain(TOY, more(2))
    assert list(found.seeds) == [1, 3]
    assert found.summary[["n", "base_mean", "difference"]].iloc[0].tolist() == [2, 2.0, 2.0]
    game(monkeypatch, lambda who, seed: nothing)
    with pytest.raises(ResultsError, match="the outcome members_mean has no value in any seed"):
        explain(TOY, more(2))


def test_seeds_are_added_until_intervals_are_narrow(monkeypatch):
    ran = game(monkeypatch, lambda who, seed: len(who) * (seed % 2))
    found = explain(TOY, more(2), until_ci=0.5)
    assert found.width() <= 0.5 and len(found.seeds) > 3
    assert len(ran) == 4 * len(found.seeds) == found.facts["runs"], "a run was done twice"
    assert list(found.seeds) == list(range(1, len(found.seeds) + 1))
    monkeypatch.setattr(explaining, "MOST_SEEDS", 7)
    tried = explain(TOY, more(2), until_ci=1e-6)
    assert len(tried.seeds) == 7 and tried.facts["width"] == tried.width() > 1e-6


def test_without_a_difference_there_is_nothing_to_explain(monkeypatch):
    game(monkeypatch, lambda who, seed: seed)
    found = explain(TOY, more(2), until_ci=0.1)
    assert found.sufficient.empty and not found.shares["share"].any()
    assert found.sentences()[-1] == "There is no difference to explain."


# --- more than eight parts --------------------------------------------------------------------------------

NINE = {
    **dict.fromkeys(PRODUCTIVE, 2.0),
    "regulation.forum": 1.0, "regulation.clarity": 0.9, "regulation.enforcement": 0.4, "actors.village_ngo.staff": 3.0,
    "actors.village_office.staff": 3.0,
}  # fmt: skip


def test_many_parts_are_sampled_and_say_so(monkeypatch):
    ran = game(monkeypatch, lambda who, seed: 6.0 * ({0, 1} <= who) + seed * (2 in who))
    found = explain(TOY, TOY.but(NINE), order_count=6)
    assert not found.exact and len(found.parts) == 9
    assert len(ran) < 3 * 2**9 / 4
    shares = found.shares.set_index("part")
    assert shares["share"].sum() == pytest.approx(8.0)
    assert shares.loc[PRODUCTIVE[2], "share"] == pytest.approx(2.0)
    assert shares.loc[PRODUCTIVE[2], "sampling_error"] == pytest.approx(0.0, abs=1e-12)
    assert shares.loc[PRODUCTIVE[:2], "share"].sum() == pytest.approx(6.0)
    assert not shares.loc[["regulation.forum", "actors.village_ngo.staff"], "share"].any()
    assert found.sufficient["set"].tolist() == [" + ".join(PRODUCTIVE[:2])]
    assert shares["necessary"].sum() == 2 and shares.loc[PRODUCTIVE[0], "necessary"]
    assert found.interactions.empty and found.groups.empty
    with pytest.raises(ValueError, match="more than eight parts"):
        _ = found.game
    text = " ".join(found.sentences())
    assert "over 6 sampled orders" in text
    assert "All others together are not enough without" in text
    assert explanation_html(found).count("data:image/png") == 1


def test_an_error_of_sampling_widens_intervals_and_more_orders_narrow_it(monkeypatch):
    game(monkeypatch, lambda who, seed: 6.0 * ({0, 1, 2} <= who))
    few = explain(TOY, TOY.but(NINE), order_count=6)
    first = few.shares.set_index("part").loc[PRODUCTIVE[0]]
    assert first["sampling_error"] > 0.0  # no spread over seeds: all of the interval is from orders
    assert first["high"] - first["share"] == pytest.approx(4.302652729911275 * first["sampling_error"])
    many = explain(TOY, TOY.but(NINE), order_count=6, until_ci=0.7 * few.width())
    assert many.sampled.orders > 6 and list(many.seeds) == [1, 2, 3]
    assert many.width() <= 0.7 * few.width()
