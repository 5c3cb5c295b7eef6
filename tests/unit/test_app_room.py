"""What a room needs of the page, without a browser: uploads, files to take home, numbers and lines in two languages."""

import io
import math
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
import solara

import partnersim as ps
from partnersim.faces.app.cases import ACTOR_TITLES, CASE_TEXTS
from partnersim.faces.app.claim_texts import STATEMENTS
from partnersim.faces.app.claims import claim_rows
from partnersim.faces.app.compared import Compared
from partnersim.faces.app.diary import line_text, names_of
from partnersim.faces.app.help import OUTCOME_HELP, TERMS
from partnersim.faces.app.jobs import Jobs
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.made import on_own_scale, picture_of, workbook_of
from partnersim.faces.app.number_field import NotANumber, NumberField, number_of
from partnersim.faces.app.reading import LARGEST_BYTES, MOST, spec_of_upload, text_of_upload
from partnersim.faces.app.server import CannotListen, address_of, check_free
from partnersim.faces.app.session import CASES, Choice, looks_of_link, python_text, shipped, yaml_text
from partnersim.faces.app.state import choice
from partnersim.faces.app.why import announced
from partnersim.faces.app.work import CHAIN, WORKSHOP, ChainRow, short_title
from partnersim.faces.cli import main
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.runs.processes import TookTooLong, WorkerProcesses
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")


# --- starting the page -------------------------------------------------------------------------------------


def test_a_port_in_use_is_one_clear_line_with_a_free_one(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["app", "--no-browser", "--port", str(port)]) == 2
    said = capsys.readouterr()
    line = " ".join(said.err.replace("│", " ").split())
    assert f"port {port} of 127.0.0.1 is in use" in line and "Traceback" not in said.err and said.out == ""
    other = int(re.search(r"partnersim app --port (\d+)", line)[1])
    assert other != port
    check_free("127.0.0.1", other)


@pytest.mark.parametrize("host", ["203.0.113.9", "no such host.invalid"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(CannotListen, match=r"no address of this machine.*127\.0\.0\.1.*0\.0\.0\.0"):
        check_free(host, 8765)


def test_opening_the_page_to_the_network_is_said(monkeypatch, capsys):
    started = []
    monkeypatch.setattr("partnersim.faces.app.server.serve", lambda **how: started.append(how))
    for host, told in (("0.0.0.0", True), ("127.0.0.1", False)):
        with socket.socket() as probe:
            probe.bind((host, 0))
            port = probe.getsockname()[1]
        assert main(["app", "--no-browser", "--host", host, "--port", str(port), "--language", "id"]) == 0
        said = capsys.readouterr().out
        assert ("Everybody who reaches this machine" in said) is told and f":{port} (stop it" in said
        assert started[-1] == {"host": host, "port": port, "language": "id", "open_browser": False}


def test_the_address_for_a_browser():
    assert address_of("0.0.0.0", 1) == "http://localhost:1" and address_of("::1", 2) == "http://[::1]:2"


# --- a scenario from a visitor -----------------------------------------------------------------------------


def test_a_good_file_becomes_a_scenario_in_the_size_of_the_page():
    text = "extends: jember\nname: mine\nsample: {households: 500000}\ntime: {months: 72}\n"
    spec = spec_of_upload(text, "mine.yaml")
    assert (spec.name, spec.sample.households, spec.time.months) == ("mine", 1300, 72)
    assert spec.sample.rows_per_hamlet == WORKSHOP["sample.rows_per_hamlet"]
    assert Choice(uploaded=spec).base() is spec


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: ../../etc/passwd\n", "mine.yaml:1: extends = '../../etc/passwd'"),
        ("extends: /etc/hostname\n", "mine.yaml:1: extends = '/etc/hostname'"),
        ("name: a\nextends: jembr\n", "mine.yaml:2: extends = 'jembr'"),
        ("extends: jember.yaml\n", "shipped scenario by its name, and nothing else"),
        ("extends: [jember]\n", "mine.yaml:1: extends"),
        ("extends: jember\nregulation:\n  enforcement: 7\n", "mine.yaml:3: regulation.enforcement = 7"),
        ("extends: jember\nplaces: {}\n", "mine.yaml:2: unknown field 'places' (did you mean 'place'?)"),
        ("a: &x 1\nb: *x\n", "mine.yaml:1: uses a YAML anchor or alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "mine.yaml:1: uses a YAML tag"),
        ("name: [\n", "is not valid YAML"),
        ("", "is empty"),
    ],
)
def test_a_bad_file_is_refused_at_its_line_and_nothing_of_the_machine_is_read(text, words):
    with pytest.raises(ScenarioError) as fault:
        spec_of_upload(text, "mine.yaml")
    assert words in str(fault.value)


def test_a_folder_of_the_reader_is_not_searched(tmp_path, monkeypatch):
    (tmp_path / "secret.yaml").write_text("extends: toy\nname: secret\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert ps.load("secret.yaml").name == "secret"
    for name in ("secret", "secret.yaml", "./secret.yaml"):
        with pytest.raises(ScenarioError, match="nothing else"):
            spec_of_upload(f"extends: {name}\n", "mine.yaml")


def test_long_lists_are_refused_with_what_is_allowed():
    events = "".join(
        f"  - {{name: e{n}, what: income_shock, month: 2010-01, factor: 0.9, months: 2}}\n"
        for n in range(MOST["events"] + 1)
    )
    with pytest.raises(
        ScenarioError, match=r"events = 20\d items is more than the page runs; allowed at most 200"
    ):
        spec_of_upload(f"extends: jember\nevents:\n{events}", "mine.yaml")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ({"name": "big.yaml", "size": LARGEST_BYTES + 1, "text": None}, "big.yaml: is larger than 200 kB"),
        ({"name": "lied.yaml", "size": 3, "text": "a" * (LARGEST_BYTES + 1)}, "is larger than 200 kB"),
        ({"name": "photo.jpg", "size": 3, "text": None}, "photo.jpg: is not UTF-8 text"),
        ({"name": "zero.yaml", "size": 3, "text": "a\x00b"}, "is not UTF-8 text"),
        ({"name": "half.yaml", "size": 3, "text": "a: \ud800"}, "is not UTF-8 text"),
        ({}, "?: is not UTF-8 text"),
    ],
)
def test_what_is_no_short_text_is_refused_before_it_is_read(file, words):
    with pytest.raises(ScenarioError) as fault:
        text_of_upload(file)
    assert words in str(fault.value)


