"""A pack: q-values, ratios, quantiles and accounts worked out by hand, its tables, and the files of the command."""

import io
import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.faces.report import packed
from partnersim.measures import OUTCOMES
from partnersim.studies.compare import Comparison
from partnersim.studies.comparing.households import Households, baseline_rows
from partnersim.studies.packing.arithmetic import (
    balanced_accounts,
    normalised_difference,
    q_values,
    quantiles,
    ratio_of_means,
)
from partnersim.studies.packing.tables import OF_THE_LISTED, pack_of
from partnersim.studies.words.packed import cost_rows, effect_rows
from partnersim.studies.words.texts import Texts

# --- arithmetic -------------------------------------------------------------------------------------------


def test_q_values_of_the_two_stages_on_paper():
    """One hypothesis is rejected where a / (1 + a) reaches its p: 0.04 from 0.0417 on.

    Of 0.01 and 0.9 the first is rejected where a / (1 + a) reaches 0.02; then one of two is taken to be true, and the
    second is held against twice that, which reaches 0.9 where a / (1 + a) is 0.45.
    """
    assert q_values([0.04]).tolist() == [0.042]
    assert q_values([0.01, 0.9]).tolist() == [0.021, 0.819]
    assert q_values([0.9, math.nan, 0.01])[[0, 2]].tolist() == [0.819, 0.021]
    assert math.isnan(q_values([math.nan])[0])
    assert q_values([1.0]).tolist() == [1.0]


def test_a_rejection_carries_those_with_smaller_p_along():
    """0.03, 0.031 and 0.032: the third is under its own step first, and takes the others along."""
    assert q_values([0.03, 0.031, 0.032]).tolist() == [0.034] * 3  # 0.032 / 0.968 = 0.0331


def test_ratios_have_fiellers_interval():
    t = 12.706204736  # of one degree of freedom
    plain = ratio_of_means(np.array([2.0, 4.0]), np.array([1.0, 1.0]))
    assert plain.value == 3.0 and (plain.low, plain.high) == pytest.approx((3 - t, 3 + t))
    exact = ratio_of_means(np.array([8.0, 10.0, 12.0]), np.array([4.0, 5.0, 6.0]))
    assert (exact.value, exact.low, exact.high) == pytest.approx((2.0, 2.0, 2.0), abs=1e-6)
    # variance of both means 1 / 3, t of two degrees 4.3027: a = 16 - 6.171, b = 40, c = 100 - 6.171, uncorrelated
    over, under = (
        np.array([9.0, 10.0, 11.0]),
        np.array([4.0, 4.0, 4.0]) + np.array([1.0, -2.0, 1.0]) / math.sqrt(3),
    )
    wide = ratio_of_means(over, under)
    a, b, c = 16 - 4.30265273**2 / 3, 40.0, 100 - 4.30265273**2 / 3
    root = math.sqrt(b * b - a * c)
    assert (wide.value, wide.low, wide.high) == pytest.approx((2.5, (b - root) / a, (b + root) / a))


def test_a_ratio_over_what_may_be_nought_has_no_ends():
    found = ratio_of_means(np.array([2.0, 4.0]), np.array([1.0, -0.5]))
    assert found.value == 12.0 and math.isnan(found.low) and math.isnan(found.high)
    assert math.isnan(ratio_of_means(np.array([1.0, 2.0]), np.array([1.0, -1.0])).value)
    assert math.isnan(ratio_of_means(np.array([1.0]), np.array([1.0])).low)


def test_normalised_differences():
    assert normalised_difference(0.0, 3.0, 1.0, 4.0) == pytest.approx(1 / math.sqrt(12.5))
    assert normalised_difference(2.0, 0.0, 2.0, 0.0) == 0.0
    assert normalised_difference(1.0, 0.0, 0.0, 0.0) == -math.inf


def test_quantiles_count_weights():
    """Weights 1, 1 and 2: the middles lie at 0.125, 0.375 and 0.75 of all weight."""
    found = quantiles(
        np.array([3.0, 1.0, 2.0]), np.array([2.0, 1.0, 1.0]), np.array([0.05, 0.25, 0.375, 0.5625, 0.9])
    )
    assert found.tolist() == [1.0, 1.5, 2.0, 2.5, 3.0]


def test_accounts_balance_by_what_is_saved():
    """A pays B 10 and B pays A 4: B saves 6, which A draws."""
    whole = balanced_accounts(np.array([[0.0, 4.0], [10.0, 0.0]]))
    assert whole.tolist() == [[0, 4, 6], [10, 0, 0], [0, 6, 0]]
    assert whole.sum(axis=0).tolist() == whole.sum(axis=1).tolist() == [10, 10, 6]


