"""Traces: what happened to a household, where two lives part and by what, who is picked, years of organizations."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.tracing.lives import (
    CAUSES,
    PICKS,
    Event,
    Parting,
    events_of,
    first_apart,
    parting_of,
    picked,
)
from partnersim.studies.tracing.organizations import years_of
from partnersim.studies.tracing.record import SURROUNDINGS, Everybody, everybody, life_of
from partnersim.studies.tracing.run import run_trace
from partnersim.studies.words.lived import NAMES, values_apart
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.traced import event_text, trace_sentences
from partnersim.world.households import COLUMNS

TOY = ps.load("toy").but({"time.months": 18})
OTHER = TOY.but({"mechanisms.service_delivery.on": False})


def life(months, **changes):
    """A life of so many months: defaults of all columns, changed from a month on as said, {column: {month: value}}."""
    rows = pd.DataFrame({c.name: [c.default] * (months + 1) for c in COLUMNS})
    for name in SURROUNDINGS:
        rows[name] = True if name == "fund_works" else 1.0 if name == "price" else 0.0
    for name, values in changes.items():
        rows[name] = rows[name].astype(float)
        for month, value in values.items():
            rows.loc[month:, name] = value
    rows["date"] = ["", *(str(p) for p in pd.period_range("2010-01", periods=months, freq="M"))]
    return rows


# --- what happens -----------------------------------------------------------------------------------------


def test_events_of_a_loan_from_joining_to_paying_back():
    found = events_of(life(
        9, group={2: 4, 8: -1}, loans_taken={3: 1}, last_loan={3: 3e5}, loan={3: 3.3e5, 6: 0.0},
        arrears={4: 1e4, 5: 0.0}, moneylender_debt={5: 2e4, 7: 0.0},
    ))  # fmt: skip
    assert found == [
        Event(2, "joins a fund"), Event(3, "takes a loan", 3e5), Event(4, "falls into arrears", 1e4),
        Event(5, "is out of arrears"), Event(5, "borrows from a moneylender", 2e4), Event(6, "has paid back its loan"),
        Event(7, "owes the moneylender nothing more"), Event(8, "is no member any more"),
    ]  # fmt: skip


def test_events_of_an_enterprise_and_of_a_loan_that_is_lost():
    found = events_of(life(
        9, owner={2: 1, 8: 0}, capital={2: 5e5, 8: 0.0}, trained_ago={3: 0, 4: 1}, technology={4: 1},
        contract={5: 1, 7: 0}, order_months={6: 12}, loan={1: 2e5, 9: 0.0}, walked={6: 1}, barred={9: 1},
    ))  # fmt: skip
    assert found == [
        Event(2, "starts an enterprise", 5e5), Event(3, "takes a course"), Event(4, "turns to the better technology"),
        Event(5, "is taken under contract"), Event(6, "walks away from its loan", 2e5),
        Event(6, "gets a buyer's order", 12.0), Event(7, "loses its contract"), Event(8, "closes its enterprise"),
        Event(9, "is barred from new loans", 2e5),
    ]  # fmt: skip


def test_a_group_of_a_fund_that_does_not_work_is_no_membership():
    assert events_of(life(4, group={0: 2}, fund_works={0: 0, 3: 1})) == [Event(3, "joins a fund")]


def test_every_event_has_words_in_both_languages():
    kinds = {e.kind for e in events_of(life(9, owner={2: 1}, group={2: 1}))} | {
        "takes a loan",
        "loses its contract",
    }
    for kind in kinds:
        assert event_text(kind, Texts("en")) == kind and event_text(kind, Texts("id")) != kind


# --- where lives part -------------------------------------------------------------------------------------


def test_lives_part_where_the_first_column_differs_and_by_what_is_nearest_to_a_cause():
    base = life(6, consumption={3: 50.0}, mentor_visits={2: 0.5})
    other = life(
        6,
        consumption={3: 60.0},
        loans_taken={3: 1},
        profit={2: 1e-12},
        mentor_visits={2: 0.4},
        socialised={1: 0.2},
    )
    parting = parting_of(base, other)
    assert (parting.month, parting.cause, parting.field) == (3, "loan", "loans_taken")
    assert (parting.base, parting.other) == (0.0, 1.0)
    assert parting.around == {"socialised": (1, 0.0, 0.2), "mentor_visits": (2, 0.5, 0.4)}
    assert next(iter(parting.around)) == "socialised"  # what a loan comes through stands first


def test_what_differs_later_around_is_no_cause():
    parting = parting_of(life(6, readiness={2: 0.5}), life(6, readiness={2: 0.6}, price={3: 1.1}))
    assert (parting.month, parting.cause, parting.around) == (2, "socialisation", {})


def test_equal_lives_do_not_part():
    assert parting_of(life(3), life(3, weight={0: 2.0})) is None


def test_the_first_event_that_the_other_life_lacks():
    a, b, c = Event(2, "joins a fund"), Event(3, "takes a loan", 3e5), Event(3, "starts an enterprise")
    assert first_apart([a, b], [a, Event(3, "takes a loan", 4e5)]) == (None, None)  # only the amount differs
    assert first_apart([a, b], [a, c]) == (b, c)
    assert first_apart([a], [a, b]) == (None, b)
    assert first_apart([Event(4, "takes a loan")], [b]) == (None, b)  # the same later is another life


# --- who is picked ----------------------------------------------------------------------------------------


def people(eaten, **columns):
    """Households that consume the same in all twelve months: rupiah a person; the line is 100."""
    eaten = np.array(eaten, dtype=np.float32)
    n = len(eaten)
    given = {name: np.tile(np.array(columns.get(name, [False] * n)), (12, 1)) for name in ("member", "late")}
    return Everybody(
        id=np.arange(n) + 70, size=np.full(n, 4.0), listed=np.ones(n, dtype=bool), weight=np.arange(n) + 1.0,
        line_idr=100.0, consumption=np.tile(eaten, (12, 1)), **given,
    )  # fmt: skip


def test_the_middle_one_by_its_change_is_picked():
    base, other = people([100, 100, 100, 100, 100]), people([96, 94, 80, 60, 110])
    assert picked("harmed", base, other) == (72, 3, 2.0 + 3.0 + 4.0)  # 94, 80 and 60 are below 95
    assert picked("gained", base, other) == (74, 1, 5.0)
    assert picked("late-only-under-B", base, other) == (None, 0, 0.0)


def test_kinds_are_told_apart():
    base = people([90, 90, 90, 120], member=[True, False, False, True], late=[True, False, True, False])
    other = people([90, 120, 90, 90], member=[False, True, False, True], late=[False, False, True, True])
    shown = {kind: picked(kind, base, other)[:2] for kind in PICKS}
    assert shown == {
        "escaped-only-under-B": (71, 1), "escaped-only-under-A": (None, 0),  # the fourth was never poor under A
        "harmed": (73, 1), "gained": (71, 1), "member-only-under-B": (71, 1), "member-only-under-A": (70, 1),
        "late-only-under-B": (73, 1), "late-only-under-A": (70, 1),
    }  # fmt: skip


# --- runs -------------------------------------------------------------------------------------------------


def test_a_life_is_what_the_run_did():
    seen = []

    def watch(model):
        c = model.households.arrays
        seen.append((float(c.consumption[3]), float(c.loan[3]), model.date))

    simulate(TOY, 5, tables=False, watch=watch)
    number = int(everybody(TOY, 5).id[3])
    rows = life_of(TOY, 5, number)
    assert [(a, b) for a, b, _ in seen] == list(zip(rows["consumption"], rows["loan"], strict=True))
    assert list(rows["date"]) == ["", *(date for *_, date in seen[:-1])] and len(rows) == 19
    with pytest.raises(LookupError, match="no simulated household has the number 999"):
        life_of(TOY, 5, 999)


def test_everybody_is_recorded_after_each_month():
    all_of_them = everybody(TOY, 5)
    rows = life_of(TOY, 5, int(all_of_them.id[7]))
    eaten = (rows["consumption"] / rows["size"]).iloc[1:]
    assert all_of_them.consumption[:, 7] == pytest.approx(eaten.to_numpy(), rel=1e-6)
    assert list(all_of_them.late[:, 7]) == list(rows["arrears"].iloc[1:] > 0)
    assert all_of_them.last_year[7] == pytest.approx(eaten.iloc[-12:].mean(), rel=1e-6)


def test_a_trace_says_where_it_parts_and_ends():
    found = run_trace(
        TOY, OTHER, household=int(everybody(TOY, TOY.run.seed).id[0]), names=("toy", "less staff")
    )
    lines = trace_sentences(found, Texts())
    assert lines[0].startswith(f"Household {found.number}: {found.lives[0]['size'].iloc[0]} persons, ")
    assert found.parting is not None and found.parting.month >= 1
    assert any(line.startswith("The first thing that differs, in 20") for line in lines)
    assert lines[-1].startswith("In the last year it consumes Rp")
    assert list(found.table.columns) == ["date", "base", "other"]
    indonesian = trace_sentences(found, Texts("id"))
    assert len(indonesian) == len(lines) and all(a != b for a, b in zip(lines, indonesian, strict=True))


def test_what_parts_two_lives_is_named_with_its_unit_in_both_languages():
    trace = run_trace(TOY, OTHER, household=int(everybody(TOY, TOY.run.seed).id[0]), names=("toy", "less"))
    around = {
        "socialised": (1, 0.233, 0.0),
        "fund_works": (2, 1.0, 0.0),
        "training_places": (2, 0.00122, 0.0),
    }
    parted = replace(
        trace, apart=(None, None),
        parting=Parting(
            month=2, field="readiness", base=0.404, other=0.395, cause="socialisation", around=around
        ),
    )  # fmt: skip
    one, two = (trace.lives[0]["date"].iloc[month] for month in (1, 2))
    assert trace_sentences(parted, Texts())[1:3] == [
        f"The first thing that differs, in {two}, is its readiness to take part (0 to 1): 0.404 under toy, 0.395 under "
        "less.",
        f"In its hamlet had differed: part of the hamlet that the programme reaches 23.3 % and 0 % ({one}); having a "
        f"fund at work yes and no ({two}); places in courses a month 0.00122 and 0 ({two}).",
    ]
    assert trace_sentences(parted, Texts("id"))[1:3] == [
        f"Hal pertama yang berbeda, pada {two}, adalah kesiapannya untuk ikut (0 sampai 1): 0,404 menurut toy, 0,395 "
        "menurut less.",
        f"Di dusunnya telah berbeda: bagian dusun yang dijangkau program 23,3 % dan 0 % ({one}); adanya dana yang "
        f"berjalan ya dan tidak ({two}); tempat kursus per bulan 0,00122 dan 0 ({two}).",
    ]


@pytest.mark.parametrize(
    ("name", "one", "two", "english", "indonesian"),
    [
        ("savings", 1_250_000.0, 900_000.0, ("Rp1.25 million", "Rp900,000"), ("Rp1,25 juta", "Rp900.000")),
        ("consumption", 1234567.125, 1234567.0, ("Rp1,234,567.12", "Rp1,234,567"), ("Rp1.234.567,12", "Rp1.234.567")),
        ("meeting_rate", 0.5000001, 0.5, ("50.00001 %", "50 %"), ("50,00001 %", "50 %")),
        ("readiness", 0.4000001, 0.4, ("0.4000001", "0.4"), ("0,4000001", "0,4")),
        ("group", 0.0, -1.0, ("yes", "no"), ("ya", "tidak")),
        ("owner", 1.0, 0.0, ("yes", "no"), ("ya", "tidak")),
        ("trained_ago", 9999.0, 1.0, ("never", "1 month"), ("tidak pernah", "1 bulan")),
        ("owed", 127.0, 5.0, ("never", "5 months"), ("tidak pernah", "5 bulan")),
        ("grace", 2.0, 0.0, ("2 months", "0 months"), ("2 bulan", "0 bulan")),
    ],
)  # fmt: skip
def test_two_values_of_a_life_are_written_with_their_unit(name, one, two, english, indonesian):
    assert values_apart(name, one, two, Texts()) == english
    assert values_apart(name, one, two, Texts("id")) == indonesian


def test_everything_that_lives_are_told_of_has_a_name():
    assert set(NAMES) == {name for _, names in CAUSES for name in names} | set(SURROUNDINGS)


def test_a_share_that_is_not_known_has_no_per_cent():
    assert (Texts().percent(float("nan")), Texts("id").percent(0.802)) == ("–", "80,2 %")


def test_a_household_that_is_the_only_one_of_its_kind_is_no_middle_one():
    """Nobody stands between others where there is one."""
    trace = run_trace(TOY, OTHER, household=int(everybody(TOY, TOY.run.seed).id[0]), names=("toy", "less"))
    alone = trace_sentences(replace(trace, pick="harmed", like=(1, 48.5)), Texts())
    assert alone[1] == (
        "Of households that consume over 5 % less under less in the last year only this one was simulated; it stands "
        "for 48.5 of the place."
    )
    among = trace_sentences(replace(trace, pick="harmed", like=(3, 120.0)), Texts())
    assert among[1].startswith("Of 3 simulated households that") and "it is the middle one" in among[1]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "give a household"),
        ({"household": 1, "pick": "harmed"}, "and not both"),
        ({"pick": "harmd"}, r"--pick.*did you mean 'harmed'"),
        ({"household": 987654321}, "is no simulated household"),
    ],
)
def test_questions_that_cannot_be_are_refused(asked, says):
    with pytest.raises(ScenarioError, match=says):
        run_trace(TOY, OTHER, **asked)


@pytest.mark.parametrize("asked", [["toy,programme.community_funds.first_loan_idr=150000", "--pick", "nobody"],
                                    ["--organization", "nobody"]])  # fmt: skip
def test_what_is_refused_leaves_no_folder(asked, tmp_path, capsys):
    assert main(["trace", "toy", *asked, "--out", str(tmp_path / "a" / "b")]) == 2
    assert "nobody" in capsys.readouterr().err and not (tmp_path / "a").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("kept")
    assert main(["trace", "toy", *asked, "--out", str(tmp_path / "mine")]) == 2
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_scenarios_that_do_not_differ_have_one_life():
    with pytest.raises(ScenarioError, match="differ in nothing"):
        run_trace(TOY, TOY, pick="harmed")


# --- organizations ----------------------------------------------------------------------------------------


def test_years_add_up_the_months_of_an_organization():
    sums = np.zeros(3)
    name = TOY.actors[1].name

    def watch(model):
        if model.month == 0:
            return
        for group in (*model.agreements, model.apart):
            for i in np.flatnonzero(group.rows == 1):
                if group.working:
                    month = group.month
                    sums[:] += month.promised_idr[i].sum(), month.delivered_idr[i].sum(), month.leaked_idr[i]

    believed = []  # after each month: of it by the other, and of the other by it

    def watch_all(model):
        watch(model)
        group = model.agreements[0]
        me = int(np.flatnonzero(group.rows == 1)[0])
        known = group.expected_delivery
        believed.append(
            (known[1 - me, me], known[me, 1 - me]) if group.working and group.inside.all() else None
        )

    outcome = simulate(TOY, TOY.run.seed, watch=watch_all)
    years = years_of(TOY, TOY.run.seed, name)
    ends = [believed[12], believed[18]]  # the first year's last month, and that of the half year after it
    assert ends[0] is not None and ends[0][0] != ends[0][1] and believed[6] != ends[0]
    for row, end in zip(years.table.to_dict("records"), ends, strict=True):
        if end is not None:
            assert (row["trusted"], row["trusts"]) == pytest.approx(end)
    columns = ["promised_idr", "delivered_idr", "leaked_idr"]
    assert years.table[columns].sum().to_numpy() == pytest.approx(sums) and sums[0] > 0.0
    assert list(years.table["year"]) == sorted(
        {int(d["date"][:4]) for d in outcome.diary} | set(years.table["year"])
    )
    kept = years.table["delivered_idr"] / years.table["promised_idr"]
    assert years.table["kept"].dropna().to_numpy() == pytest.approx(kept.dropna().to_numpy())
    assert years.table["trusted"].dropna().between(0.0, 1.0).all()
    assert len(years.diary) == sum(line["who"] == name for line in outcome.diary)
    with pytest.raises(ScenarioError, match="is no actor of toy"):
        years_of(TOY, 1, "nobody")


# --- the command ------------------------------------------------------------------------------------------


def test_the_command_follows_a_household(tmp_path, capsys):
    number = str(int(everybody(TOY, TOY.run.seed).id[0]))
    command = [
        "trace",
        "toy",
        "toy,mechanisms.service_delivery.on=false",
        "--household",
        number,
        "--months",
        "18",
    ]
    assert main([*command, "--out", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"Household {number}: ") and "Month" in text
    assert (tmp_path / "out" / "trace.png").read_bytes().startswith(b"\x89PNG")
    assert len(pd.read_csv(tmp_path / "out" / "life-base.csv")) == 19
    assert main([*command, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["household"] == int(number) and len(document["lives"]["other"]) == 19


def test_the_command_follows_an_organization(tmp_path, capsys):
    command = ["trace", "toy", "--organization", "village_ngo", "--months", "18"]
    assert main([*command, "--out", str(tmp_path / "out")]) == 0
    assert "others expect of it" in capsys.readouterr().out
    assert (tmp_path / "out" / "organization.png").exists()
    assert main([*command, "--pick", "harmed"]) == 2
    assert "an organization is followed under A alone" in capsys.readouterr().err
    assert main(["trace", "toy"]) == 2
    assert "a household has two lives" in capsys.readouterr().err
    assert main(["trace", "toy", "--organization", "village_ngos"]) == 2
    assert "did you mean 'village_ngo'" in capsys.readouterr().err
    with pytest.raises(ValueError, match="and not both"):
        ps.trace("toy")
