"""The digest of a comparison on a terminal: what the arms differ in, and what gives way where space is lacking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from partnersim.scenario.reading import load_scenario
from partnersim.scenario.telling import flat_values
from partnersim.studies.compare import compare_results
from partnersim.studies.digest.facts import Change, changes_of
from partnersim.studies.words.chain import ChainLine
from partnersim.studies.words.digest import MOST_LINES, WIDTH, Digest, digest, digest_lines
from partnersim.studies.words.digest_sentences import effect_text
from partnersim.studies.words.reasons import meaning_text
from partnersim.studies.words.texts import Texts
from tests.digest_case import effect, made
from tests.unit.test_compare import results

# --- what differs -----------------------------------------------------------------------------------------------------


def test_changes_are_named_by_path_and_texts_are_none() -> None:
    base = {
        "name": "x",
        "title": "X",
        "actors": [{"name": "ilo", "staff": 4, "title": "I"}],
        "run": {"seed": 1},
        "k": 1,
    }
    other = {
        "name": "y",
        "title": "Y",
        "actors": [{"name": "ilo", "staff": 2, "title": "J"}],
        "run": {"seed": 2},
        "m": 3,
    }
    assert changes_of(base, other) == [
        Change("actors.ilo.staff", 4, 2), Change("k", 1, None), Change("m", None, 3),
    ]  # fmt: skip
    assert flat_values({"a": [1, 2], "b": [{"name": "n", "c": {}}, {"d": 1}]}) == {
        "a": [1, 2], "b.n.name": "n", "b.1.d": 1,
    }  # fmt: skip


def test_the_heading_names_the_one_value_that_differs() -> None:
    comparison = made({"members_end": [1.0]}, {"members_end": [2.0]})
    spec = comparison.results.manifest["arms"]["b"]["spec"] | {"regulation": {"forum": True}}
    comparison.results.manifest["arms"]["b"]["spec"] = spec
    found = digest(comparison, "a", "b", Texts())
    assert (found.heading, found.differing) == (
        "b against a: regulation.forum is true instead of \N{EN DASH}",
        "",
    )
    comparison.results.manifest["arms"]["b"]["spec"] = spec | {letter: 1 for letter in "cdef"}
    found = digest(comparison, "a", "b", Texts())
    assert found.heading == "b against a: what differs"
    none = "1 instead of \N{EN DASH}"
    assert found.differing == (
        f"They differ in 5 values: regulation.forum true instead of \N{EN DASH}; c {none}; d {none}; and 2 more."
    )
    same = digest(made({"members_end": [1.0]}, {"members_end": [1.0]}), "a", "b", Texts())
    assert same.differing == "They differ in nothing that could change a result."


def test_values_that_differ_are_told_by_what_they_mean() -> None:
    jember = load_scenario("jember")
    comparison = made({"members_end": [1.0]}, {"members_end": [2.0]})
    arms = comparison.results.manifest["arms"]

    def differing(language: str = "en", **changes: object) -> str:
        arms["a"]["spec"] = jember.model_dump(mode="json")
        arms["b"]["spec"] = jember.but({k.replace("__", "."): v for k, v in changes.items()}).model_dump(
            mode="json"
        )
        return digest(comparison, "a", "b", Texts(language)).differing

    assert differing(regulation__mandate_share=0.02) == "Share of profit that firms must give."
    assert differing(actors__ilo__staff=2) == "International Labour Organization, staff for the programme."
    assert differing(mechanisms__formation__on=False).startswith("mechanisms.formation.on is off: ")
    on = meaning_text(Change("mechanisms.formation.on", False, True), [jember, jember], Texts())
    assert on.startswith("mechanisms.formation.on is on; off means: ")
    assert differing("id", regulation__mandate_share=0.02) == "Bagian laba yang wajib diberikan perusahaan."
    assert differing(regulation__mandate_share=0.02, regulation__enforcement=0.3) == (
        "2 values differ: share of profit that firms must give: 0.02 instead of 0; "
        "chance that a firm below the mandate is sanctioned: 0.3 instead of 0."
    )
    many = differing(regulation__mandate_share=0.02, regulation__enforcement=0.3, regulation__forum=0.5)
    assert many.endswith("0.3 instead of 0; and 1 more.")
    arms["b"]["title"] = "Jember without an agreement"
    assert digest(comparison, "a", "b", Texts()).in_short()[0] == "b against a (Jember without an agreement)"
    arms["a"]["title"] = arms["b"]["title"]
    assert "(" not in digest(comparison, "a", "b", Texts()).in_short()[0]


# --- on the terminal --------------------------------------------------------------------------------------------------


def test_where_space_is_lacking_whole_sentences_give_way_and_how_sure_it_is_stays() -> None:
    found = digest(made({"members_end": [1.0]}, {"members_end": [2.0]}), "a", "b", Texts())
    told = replace(
        found,
        effects=[],
        nothing="Nothing.",
        poverty="Poverty.",
        payers="Payers " * 20 + "end.",
        told_sure="Sure.",
    )
    room = len(told.lines(99)) - 1
    lines = told.lines(room)
    # the chain says of poverty what the sentence does
    assert "- Sure." in lines and "- Poverty." not in lines and any("Payers" in line for line in lines)
    least = told.lines(room - 2)
    assert "- Sure." in least and not any("Payers" in line for line in least)
    without = replace(told, chain=[], chain_heading="", differing="")
    shown = without.lines(len(without.lines(99)) - 1)
    assert "- Poverty." in shown and not any("Payers" in line for line in shown)


def whole(pairs: int = 1):
    outcomes = {
        "money_spent_idr_total": 1e9, "leaked_idr_total": 1e8, "members_end": 1e4, "queue_end": 1e3,
        "interest_saved_idr_total": 1e9, "enterprises_end": 1e4, "headcount_end": 0.1, "harmed_households_share": 0.1,
    }  # fmt: skip
    arms = {
        arm: {name: [value * (1 + 0.1 * k + 0.001 * s) for s in range(6)] for name, value in outcomes.items()}
        for k, arm in enumerate("abcd"[: pairs + 1])
    }
    return compare_results(results(arms))


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("pairs", [1, 2, 3])
def test_a_digest_has_at_most_25_lines_of_100_columns(language: str, pairs: int) -> None:
    lines = digest_lines(whole(pairs), Texts(language))
    assert len(lines) <= MOST_LINES == 25
    assert max(len(line) for line in lines) <= WIDTH == 100
    text = "\n".join(lines)
    for arm in "bcd"[:pairs]:
        assert f"{arm} against a" in text or f"{arm} dibanding a" in text
    assert lines == whole(pairs).digest(language)
    less = whole(pairs).digest(language, beside=5)  # four notes and an empty line
    assert len(less) <= 20 and less[0] == lines[0] and less[-1] == lines[-1]


def test_sentences_are_six_at_most_and_effects_give_way_to_space() -> None:
    found = digest(whole(), "a", "b", Texts())
    reach = replace(found, reach=2)
    assert list(found._fewer_effects()) == [[0, 1, 2], [0, 1], [0]]
    assert list(reach._fewer_effects()) == [[0, 1, 2], [0, 2], [0]]
    shorter = reach.lines(most=len(reach.lines()) - 1)
    assert any(found.effects[2][:40] in line for line in shorter)
    assert not any(found.effects[1][:40] in line for line in shorter)
    assert len(found.effects) == 3 and len(found.effects) + len(found.sentences) <= 6
    full = found.lines()
    short = found.lines(most=len(full) - 1)
    assert len(short) <= len(full) - 1
    assert sum(line.startswith("- ") for line in short) < sum(line.startswith("- ") for line in full)
    assert "How sure" in "\n".join(short)
    assert str(whole()).splitlines() == digest_lines(whole(), Texts())


def in_parts(**changes: object) -> Digest:
    """A digest of short parts: three effects, the second on the households reached, and three sentences."""
    line = ChainLine("reached", "Members", "+1", "+1", "", "1", clear=True)
    parts = {
        "effects": ["First.", "Reach.", "Third."], "reach": 1, "poverty": "Poverty.", "payers": "Payers.",
        "told_sure": "Sure.", "changes": 2, "chain": [line], "chain_heading": "Chain.",
    }  # fmt: skip
    return replace(Digest("b against a", "b against a", "They differ.", []), **parts | changes)


def test_what_gives_way_goes_in_its_order_to_the_first_effect_and_how_sure_it_is() -> None:
    every, two, one = [0, 1, 2], [0, 1], [0]
    all_three, rest = ["Poverty.", "Payers.", "Sure."], ["Payers.", "Sure."]
    assert list(in_parts()._what_is_told()) == [
        (every, all_three, True), (two, all_three, True), (two, rest, True), (two, rest, False), (one, rest, False),
        (one, ["Sure."], False),
    ]  # fmt: skip
    # what one value means stays to the end; without a chain nothing says of poverty what its sentence does
    assert all(meaning for *_, meaning in in_parts(changes=1)._what_is_told())
    assert list(in_parts(chain=[])._what_is_told()) == [
        (every, all_three, True), (two, all_three, True), (two, all_three, True), (two, all_three, False),
        (one, all_three, False), (one, ["Poverty.", "Sure."], False), (one, ["Sure."], False),
    ]  # fmt: skip
    assert next(iter(in_parts(effects=["First."], reach=0)._what_is_told())) == (one, all_three, True)


def test_lines_are_as_many_as_fit_and_the_first_telling_that_does_is_taken() -> None:
    told = in_parts()
    whole_text = ["b against a", "  They differ.", "- First.", "- Reach.", "- Third.", "- Poverty.", "- Payers.",
                  "- Sure.", "Chain."]  # fmt: skip
    chain = len(told.lines(99)) - len(whole_text)
    left_out = [[], ["- Third."], ["- Third.", "- Poverty."], ["- Third.", "- Poverty.", "  They differ."],
                ["- Third.", "- Poverty.", "  They differ.", "- Reach."],
                ["- Third.", "- Poverty.", "  They differ.", "- Reach.", "- Payers."]]  # fmt: skip
    for fewer, gone in enumerate(left_out):
        lines = told.lines(len(whole_text) + chain - fewer)
        assert lines[: len(whole_text) - fewer] == [line for line in whole_text if line not in gone], fewer


def test_other_pairs_keep_their_lines_beside_failed_runs_and_a_long_first_pair() -> None:
    comparison = whole(3)
    comparison.results.runs.loc[comparison.results.runs["run_id"] == "b:3", "status"] = "failed"
    others = [digest(comparison, "a", other, Texts()).in_short() for other in "cd"]
    rest = [line for lines in others for line in lines]
    lines = digest_lines(comparison, Texts())
    assert lines[-len(rest) :] == rest and len(lines) <= MOST_LINES
    assert lines[0] == "1 of 24 runs failed and are left out." and lines[1].startswith("b against a")
    # without the line on failed runs there is room for more of the first pair
    assert digest_lines(whole(3), Texts())[-len(rest) + 1 :] == rest[1:]


def test_the_first_pair_has_the_lines_that_others_leave_and_half_of_them_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(Digest, "lines", lambda self, most: asked.append(most) or ["first"] * most)
    monkeypatch.setattr(Digest, "in_short", lambda self: ["other", "- effect"])
    comparison = whole(3)
    others = ["other", "- effect"] * 2
    assert digest_lines(comparison, Texts(), most=25) == ["first"] * 21 + others
    assert digest_lines(comparison, Texts(), most=6) == ["first"] * 3 + others[:3]
    comparison.results.runs.loc[comparison.results.runs["run_id"] == "b:3", "status"] = "failed"
    assert digest_lines(comparison, Texts(), most=25)[1:] == ["first"] * 20 + others
    assert asked == [21, 3, 20]


def test_the_picture_of_the_chain_marks_what_is_clear() -> None:
    base = {"members_end": [1.0], "headcount_end": [0.10, 0.12, 0.14]}
    lines = digest(
        made(base, {"members_end": [9.0], "headcount_end": [0.13, 0.10, 0.13]}), "a", "b", Texts()
    ).lines()
    chain = [
        line
        for line in lines
        if line.startswith("  \N{BLACK CIRCLE}") or line.startswith("  \N{WHITE CIRCLE}")
    ]
    assert [line[2] for line in chain] == ["\N{BLACK CIRCLE}", "\N{WHITE CIRCLE}"]
    assert chain[0].split()[1:3] == ["reached", "Members"] and chain[1].split()[1] == "poverty"
    heading = (
        "Clear along the results chain as far as 'reached' (difference, 95 % interval, would have shown):"
    )
    assert heading in lines


def test_failed_runs_and_no_common_seed_are_said() -> None:
    comparison = whole()
    comparison.results.runs.loc[comparison.results.runs["run_id"] == "b:3", "status"] = "failed"
    assert digest_lines(comparison, Texts())[0] == "1 of 12 runs failed and are left out."
    apart = whole()
    apart.results.runs.loc[apart.results.runs["arm"] == "b", "seed"] += 100
    assert "No seed finished in both, so nothing can be said." in "\n".join(digest_lines(apart, Texts()))


def test_an_unknown_outcome_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        KeyError, match=r"no outcome 'member_end' of this pair \(did you mean 'members_end'\?\)"
    ):
        whole().row("member_end")
    with pytest.raises(KeyError, match=r"no outcome 'zzz' of this pair.$"):
        whole().row("zzz")


def test_in_indonesian_the_demo_tells_as_much_as_in_english() -> None:
    """Three effects, poverty, who paid and how sure, with the numbers of the demo, beside two further pairs."""
    effects = [
        effect("promise_loss_share_end", "outcome", base=0.146, other=0.00694, difference=-0.139, low=-0.19,
               high=-0.088, n=20, unit="share"),
        effect("coverage_listed_end", base=0.107, other=0.146, difference=0.0395, low=0.0323, high=0.0467, n=20,
               unit="share"),
        effect("queue_end", base=1503.0, other=1973.0, difference=470.0, low=346.0, high=594.0, n=20),
    ]  # fmt: skip
    for language, payers, sure in (
        ("en", "In jember-with-firms more was paid by Private firms (Rp9.96 billion); less by Co-operative office "
               "(Dinas Koperasi UMKM) (Rp1.80 billion); together they spent Rp8.14 billion more.",
         "How sure: 95 % intervals of chance from 20 pairs of runs; what nobody knows of inputs comes on top."),
        ("id", "Dalam jember-with-firms lebih banyak dibayar oleh Perusahaan swasta (Rp9,96 miliar); lebih sedikit "
               "oleh Dinas Koperasi UMKM (Rp1,80 miliar); belanja mereka seluruhnya naik Rp8,14 miliar.",
         "Seberapa pasti: selang kebetulan 95 % dari 20 pasang simulasi, di luar ketidakpastian masukan."),
    ):  # fmt: skip
        texts = Texts(language)
        found = digest(made({"members_end": [1.0]}, {"members_end": [2.0]}), "a", "b", texts)
        ends = texts.say("95 % interval")
        how_far = texts.say("clear to the end of the results chain, but not in the share of poor people")
        told = replace(
            found, changes=5, effects=[effect_text(one, texts) for one in effects], reach=1, payers=payers,
            told_sure=sure, chain=[found.chain[0]] * 5,
            heading=texts.say("{a} against {b}: what differs", a="jember-with-firms", b="jember"),
            differing="5 nilai berbeda: Dinas Koperasi UMKM, bagian staf yang mengatur: 0,2, bukan 0,05; seberapa "
            "jelas aturan bagi perusahaan yang ingin memberi: 0,6, bukan 0,1; dan 3 lagi.",
            poverty=texts.say(
                "The share of poor people changes by about nothing: {low} to {high} more of 100 people.",
                low="0.0070", high="0.0257",
            ),
            chain_heading=texts.say("{how_far} (difference, {ends}, would have shown):", how_far=how_far, ends=ends),
        )  # fmt: skip
        lines = told.lines(MOST_LINES - 5)
        assert sum(line.startswith("- ") for line in lines) == 6, lines
        assert any(line.startswith(f"- {payers[:40]}") for line in lines)
    assert effect_text(effects[1], Texts("id")) == (
        "Dana komunitas menjangkau 14,6 dari 100 rumah tangga terdaftar, bukan 10,7: naik 3,95 (3,23 sampai 4,67 "
        "karena kebetulan)."
    )
