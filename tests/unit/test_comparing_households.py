"""Who wins and who loses: bins, tenths, luck, and the households that a comparison follows."""

import numpy as np
import pytest

import partnersim as ps
from partnersim.studies.comparing.households import (
    Households,
    bins_of,
    deciles_of,
    tables_with_households,
    winners_and_losers,
)

TOY = ps.load("toy")


def households(late, start=None, weight=None, size=None) -> Households:
    n = len(late)
    return Households(
        id=np.arange(n), weight=np.ones(n) if weight is None else np.array(weight, float),
        size=np.ones(n) if size is None else np.array(size, float),
        start=np.arange(1.0, n + 1) if start is None else np.array(start, float), late=np.array(late, float),
    )  # fmt: skip


def test_bins_and_their_edges():
    changes_ = np.array([-0.3, -0.05, -0.0499, -0.0011, -0.001, 0.0, 0.001, 0.0011, 0.05, 0.0501])
    assert bins_of(changes_).tolist() == [0, 0, 1, 1, 2, 2, 2, 3, 3, 4]


def test_deciles_have_a_tenth_of_the_weight_each():
    start = np.arange(20.0)[::-1]
    assert deciles_of(start, np.ones(20)).tolist() == [10 - k // 2 for k in range(20)]
    # the poorest stands for half of the place: its middle lies at a quarter
    assert deciles_of(np.array([1.0, 2.0, 3.0]), np.array([5.0, 4.0, 1.0])).tolist() == [3, 8, 10]


def test_who_wins_and_who_loses_on_paper():
    before = [100.0] * 10
    after = [110.0, 90.0, 102.0, *[100.0] * 7]
    shares, gains = winners_and_losers({1: households(before)}, {1: households(after)})
    every = shares[shares["decile"] == 0].set_index("bin")
    assert every["share"].tolist() == pytest.approx([0.1, 0.0, 0.7, 0.1, 0.1])
    assert every["luck"].isna().all() and (every["n"] == 1).all()
    poorest = shares[shares["decile"] == 1].set_index("bin")["share"]
    assert poorest["gain over 5 %"] == 1.0 and poorest.sum() == 1.0
    assert gains["gain_idr_month"].tolist() == pytest.approx([2.0, 10.0, -10.0, 2.0, *[0.0] * 7])


def test_weights_count():
    weight = [3.0, 1.0, *[1.0] * 6]
    base, other = households([100.0] * 8, weight=weight), households([120.0, *[100.0] * 7], weight=weight)
    shares, gains = winners_and_losers({1: base}, {1: other})
    every = shares[shares["decile"] == 0].set_index("bin")["share"]
    assert every["gain over 5 %"] == pytest.approx(0.3)
    assert gains.set_index("decile").loc[0, "gain_idr_month"] == pytest.approx(60.0)


def test_luck_compares_what_a_person_consumes_in_households_of_other_sizes():
    """Everybody consumes 100; large families are the poorer half under one seed, the richer under the other."""
    one, two = (
        households([100.0 * n for n in sizes], start=range(1, 11), size=sizes)
        for sizes in ([5] * 5 + [1] * 5, [1] * 5 + [5] * 5)
    )
    shares, _ = winners_and_losers({1: one, 2: two}, {1: one, 2: two})
    assert shares.set_index(["decile", "bin"])["luck"][0, "within 0.1 %"] == 1.0


def test_luck_compares_households_that_began_alike():
    # nothing differs between arms; under the second seed the poorest, which has another place there, gets 120
    one = households([100.0] * 10, start=[2, 1, 3, 4, 5, 6, 7, 8, 9, 10])
    two = households([*[100.0] * 9, 120.0], start=[10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    shares, _ = winners_and_losers({1: one, 2: two}, {1: one, 2: two})
    luck = shares.set_index(["decile", "bin"])["luck"]
    assert luck[0, "gain over 5 %"] == luck[0, "lose over 5 %"] == pytest.approx(0.05)
    assert luck[1, "gain over 5 %"] == luck[1, "lose over 5 %"] == pytest.approx(0.5)
    assert luck[2, "within 0.1 %"] == 1.0
    assert shares.set_index(["decile", "bin"]).loc[(0, "within 0.1 %"), "share"] == 1.0


def test_other_households_cannot_be_compared():
    with pytest.raises(ValueError, match="do not have the same households"):
        winners_and_losers({1: households([1.0, 2.0])}, {1: households([1.0, 2.0, 3.0])})


def test_households_are_seen_over_the_last_year_of_a_run():
    spec = TOY.but({"time.months": 14, "run.snapshots": [0, *range(3, 15)]})
    tables = tables_with_households((spec, 1))
    found = Households.unpacked(tables["households"].iloc[0].to_dict())
    seen = tables["snapshots"]
    first = seen[seen["month"] == 0]
    assert found.id.tolist() == first["id"].tolist() and found.weight.tolist() == first["weight"].tolist()
    assert found.start == pytest.approx((first["consumption"] / first["size"]).to_numpy())
    year = seen[seen["month"] > 0].groupby("id", sort=False)["consumption"].mean()
    assert found.late == pytest.approx(year.loc[found.id].to_numpy(), rel=1e-12)
    short = tables_with_households((TOY.but({"time.months": 2, "run.snapshots": [1, 2]}), 1))
    late = Households.unpacked(short["households"].iloc[0].to_dict()).late
    assert late == pytest.approx(
        short["snapshots"].groupby("id", sort=False)["consumption"].mean().to_numpy()
    )