def test_the_name_of_a_file_is_its_last_part_and_short():
    assert text_of_upload({"name": "C:\\me\\mine.yaml", "size": 2, "text": "a"}) == ("mine.yaml", "a")
    assert len(text_of_upload({"name": "x" * 500, "size": 2, "text": "a"})[0]) == 80


def test_the_same_in_python_of_a_scenario_of_ones_own_names_the_file():
    spec = spec_of_upload("extends: jember\nname: mine\n", "mine.yaml")
    text = python_text(Choice(uploaded=spec).moved("forum", "strong"))
    assert "ps.load('my-scenario.yaml')" in text and "'regulation.forum': 1.0" in text


def test_the_same_in_python_of_ones_own_makes_the_same_arms(tmp_path, monkeypatch):
    text = "extends: jember\nname: mine\ntime: {months: 132}\nevents: []\n"
    (tmp_path / "my-scenario.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    choice = Choice(uploaded=spec_of_upload(text, "mine.yaml")).moved("forum", "strong")
    names = {}
    exec(python_text(choice).split("answer =")[0], names)
    assert names["base"] == choice.base() and names["now"] == choice.now()
    assert choice.base().time.months == 120


# --- the pool ----------------------------------------------------------------------------------------------


def test_heavy_work_leaves_a_worker_free_for_others():
    gate, begun = threading.Event(), []

    def slow(name):
        begun.append(name)
        gate.wait(5)
        return name

    with ThreadPoolExecutor(2) as executor:
        jobs = Jobs(executor, at_once=2)
        first = jobs.ask("a", "report 1", slow, "report 1", heavy=True)
        second = jobs.ask("b", "report 2", slow, "report 2", heavy=True)
        light = jobs.ask("c", "light", str.upper, "quick")
        assert light.result(5) == "QUICK"
        assert begun == ["report 1"] and not second.done()
        gate.set()
        assert (first.result(5), second.result(5)) == ("report 1", "report 2")
        # both places are free again: two light ones are under way together
        meet = threading.Barrier(2)
        pair = [jobs.ask(v, v, lambda _: meet.wait(5), v) for v in ("d", "e")]
        assert sorted(answer.result(5) for answer in pair) == [0, 1]


def test_one_worker_does_heavy_work_too():
    with ThreadPoolExecutor(1) as executor:
        assert Jobs(executor, at_once=1).ask("a", "r", str.upper, "x", heavy=True).result(5) == "X"


def test_what_is_not_to_be_remembered_is_done_again():
    done = []

    def work(name):
        done.append(name)
        return name

    with ThreadPoolExecutor(1) as executor:
        jobs = Jobs(executor, at_once=1)
        for _ in range(2):
            assert jobs.ask("a", "k", work, "n", remember=False).result(5) == "n"
    assert done == ["n", "n"]


def test_work_that_takes_too_long_is_ended_and_the_pool_goes_on():
    processes = WorkerProcesses(1)
    try:
        jobs = Jobs(processes, at_once=1)
        begun = time.monotonic()
        with pytest.raises(TookTooLong, match="1 seconds"):
            jobs.ask("a", "endless", time.sleep, 60, seconds=1.0).result(30)
        assert time.monotonic() - begun < 30
        assert jobs.ask("a", "after", math.sqrt, 16.0, seconds=30.0).result(60) == 4.0
    finally:
        processes.shutdown()


# --- files to take home ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared():
    """Five pairs: members 10, 20 to 50 against 12, 23 to 56; the share of firms unknown in one; all else absent."""
    base = [{"members_end": 10.0 * n, "firm_participation_mean": 0.1} for n in range(1, 6)]
    now = [{"members_end": 10.0 * n + n + 1, "firm_participation_mean": 0.1} for n in range(1, 6)]
    now[2]["firm_participation_mean"] = math.nan
    return Compared(tuple(base), tuple(now))


def test_a_workbook_opens_with_numbers_as_numbers(compared):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(compared, EN)))
    assert book.sheetnames == ["Differences", "Runs"]
    rows = {row[9]: row for row in book["Differences"].iter_rows(values_only=True)}
    assert len(rows) == len(list(OUTCOMES)) + 1
    half = 2.7764451051977987 * 2.5**0.5 / 5**0.5  # t(0.975, 4); the variance of 2, 3, 4, 5, 6 is 2.5
    label, base, now, difference, low, high, ends, unit, runs, _ = rows["members_end"]
    assert (label, base, now, difference, ends, unit, runs) == (
        "Members of community funds, last 12 months", 30, 34, 4, "95 % interval", "households", 5,
    )  # fmt: skip
    assert (low, high) == (pytest.approx(4 - half), pytest.approx(4 + half))
    assert rows["firm_participation_mean"][4:7] == (0, 0, "smallest and largest of few pairs")  # four pairs
    assert rows["firm_participation_mean"][8] == 4 and rows["headcount_end"][1] is None
    assert rows["headcount_end"][4:7] == (None, None, None)
    runs = list(book["Runs"].iter_rows(values_only=True))
    place = runs[0].index("members_end")
    assert [(row[0], row[1], row[place]) for row in runs[1:]] == [
        ("as it was", 1, 10), ("as it was", 2, 20), ("as it was", 3, 30), ("as it was", 4, 40), ("as it was", 5, 50),
        ("as it is now", 1, 12), ("as it is now", 2, 23), ("as it is now", 3, 34), ("as it is now", 4, 45),
        ("as it is now", 5, 56),
    ]  # fmt: skip
    assert openpyxl.load_workbook(io.BytesIO(workbook_of(compared, ID))).sheetnames == ["Selisih", "Simulasi"]