def test_means_before_the_first_month_are_of_the_place():
    rows = baseline_rows({"size": np.array([2, 5])}, np.array([1.0, 2.0]))
    assert rows == [{"variable": "size", "n": 2, "mean": 4.0, "sd": pytest.approx(math.sqrt(2))}]


# --- tables -----------------------------------------------------------------------------------------------

SEEDS = (1, 2, 3)
REACHED, CONSUMED, MEMBERS = "coverage_listed_end", "consumption_listed_idr_end", "members_end"
GAPS = {REACHED: (0.1, 0.2, 0.3), CONSUMED: (1000.0, 2000.0, 3000.0), MEMBERS: (9.0, 10.0, 11.0)}


class Runs(SimpleNamespace):
    """Results of two arms of which one pays 100 a seed more and reaches more."""

    def actors(self, arm):
        return {"office": "The office", "donor": "A donor"}


@pytest.fixture
def comparison():
    runs = [
        {"arm": arm, "seed": seed, **{name: 50.0 + (gaps[k] if arm == "b" else 0.0) for name, gaps in GAPS.items()}}
        for arm in "ab" for k, seed in enumerate(SEEDS)
    ]  # fmt: skip
    flows = [
        {"arm": arm, "seed": seed, "payer": payer, "receiver": receiver, "kind": kind, "amount_idr": amount}
        for arm, more in (("a", 0.0), ("b", 100.0)) for seed in SEEDS
        for payer, receiver, kind, amount in (
            ("office", "market", "personnel", 500.0 + more), ("donor", "office", "transfer", 200.0),
            ("treasury", "office", "budget", 300.0 + more),
        )
    ]  # fmt: skip
    results = Runs(
        arms=["a", "b"], done=pd.DataFrame(runs), flows=pd.DataFrame(flows), outcome_names=list(GAPS),
        manifest={"version": "0"},
    )  # fmt: skip
    late = np.array([100.0, 200.0, 300.0])
    people = {
        arm: {
            seed: Households(
                id=np.arange(3),
                weight=np.ones(3),
                size=np.array([1.0, 2.0, 1.0]),
                start=late,
                late=late * (1.1 if arm == "b" else 1.0),
            )
            for seed in SEEDS
        }
        for arm in "ab"
    }
    baseline = pd.DataFrame([
        {"arm": arm, "seed": seed, "variable": "size", "n": 10, "mean": 4.0, "sd": 1.0}
        for arm in "ab" for seed in SEEDS
    ])  # fmt: skip
    return Comparison(results=results, pairs=(("a", "b"),), households=people, baseline=baseline)


def test_effects_on_all_and_on_those_reached(comparison):
    table = pack_of(comparison).effects.set_index("outcome")
    row = table.loc[CONSUMED]
    assert (row["control_mean"], row["itt"]) == (50.0, 2000.0)
    assert row["se"] == pytest.approx(1000 / math.sqrt(3))
    # t = 2 / (1 / sqrt 3) with two degrees of freedom: p = 1 - t / sqrt(2 + t²)
    assert row["p"] == pytest.approx(1 - math.sqrt(12) / math.sqrt(14))
    # 1000 for a tenth, 2000 for two: ten thousand for one, without a doubt; but is the tenth itself clear of nought?
    assert math.isnan(row["tot"])  # 0.2 over 0.1 / sqrt 3 is 3.5, and 4.3 would be needed
    assert math.isnan(table.loc[MEMBERS, "tot"])  # an output is of those reached anyway
    assert table["q"].between(0.0, 1.0).all() and (table["n"] == 3).all()


def test_effects_on_those_reached_where_reach_is_clear(comparison):
    done = comparison.results.done
    done.loc[done["arm"] == "b", REACHED] = [50.19, 50.2, 50.21]
    done.loc[done["arm"] == "b", CONSUMED] = [50 + 1900.0, 50 + 2000.0, 50 + 2100.0]
    table = pack_of(comparison).effects.set_index("outcome")
    row = table.loc[CONSUMED]
    assert (row["tot"], row["tot_low"], row["tot_high"]) == pytest.approx((1e4, 1e4, 1e4))
    assert table.loc[[MEMBERS, REACHED], ["tot", "tot_low", "tot_high"]].isna().all(axis=None)  # outputs


def test_only_means_over_the_listed_have_an_effect_on_those_reached(comparison):
    """Poor people of all, enterprises and promises are no means over the listed, of whom a fifth more is reached."""
    done, others = comparison.results.done, ("headcount_end", "enterprises_end", "promise_loss_share_end")
    done.loc[done["arm"] == "b", REACHED] = [50.19, 50.2, 50.21]
    for name, gap in (*((name, -0.1) for name in others), ("headcount_listed_end", -0.1)):
        done[name] = np.where(done["arm"] == "b", 0.5 + gap, 0.5)
    comparison.results.outcome_names += [*others, "headcount_listed_end"]
    table = pack_of(comparison).effects.set_index("outcome")
    assert table.loc[list(others), ["tot", "tot_low", "tot_high"]].isna().all(axis=None)
    assert table.loc["headcount_listed_end", "tot"] == pytest.approx(-0.5, abs=1e-3)  # a tenth over a fifth
    leads = {m.name: m.doc for m in OUTCOMES if m.leads}
    assert all("list" in leads[name] for name in OF_THE_LISTED)


