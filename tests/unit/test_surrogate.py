"""Estimates before runs: a surrogate over levers, what it says of points left out, and the shipped designs."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from partnersim.faces.app.compared import Compared, estimate_text_of
from partnersim.faces.app.designs import Axis, Estimate, axes_of, foretelling_of, point_of, read_design
from partnersim.faces.app.estimating import Estimates
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.session import CASES, Choice
from partnersim.faces.app.work import shown_of
from partnersim.studies.surrogate import Surrogate, checked, fitted, unlikely
from partnersim.studies.words.texts import Texts
from tools import page_designs

POSITIONS = np.array([0, 3, 4])
SHOWN = shown_of(Choice().base())


def known_one(**changes):
    asked = {
        "points": np.zeros((1, 3)), "values": np.zeros(1), "positions": POSITIONS, "reach": np.full(3, 1.0),
        "alone": 0.5, "together": 0.5, "rough": 0.0, "scatter": np.zeros(7), "scale": 2.0, "widened": 2.0,
    }  # fmt: skip
    return Surrogate(**{**asked, **changes})


def test_at_the_point_of_differences_nothing_is_said_to_change_and_far_off_nothing_is_known():
    mean, half = known_one().at(np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 2.0]]))
    assert mean == pytest.approx([0.0, 0.0])
    # one lever of three is alike: alone (1 + 2 / e) / 3, together 1 / e^2; one known value takes away its square
    alike = 0.5 * (1.0 + 2.0 * np.exp(-1.0)) / 3.0 + 0.5 * np.exp(-2.0)
    assert half == pytest.approx([0.0, 2.0 * 2.0 * np.sqrt(1.0 - alike**2)], abs=1e-3)


def test_roughness_widens_the_band_everywhere_but_moves_no_mean_of_the_origin():
    mean, half = known_one(rough=0.09).at(np.zeros((1, 3)))
    assert mean[0] == 0.0 and half[0] == pytest.approx(2.0 * 2.0 * 0.3, rel=1e-3)


def test_bands_are_wider_where_luck_moves_more():
    """A constant, what the ordered lever adds, and what each position of the named ones does; never below nought."""
    scatter = np.array([0.1, 0.2, 0.4, -0.9, 0.3, 0.0, 0.0])
    surrogate = known_one(scatter=scatter, reach=np.full(3, 1e-3), alone=0.0)
    where = np.array([[0.5, 0.0, 0.0], [0.5, 1.0, 0.0], [0.5, 2.0, 0.0], [0.5, 1.0, 1.0]])
    _, half = surrogate.at(where)
    luck = np.array([0.2, 0.6, 0.0, 0.9])
    assert half == pytest.approx(2.0 * 2.0 * np.sqrt(0.5 + luck**2))


def made_up(points):
    """An outcome of one lever in order, one named one, and what both do together; the third does nothing."""
    named = np.array([0.0, 4.0, -3.0])[points[:, 1].astype(int)]
    return 10.0 * points[:, 0] + named + 3.0 * points[:, 0] * (points[:, 1] == 1.0)


def drawn(count, seed):
    generator = np.random.default_rng(seed)
    rows = np.column_stack([
        generator.choice(np.linspace(0.0, 1.0, 5), count), generator.integers(0, 3, count),
        generator.integers(0, 4, count),
    ])  # fmt: skip
    rows[0] = 0.0
    return rows.astype(float), generator.normal(0.0, 0.4, count)


def test_a_fitted_surrogate_foretells_points_it_has_not_seen_and_its_bands_cover_them():
    rows, noise = drawn(80, 1)
    noise[0] = 0.0
    luck = np.full(80, 0.4)
    found, explained = checked(fitted(rows, made_up(rows) + noise, luck, POSITIONS), luck, range(1, 80))
    assert 0.95 < explained < 1.0
    assert found.reach[2] > 5.0 * found.reach[1]  # the lever that does nothing reaches far
    others, more = drawn(400, 2)
    mean, half = found.at(others)
    assert np.abs(mean - made_up(others)).mean() < 0.4
    covered = np.abs(made_up(others) + more - mean) <= half
    assert 0.92 <= covered.mean() <= 0.99
    grown = found.with_point(np.array([1.0, 1.0, 3.0]), 30.0)
    assert grown.at(np.array([[1.0, 1.0, 3.0]]))[0][0] > found.at(np.array([[1.0, 1.0, 3.0]]))[0][0] + 2.0
    with pytest.raises(ValueError, match="four points"):
        fitted(rows[:3], made_up(rows[:3]), luck[:3], POSITIONS)


def test_a_point_that_joins_is_worked_out_as_if_all_were_solved_anew():
    rows, noise = drawn(40, 5)
    told = fitted(rows, made_up(rows) + noise, np.full(40, 0.3), POSITIONS)
    where, _ = drawn(7, 9)
    told.at(where)  # solved, so that what follows goes on from there
    grown = told.with_point(where[1], 3.0).with_point(where[2], -2.0)
    anew = replace(
        told, points=np.vstack([rows, where[1:3]]), values=np.append(made_up(rows) + noise, [3.0, -2.0])
    )
    for one, other in zip(grown.at(where), anew.at(where), strict=True):
        assert one == pytest.approx(other, rel=1e-8)
    before = told.at(where)[0]
    assert abs(grown.at(where)[0][1] - before[1]) > 0.01 and told.at(where)[0] == pytest.approx(before, abs=0)


def test_slopes_of_the_likelihood_are_what_small_steps_give():
    rows, noise = drawn(30, 3)
    values = (made_up(rows) + noise) / 5.0
    logs, luck = np.log([0.7, 2.0, 0.5, 1.2, 0.4, 0.1]), np.linspace(0.0, 0.3, 30)
    here, slopes = unlikely(logs, rows, values, luck, POSITIONS)
    for place in range(6):
        step = np.zeros(6)
        step[place] = 1e-5
        ahead, behind = (
            unlikely(logs + sign * step, rows, values, luck, POSITIONS)[0] for sign in (1.0, -1.0)
        )
        assert slopes[place] == pytest.approx((ahead - behind) / 2e-5, rel=1e-5, abs=1e-5)
        assert ahead != here


def test_how_unlikely_values_are_by_hand():
    """Two points, one lever: the first is the origin, so its value is known; the other is as far as can be."""
    points, values, positions = np.array([[0.0], [1.0]]), np.array([0.0, 2.0]), np.array([2])
    luck = np.array([7.0, 0.03])  # of the first it does not count
    logs = np.log([1.0, 0.5, 0.25, 0.07])
    # alone and together are the same for one lever: variance .75 at each point and .75 / e between them
    near, far = 0.75 + 1e-8, 0.75 * np.exp(-1.0)
    other = near + 0.07 + 0.03
    determinant = near * other - far**2
    by_hand = 0.5 * 4.0 * near / determinant + 0.5 * np.log(determinant)
    assert unlikely(logs, points, values, luck, positions)[0] == pytest.approx(by_hand)
    longer = np.log([np.e**2, 0.5, 0.25, 0.07])
    alike = np.exp(-np.exp(-2.0))
    far = 0.75 * alike
    determinant = near * other - far**2
    by_hand = 0.5 * 4.0 * near / determinant + 0.5 * np.log(determinant) + 0.5  # a reach two logs from 1
    assert unlikely(longer, points, values, luck, positions)[0] == pytest.approx(by_hand)


def test_bands_and_what_is_foretold_rest_on_surrogates_that_were_fitted_without_a_tenth():
    rows, noise = drawn(41, 4)
    noise[0] = 0.0
    values, luck = made_up(rows) + noise, np.full(41, 0.4)
    whole = fitted(rows, values, luck, POSITIONS)
    foretold, deviation = np.empty(40), np.empty(40)
    for fold in range(10):
        out = np.arange(1 + fold, 41, 10)
        keep = np.delete(np.arange(41), out)
        mean, half = fitted(rows[keep], values[keep], luck[keep], POSITIONS, near=whole).at(rows[out])
        foretold[out - 1], deviation[out - 1] = mean, half / 1.959963984540054
    found, explained = checked(whole, luck, range(1, 41))
    missed = np.sort(np.abs(values[1:] - foretold) / deviation)
    assert found.widened == pytest.approx(missed[38])  # the 39th of 40: 0.95 * 41 rounded up
    spread = ((values[1:] - values[1:].mean()) ** 2).sum()
    assert explained == pytest.approx(1.0 - ((values[1:] - foretold) ** 2).sum() / spread)
    assert found.reach is whole.reach and found.values is whole.values
    even, nothing = checked(fitted(rows, np.zeros(41), luck, POSITIONS), luck, range(1, 41))
    assert nothing == 0.0 and even.widened == 0.0


def test_positions_are_columns_numbers_between_them_lie_between_and_beyond_them_nothing_is_said():
    axes = [
        Axis("visits", ("as_is", "none", "weekly", "often"), (2.0, 0.0, 4.0, 16.0)),
        Axis("fills", ("as_is", "no")),
    ]
    assert point_of(axes, {}, {}) == pytest.approx([1 / 3, 0.0])
    assert point_of(axes, {"visits": "often", "fills": "no"}, {}) == pytest.approx([1.0, 1.0])
    assert point_of(axes, {}, {"visits": 10.0}) == pytest.approx([(2 / 3 + 1.0) / 2, 0.0])
    assert point_of(axes, {}, {"visits": 17.0}) is None and point_of(axes, {}, {"visits": -1.0}) is None
    base = Choice().base()
    by_key = {axis.key: axis for axis in axes_of(base, levers_of(base))}
    assert by_key["forum"].numbers == (base.regulation.forum, 0.0, 0.5, 1.0) and not by_key["rule"].ordered


def small_design(held_value=99.0):
    """A design of two levers by hand: three points, one held back."""
    point = lambda positions, value, held: {  # noqa: E731
        "positions": positions, "held_back": held, "differences": {name: [value, 1.0] for name in SHOWN},
    }  # fmt: skip
    surrogate = {"reach": [1.0, 1.0], "explained": 0.8, "alone": 1.0, "together": 1.0, "rough": 0.1, "scale": 10.0,
                 "scatter": [0.0, 0.0, 0.0], "widened": 2.0}  # fmt: skip
    weak = {**surrogate, "explained": 0.49}
    return {
        "axes": [{"key": "a", "positions": ["as_is", "x"], "numbers": []},
                 {"key": "b", "positions": ["as_is", "y"], "numbers": []}],
        "base": {"1": dict.fromkeys(SHOWN, 4.0), "2": dict.fromkeys(SHOWN, 6.0)},
        "points": [point({}, 0.0, False), point({"a": "x"}, 10.0, False), point({"b": "y"}, held_value, True)],
        "surrogates": {**dict.fromkeys(SHOWN, surrogate), SHOWN[0]: weak},
    }  # fmt: skip


AXES = [Axis("a", ("as_is", "x")), Axis("b", ("as_is", "y"))]


def test_a_design_says_what_it_has_run_and_estimates_the_rest():
    made = foretelling_of(small_design(), AXES)
    run = made.estimates({"a": "x"}, {})
    assert run["members_end"] == Estimate(5.0, 10.0, 1.0, True) and len(run) == len(SHOWN)
    told = made.estimates({"b": "y"}, {})
    assert SHOWN[0] not in told  # it does not foretell enough
    assert (
        not told["members_end"].known and abs(told["members_end"].difference) < 10.0
    )  # held back: not known
    assert foretelling_of(small_design(), AXES[:1]) is None
    grown = made.with_answer({"b": "y"}, {}, dict.fromkeys(SHOWN, (50.0, 2.0)))
    assert grown.estimates({"b": "y"}, {})["members_end"] == Estimate(5.0, 50.0, 2.0, True)
    both = {"a": "x", "b": "y"}
    assert (
        grown.estimates(both, {})["members_end"].difference
        > made.estimates(both, {})["members_end"].difference
    )
    assert grown.with_answer({"b": "y"}, {}, {}) is grown  # it is there already
    assert made.fits(1, dict.fromkeys(SHOWN, 4.0)) and not made.fits(1, dict.fromkeys(SHOWN, 4.1))
    assert not made.fits(3, dict.fromkeys(SHOWN, 4.0))
    text = estimate_text_of(told["members_end"], "members_end", Texts("en"))
    assert text.startswith("estimate: ") and " to " in text
    assert (
        estimate_text_of(run["members_end"], "members_end", Texts("en"))
        == "earlier runs: +10.0 (+9.00 to +11.0)"
    )


def test_a_page_estimates_only_what_is_of_the_case_and_stops_when_the_program_has_changed(monkeypatch):
    monkeypatch.setattr("partnersim.faces.app.estimating.read_design", lambda case: small_design())
    monkeypatch.setattr("partnersim.faces.app.estimating.axes_of", lambda base, levers: AXES)
    estimates, moved = Estimates(), Choice(positions={"a": "x"})
    assert estimates.of(Choice()) == {} and estimates.of(moved)["members_end"].difference == 10.0
    assert estimates.of(Choice(positions={"a": "x"}, more={"run.seed": 3})) == {}
    assert estimates.of(Choice(positions={"a": "x"}, uploaded=Choice().base())) == {}
    run = [{"members_end": 5.0 + k} for k in range(5)]
    now = [{"members_end": 8.0 + 2 * k} for k in range(5)]
    estimates.join(Choice(positions={"b": "y"}), Compared(tuple(run), tuple(now)))
    assert estimates.of(Choice(positions={"b": "y"}))["members_end"].difference == 5.0
    estimates.check(moved, {1: dict.fromkeys(SHOWN, 4.0)})
    assert estimates.of(moved)
    estimates.check(moved, {1: dict.fromkeys(SHOWN, 4.5)})
    assert estimates.of(moved) == {}


def answer(row, axes):
    """A made-up outcome of levers of Jember: some do much, one little, one nothing, two more together."""
    by_key = dict(zip((axis.key for axis in axes), row, strict=True))
    told = 8.0 * by_key["visits"] - 5.0 * by_key["convening"] ** 2 + 3.0 * (by_key["rule"] == 4.0)
    told += 6.0 * by_key["audits"] * (by_key["pattern"] == 2.0) + 0.3 * by_key["faith"]
    return float(told)


def test_bands_of_a_design_cover_95_of_100_points_held_back_give_or_take_3(monkeypatch):
    base, wanted = Choice().base(), ("rule", "convening", "faith", "horizon", "pattern", "visits", "audits")
    levers = [lever for lever in levers_of(base) if lever.key in wanted]
    monkeypatch.setattr("tools.page_designs.levers_of", lambda spec: levers)
    axes, generator, seen = axes_of(base, levers), np.random.default_rng(7), set()
    as_it_is = answer(point_of(axes, {}, {}), axes)

    def point(positions, held):
        noise = generator.normal(0.0, 0.5) if positions else 0.0
        value = answer(point_of(axes, positions, {}), axes) - as_it_is + noise
        return {"positions": positions, "held_back": held, "differences": {"members_end": [value, 0.5]}}

    points = [point({}, False), *(point(positions, False) for positions in page_designs.singles(levers))]
    for number, positions in enumerate(page_designs.random_sets(levers, 1)):
        if number == 500:
            break
        if tuple(sorted(positions.items())) not in seen:
            points.append(point(positions, number >= 200))
            seen.add(tuple(sorted(positions.items())))
    document = {"case": "jember", "axes": [asdict(axis) for axis in axes], "points": points,
                "base": {"2009": {"members_end": 10.0}}}  # fmt: skip
    fitted_one = page_designs.fitted_document(json.loads(json.dumps(document)))
    assert fitted_one["surrogates"]["members_end"]["explained"] > 0.8
    hits, count = page_designs.covered(fitted_one)
    assert count > 200 and 0.92 <= hits / count <= 0.98, f"{hits} of {count}"
    narrow = json.loads(json.dumps(fitted_one))
    narrow["surrogates"]["members_end"]["widened"] *= 0.5
    assert page_designs.covered(narrow)[0] < 0.92 * count


def test_every_set_of_what_bears_on_firms_is_run_and_none_of_them_is_held_back():
    choice = Choice(case="jember")
    levers = levers_of(choice.base())
    regime = [lever for lever in levers if lever.key in page_designs.REGIME]
    counts = [len(lever.positions) for lever in regime]
    assert counts == [5, 4, 5]
    sets = list(page_designs.regimes(levers))
    assert len(sets) == 5 * 4 * 5 - 1 - (4 + 3 + 4)  # all but the case as it is and what moves one lever
    assert {"rule": "strict", "regulating": "many"} in sets
    assert {"rule": "strict", "forum": "strong", "regulating": "many"} in sets
    chosen = page_designs.sets_of(choice, 6)
    held = [positions for positions, held_back in chosen if held_back]
    assert [held_back for _, held_back in chosen[-6:]] == [False] * 4 + [True] * 2 and len(held) == 2
    assert all(set(positions) - set(page_designs.REGIME) for positions, _ in chosen[-6:])
    assert len(chosen) <= sum(len(lever.positions) - 1 for lever in levers) + len(sets) + 6


def test_designs_are_read_before_anybody_asks(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "partnersim.faces.app.estimating.read_design",
        lambda case: asked.append(case) or (small_design() if case == "jember" else None),
    )
    monkeypatch.setattr("partnersim.faces.app.estimating.axes_of", lambda base, levers: AXES)
    prepared = Estimates()
    prepared.prepare()
    assert asked == list(CASES)
    surrogates = prepared._by_case["jember"].surrogates.values()
    assert surrogates and all("_solved" in vars(surrogate) for surrogate in surrogates)


def test_a_design_that_is_shipped_is_of_the_levers_of_its_case_and_its_bands_cover_what_was_held_back():
    assert read_design("jember") is not None
    for case in CASES:
        document = read_design(case)
        if document is not None:
            base = Choice(case=case).base()
            made = foretelling_of(document, axes_of(base, levers_of(base)))
            assert made is not None and len(made.surrogates) >= 4, case
            assert set(made.shown) == set(shown_of(base)), case
            hits, count = page_designs.covered(document)
            assert count > 500 and 0.92 <= hits / count <= 0.98, (case, hits, count)
    assert read_design("nowhere") is None