@pytest.mark.parametrize(
    ("pairs", "ends"), [(1, (None, None, None)), (3, (2, 4, "smallest and largest of few pairs"))]
)
def test_a_workbook_of_few_pairs_says_that_its_ends_are_a_range(compared, pairs, ends):
    few = Compared(compared.base[:pairs], compared.now[:pairs])  # differences 2, 3, 4, 5
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(few, EN)))["Differences"]
    rows = {row[9]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["name"][4:7] == ("from", "to", "from and to are")
    assert rows["members_end"][4:7] == ends


def test_one_part_alone_is_not_said_to_be_taken_apart():
    assert announced(1, 10, "about 2 seconds", EN) == (
        "One part differs: the whole difference is its own, and no further run is needed."
    )
    assert announced(1, 10, "x", ID).startswith("Satu bagian berbeda")
    assert announced(3, 10, "about 9 seconds", EN) == (
        "3 parts differ. To take them apart, each of 8 sets of them is run 10 times: about 9 seconds."
    )


@pytest.mark.parametrize(("kind", "head"), [("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<?xml")])
def test_a_picture_is_a_picture_and_the_same_again(compared, kind, head):
    first = picture_of(compared, EN, title="Jember $1 and $2 <b>", kind=kind)
    assert first.startswith(head) and len(first) > 5_000
    if kind == "png":
        assert first == picture_of(compared, EN, title="Jember $1 and $2 <b>", kind=kind)
        assert first != picture_of(compared, ID, title="Jember $1 and $2 <b>", kind=kind)


def row_of(base, other, difference, low, high):
    return ChainRow("members_end", Link.OUTPUT, base, other, difference, low, high, 3)


def test_each_row_of_the_picture_has_its_own_scale():
    # ends: 10, 14, 10 + 2 = 12, 10 + 10 = 20; from 10 to 20
    assert on_own_scale(row_of(10.0, 14.0, 4.0, 2.0, 10.0)) == (0.0, 0.4, 0.2, 1.0)
    assert on_own_scale(row_of(10.0, 10.0, 0.0, 0.0, 0.0)) == (0.5, 0.5, 0.5, 0.5)
    assert on_own_scale(row_of(math.nan, math.nan, math.nan, math.nan, math.nan)) == (0.5, 0.5, 0.5, 0.5)
    assert on_own_scale(row_of(10.0, 14.0, 4.0, math.nan, math.nan)) == (0.0, 1.0, 1.0, 1.0)


# --- words and numbers in two languages --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [
        ("0.25", 0.25, 0.25), ("0,25", 0.25, 0.25), ("1,500", 1500.0, 1.5), ("1.500", 1.5, 1500.0),
        (" 3 000 000 ", 3e6, 3e6), ("3.000.000", None, 3e6), ("3,000,000", 3e6, None), ("1.234,5", None, 1234.5),
        ("1,234.5", 1234.5, None), ("-2", -2.0, -2.0), ("\N{MINUS SIGN}2", -2.0, -2.0), ("1e6", 1e6, 1e6),
        ("lots", None, None), ("", None, None), ("1,,5", None, None), ("0.5.5", None, None), ("nan", None, None),
        ("inf", None, None), ("12,50", 12.5, 12.5), ("12.50", 12.5, 12.5),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, english, indonesian):
    for texts, right in ((EN, english), (ID, indonesian)):
        if right is None:
            with pytest.raises(NotANumber, match=r"0[.,]25"):
                number_of(text, texts)
        else:
            assert number_of(text, texts) == right