def test_an_effect_on_those_reached_is_cut_at_what_is_possible(comparison):
    """Three tenths fewer poor where a fifth more is reached: more than one in one, so that others must have gained."""
    done = comparison.results.done
    done.loc[done["arm"] == "b", REACHED] = [50.19, 50.2, 50.21]
    done["headcount_listed_end"] = [0.5, 0.5, 0.5, 0.3, 0.31, 0.29]
    comparison.results.outcome_names.append("headcount_listed_end")
    row = pack_of(comparison).effects.set_index("outcome").loc["headcount_listed_end"]
    assert row["tot"] == pytest.approx(-1.0) and row["tot_low"] >= -1.0 - 1e-9 and row["tot_high"] > -1.0


def test_the_control_mean_is_of_the_pairs_whose_difference_is_told(comparison):
    """Without members in one seed of B that seed is out of both: 50 + 40 halves to 45, not (50 + 40 + 90) to 60."""
    done = comparison.results.done
    done["income_members_idr_end"] = [50.0, 40.0, 90.0, 60.0, 50.0, math.nan]
    comparison.results.outcome_names.append("income_members_idr_end")
    row = pack_of(comparison).effects.set_index("outcome").loc["income_members_idr_end"]
    assert (row["control_mean"], row["itt"], row["n"]) == (45.0, 10.0, 2)


def test_the_cost_of_a_share_is_told_by_the_point(comparison):
    """A hundred rupiah for twenty points more is five rupiah a point; in the table, of shares, 500 for all of them."""
    done = comparison.results.done
    done.loc[done["arm"] == "b", REACHED] = [50.199, 50.2, 50.201]
    pack = pack_of(comparison)
    mine = pack.cost[(pack.cost["outcome"] == REACHED) & (pack.cost["payer"] == "all")]
    assert mine["idr_a_unit"].item() == pytest.approx(500.0)
    heads, cells = cost_rows(pack, Texts("en"))
    shown = next(row for row in (dict(zip(heads, of_one, strict=True)) for of_one in cells)
                 if row["outcome"].startswith("Coverage") and row["payer"] == "all together")  # fmt: skip
    assert shown["unit"] == "point of a hundred" and shown["more of it"].startswith("+20")
    assert shown["rupiah a unit"] == "Rp5.00" and shown["95 % interval"].startswith("Rp4.9")


def test_sizes_of_effects_have_no_sign_and_no_p_is_nought(comparison):
    """Reached are 20 points more with a standard error of 10 over the root of three; members are sure."""
    done = comparison.results.done
    done.loc[done["arm"] == "b", MEMBERS] = [50 + 9.999, 50 + 10.0, 50 + 10.001]
    heads, cells = effect_rows(pack_of(comparison), Texts("en"))
    by_label = {row[1]: dict(zip(heads, row, strict=True)) for row in cells}
    reached = by_label["Coverage of listed households, last 12 months"]
    assert reached["standard error"] == "5.77 points" and reached["ITT"].startswith("+20")
    assert by_label["Members of community funds, last 12 months"]["p"] == "< 0.001"
    shown = effect_rows(pack_of(comparison), Texts("id"))[1]
    assert "< 0,001" in {cell for row in shown for cell in row}


def test_cost_of_one_unit_more(comparison):
    table = pack_of(comparison).cost
    mine = table[table["outcome"] == MEMBERS].set_index("payer")
    assert mine.loc["all", ["more_paid_idr", "more_of_it", "idr_a_unit"]].tolist() == [100.0, 10.0, 10.0]
    assert mine.loc["office", "idr_a_unit"] == 10.0 and mine.loc["donor", "idr_a_unit"] == 0.0
    assert mine.loc["all", "low"] < 10.0 < mine.loc["all", "high"]
    assert CONSUMED not in set(table["outcome"])  # 2000 over 577 is under 4.3: it may be nought


