"""What a month does, as the command tells it: every mechanism with its switch, its state and its share of the time."""

import itertools
import json

import pytest

from tests.command_case import printed


def test_plan_lists_every_mechanism_with_its_switch(capsys: pytest.CaptureFixture[str]) -> None:
    from partnersim.mechanisms import MONTH

    off = ("--set", "mechanisms.formation.on=false")
    switched = json.loads(printed(capsys, "plan", "toy", *off, "--no-time", "--json"))
    rows = {row["mechanism"]: row for row in switched["month"]}
    assert [row["mechanism"] for row in switched["month"]] == [mechanism.name for mechanism in MONTH]
    assert rows["formation"]["on"] is False
    assert rows["formation"]["switch"] == "mechanisms.formation.on"
    assert all(row["rule"] for row in rows.values())
    assert switched["time"] is None
    assert "time_share" not in rows["formation"]
    as_table = printed(capsys, "plan", "toy", *off, "--no-time", "--markdown").splitlines()
    assert as_table[0] == "| phase | mechanism | switch | reads | writes |"
    shocks = next(line for line in as_table if "| hamlet_shocks |" in line)
    assert shocks == "| environment | hamlet_shocks | off | hamlets: site | hamlets: shock |"
    assert any(line.startswith("| partnership | formation | off |") for line in as_table)
    assert any(line.startswith("| households | household_month | always |") for line in as_table)


def test_plan_names_each_group_of_state_once() -> None:
    from partnersim.faces.cli.planning import PHASES, by_group
    from partnersim.mechanisms import Phase

    names = ("ledger", "funds.status", "diary", "agreements.month.leak", "funds.cash")
    assert by_group(names) == "diary, ledger; agreements.month: leak; funds: cash, status"
    assert by_group(()) == ""
    assert tuple(str(phase) for phase in Phase) == PHASES


def test_plan_measures_the_share_of_time_of_each_mechanism(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a clock that goes on by a second whenever it is looked at: every mechanism takes one in each month.

    Between two of them passes another one, as before the first and after the last.
    """
    from partnersim.engine import timing
    from partnersim.mechanisms import MONTH

    monkeypatch.setattr(timing, "process_time", itertools.count().__next__)
    told = json.loads(printed(capsys, "plan", "toy", "--json"))
    whole = 12 * 2 * len(MONTH) + 1
    assert told["time"]["months"] == 12
    assert told["time"]["households"] == 12
    assert told["time"]["seconds_per_month"] == pytest.approx(whole / 12)
    rows = {row["mechanism"]: row for row in told["month"] if row["phase"] != "funds"}
    assert rows["needs"]["time_share"] == pytest.approx(12 / whole)
    assert rows["household_month"]["time_share"] == pytest.approx(12 / whole)
    assert rows["training"]["time_share"] is None
    assert rows["training"]["measured_within"] == "household_month"
    assert told["time"]["closing_share"] == pytest.approx((whole - 12 * len(MONTH)) / whole)

    indonesian = printed(capsys, "plan", "toy", "--language", "id")
    assert indonesian.splitlines()[0].split() == [
        "tahap", "mekanisme", "sakelar", "waktu", "membaca", "mengubah",
    ]  # fmt: skip
    assert "tutup buku" in indonesian
    assert "diukur sekarang di komputer ini selama 12 bulan pertama dengan 12 rumah tangga" in indonesian