def test_the_case_is_told_in_both_languages_word_for_word():
    known = {*CASE_TEXTS, *ACTOR_TITLES}
    for case in CASES:
        spec = shipped(case)
        for text in (spec.title, spec.description, *(actor.title for actor in spec.actors)):
            assert text in known and ID.say(text) != text, text


def test_every_term_and_every_outcome_of_the_chain_is_explained_in_both_languages():
    assert set(OUTCOME_HELP) == {name for names in CHAIN.values() for name in names}
    for text in (*OUTCOME_HELP.values(), *(meaning for _, meaning in TERMS)):
        assert text.endswith(".") and ID.say(text) != text


def test_claims_about_the_cases_are_told_in_indonesian():
    """All but a few that were worded anew since: those are shown in English until they are translated."""
    known = set(STATEMENTS)
    for case in CASES:
        english, indonesian = claim_rows(case, EN), claim_rows(case, ID)
        fresh = [row.statement for row in english if row.statement not in known]
        assert len(fresh) <= 0.2 * len(english), fresh
        same = [a.id for a, b in zip(english, indonesian, strict=True) if a.statement == b.statement]
        assert len(same) == len(fresh)


def test_putting_back_keeps_a_scenario_of_ones_own():
    spec = spec_of_upload("extends: jember\nname: mine\n", "mine.yaml")
    moved = Choice(uploaded=spec).moved("forum", "strong").typed("visits", 2.0)
    assert moved.put_back() == Choice(uploaded=spec)