def test_growth_balance_and_accounts(comparison):
    pack = pack_of(comparison)
    assert pack.growth["growth"].to_numpy() == pytest.approx(np.full(19, 0.1))
    # two persons of the four, in one household, consume 100 each; so does a third; the last has 300
    assert pack.growth.loc[9, "base_idr"] == pytest.approx(100.0) and pack.growth.loc[9, "share"] == 0.5
    assert pack.growth.loc[18, "base_idr"] == pytest.approx(300.0)
    # people's middles lie at 0.125, 0.5 and 0.875, households' would at a sixth, a half and five sixths
    assert pack.growth.loc[10, "base_idr"] == pytest.approx(100.0 + 200.0 * 0.05 / 0.375)
    assert pack.balance.iloc[0].to_dict() == {
        "variable": "size", "n_base": 30, "mean_base": 4.0, "sd_base": 1.0, "n_other": 30, "mean_other": 4.0,
        "sd_other": 1.0, "normalised_difference": 0.0,
    }  # fmt: skip
    for arm, spent in (("a", 500.0), ("b", 600.0)):
        wide = pack.matrix(arm)
        assert wide.loc["market", "office"] == pytest.approx(spent)
        assert wide.loc["office", "treasury"] == pytest.approx(spent - 200.0)
        assert wide.loc["capital account (saving)", "market"] == pytest.approx(spent)
        assert wide["total"].to_numpy() == pytest.approx(wide.loc["total"].to_numpy(), abs=1e-6)
    assert set(pack.winners["bin"]) and (pack.winners["decile"].nunique(), len(pack.winners)) == (11, 55)


def test_what_cannot_be_packed_is_refused(comparison):
    with pytest.raises(ValueError, match="households=True"):
        pack_of(Comparison(results=comparison.results, pairs=comparison.pairs))
    comparison.results.done = comparison.results.done.iloc[[0, 3]]
    with pytest.raises(ValueError, match="1 pairs of runs are whole; a pack wants two or more"):
        pack_of(comparison)


def test_the_page_has_every_table_in_both_languages(comparison):
    pack = pack_of(comparison)
    page = packed.pack_html(pack, comparison)
    for key in ("balance", "effects", "cost", "winners", "accounts_0", "accounts_1"):
        assert f'id="{key}"' in page
    assert "data:image/png" in page and "http" not in page.split("</style>")[0]
    assert "Neraca modal" in packed.pack_html(pack, comparison, language="id")


# --- files ------------------------------------------------------------------------------------------------


def test_without_the_library_nothing_is_run_and_one_line_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    arguments = ["pack", "toy", "toy,programme.community_funds.first_loan_idr=150000", "--replicates", "2"]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert "pip install 'partnersim[study]'" in captured.err and len(captured.err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("toy", "toy"), "differ in nothing"),
        (("toy", "toys"), "toys"),
        (
            ("toy", "toy,programme.community_funds.first_loan_idr=150000", "--replicates", "1"),
            "two pairs of runs",
        ),
    ],
)
def test_wrong_input_is_one_clear_error(arguments, says, tmp_path, capsys):
    assert main(["pack", *arguments, "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and len(captured.err.splitlines()) == 1 and not (tmp_path / "out").exists()


def test_the_workbook_has_a_sheet_a_table(comparison):
    pytest.importorskip("openpyxl")
    sheets = pd.read_excel(io.BytesIO(packed.workbook(pack_of(comparison))), sheet_name=None)
    assert list(sheets) == ["balance", "effects", "cost", "winners", "growth", "accounts A", "accounts B"]
    assert sheets["balance"]["mean_other"].tolist() == [4.0]
    accounts = sheets["accounts B"].set_index("Unnamed: 0")
    assert accounts.loc["market", "office"] == pytest.approx(600.0)


def test_the_command_writes_page_workbook_and_tables(tmp_path, capsys):
    pytest.importorskip("openpyxl")
    out = tmp_path / "out"
    arguments = [
        "pack", "toy", "toy,programme.community_funds.first_loan_idr=150000", "--months", "6", "--replicates", "2",
        "--workers", "1", "--out", str(out),
    ]  # fmt: skip
    assert main(arguments) == 0
    names = {"pack.html", "pack.xlsx", "balance.csv", "effects.csv", "cost.csv", "winners.csv", "growth.csv"}
    assert names | {"accounts.csv"} <= {file.name for file in out.iterdir()}
    balance = pd.read_csv(out / "balance.csv")
    assert (balance["normalised_difference"] == 0.0).all() and balance["mean_base"].gt(0).any()
    accounts = pd.read_csv(out / "accounts.csv")
    for _, mine in accounts.groupby("arm"):
        received, paid = (mine.groupby(side)["amount_idr"].sum() for side in ("receives", "from"))
        assert (received - paid).abs().max() < 0.5 and received.sum() > 0  # to the rupiah
    assert ps.pack  # the function of the same name
    kept = (out / "effects.csv").read_bytes()
    other = [text.replace("=150000", "=160000") for text in arguments]
    assert main(other) == 2 and (out / "effects.csv").read_bytes() == kept
    assert "finished study of something else" in capsys.readouterr().err
    assert main([*arguments[:-4], "--seed", "5", *arguments[-4:]]) == 0  # the same places with other luck