def test_a_number_out_of_range_is_told_beside_its_field_and_stays_to_be_mended():
    import ipyvuetify

    lever = next(lever for lever in levers_of(Choice().base()) if lever.key == "forum")
    _, rendered = solara.render(NumberField(lever, ID), handle_error=False)

    def typed(text):
        field = rendered.find(ipyvuetify.TextField).widget
        field.v_model = text
        field.fire_event("keyup.enter", {})
        alerts = [w for w in rendered.find().widgets[0].children if getattr(w, "tag", "") == "p"]
        return rendered.find(ipyvuetify.TextField).widget.v_model, [w.unsafe_innerHTML for w in alerts]

    shown, alerts = typed("7")
    assert (
        shown == "7" and len(alerts) == 1 and alerts[0].startswith("regulation.forum = 7.0 is out of range")
    )
    assert "allowed 0 to 1" in alerts[0] and choice.value == Choice()
    assert typed("<b>") == ("<b>", ["&#x27;&lt;b&gt;&#x27; bukan angka; tulislah seperti 0,25"])
    assert typed("0,25") == ("0,25", []) and choice.value.numbers == {"forum": 0.25}
    assert typed("") == ("0", []) and choice.value == Choice()  # no forum in the case: the number in force
    rendered.close()


def test_lines_of_the_diary_in_words():
    spec = shipped("jember")
    names = {"en": names_of(spec, EN), "id": names_of(spec, ID)}

    def said(what, who, detail, texts=EN):
        return line_text({"what": what, "who": who, "detail": detail}, names[texts.language], texts)

    assert said("dispute", "ilo", "bank_gakin: with ypsm") == (
        "dispute: International Labour Organization (bank gakin: with YPSM, an NGO in Arjasa)"
    )
    assert said("units opened", "community funds", "7 units with 183,333,333 rupiah", ID) == (
        "unit dibuka: Dana komunitas (7 dana dengan Rp183 juta)"
    )
    assert said("firm gives", "firms", "2.00 percent of 3,108,222,826,125 rupiah of profit", ID) == (
        "perusahaan memberi: Perusahaan swasta (2 % dari laba Rp3,11 triliun)"
    )
    assert said("unit closed", "unit 3", "2,750,022 rupiah of capital left, stands for 7.33333 units") == (
        "unit closed: fund 3 (Rp2.75 million of capital left, stands for 7.33 funds)"
    )
    assert said(
        "not formed", "bank_gakin", "fewer than two expect to gain (ilo -0.005, firms -0.01)", ID
    ).endswith(
        "(kurang dari dua yang mengharapkan untung (Organisasi Perburuhan Internasional (ILO) \N{MINUS SIGN}0,00500, "
        "Perusahaan swasta \N{MINUS SIGN}0,0100))"
    )
    assert (
        said("signed", "bank_gakin", "something {new} of_a rule")
        == "signed: bank gakin (something {new} of a rule)"
    )
    assert said("signed", "bank_gakin", "") == "signed: bank gakin"


def test_no_detail_of_a_real_diary_stays_untranslated():
    from partnersim.faces.app.diary import _PATTERNS
    from partnersim.faces.app.work import frames_of

    spec = shipped("jember").but({"sample.households": 300, "regulation.mandate_share": 0.02})
    lines = [line for line in frames_of(spec, 1).diary if line["detail"]]
    assert len(lines) > 10
    names = names_of(spec, ID)
    strange = [
        line["detail"] for line in lines
        if line["detail"] not in names and not any(p.fullmatch(line["detail"]) for p, _ in _PATTERNS)
        and line["what"] not in ("falls asleep", "wakes", "joins", "terms change")
    ]  # fmt: skip
    assert strange == []


def test_short_titles_for_nodes():
    assert short_title("Co-operative office (Dinas Koperasi UMKM)") == "Co-operative office"
    assert short_title("YPSM, an NGO in Arjasa") == "YPSM"
    assert short_title("Kupang regency and its extension office") == "Kupang regency and…"


def test_a_link_says_the_language_and_the_view_and_nothing_else_of_the_looks():
    assert looks_of_link("case=jember&lang=id&view=compare") == {"lang": "id", "view": "compare"}
    assert looks_of_link("lang=fr&view=../x&case=id") == {}
    assert Choice.of_link("case=jember&lang=id&view=compare&forum=strong") == Choice().moved(
        "forum", "strong"
    )


def test_a_file_of_a_scenario_of_ones_own_can_be_given_again():
    spec = spec_of_upload("extends: jember\nname: mine\ntitle: '<img src=x onerror=alert(1)>'\n", "mine.yaml")
    assert spec_of_upload(yaml_text(spec), "again.yaml") == spec
