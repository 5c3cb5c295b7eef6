"""Errors about input in both languages: whole messages by hand, and no message that somebody forgot to translate."""

from __future__ import annotations

import pickle
from pathlib import Path
from string import Formatter

import pytest

import partnersim as ps
from partnersim.faces.app.reading import spec_of_upload
from partnersim.faces.cli import main
from partnersim.faces.cli.usage import PARSERS_WORDS, parsers_phrase
from partnersim.scenario.documents.errors import Problem, ScenarioError, refused
from partnersim.scenario.documents.units import UNITS
from partnersim.scenario.phrases import NO_WORDS, NumberText, Phrase, UnitName
from partnersim.scenario.regencies import read_regencies
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.words.problems import (
    OTHERS_WORDS,
    UNIT_WORDS,
    error_text,
    problem_text,
    said,
    unit_words,
)
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")
SOURCES = Path(ps.__file__).parent


def told(text: str) -> tuple[str, str]:
    """What is wrong with a file, in English and Indonesian."""
    with pytest.raises(ScenarioError) as caught:
        spec_of_upload(text, "m.yaml")
    return str(caught.value), error_text(caught.value, ID)


# --- files -----------------------------------------------------------------------------------------------

FILES = {
    # a range with its unit; thousands are parted by what no file reads as decimals
    "place: {hamlets: 200000}": (
        "m.yaml:1: place.hamlets = 200000 is out of range; allowed 1 to 100,000 hamlets",
        "m.yaml:1: place.hamlets = 200000 di luar rentang; yang boleh 1 sampai 100 000 dusun",
    ),
    "regulation: {enforcement: 40}": (
        "m.yaml:1: regulation.enforcement = 40 is out of range; 40 percent is written 0.4; allowed 0 to 1 share",
        "m.yaml:1: regulation.enforcement = 40 di luar rentang; 40 persen ditulis 0.4; yang boleh 0 sampai 1 bagian",
    ),
    # names
    "regulation: {form: 1}": (
        "m.yaml:1: unknown field 'regulation.form' (did you mean 'forum'?)",
        "m.yaml:1: isian 'regulation.form' tidak dikenal (maksudnya 'forum'?)",
    ),
    "extends: jembr": (
        None,
        "m.yaml:1: extends = 'jembr' boleh memperluas skenario bawaan dengan menyebut namanya, dan tidak yang lain: ",
    ),
    "sample: {coverage: lited}": (
        "m.yaml:1: sample.coverage = 'lited' is not one of the options; allowed one of all, listed "
        "(did you mean 'listed'?)",
        "m.yaml:1: sample.coverage = 'lited' bukan salah satu pilihan; yang boleh salah satu dari all, listed "
        "(maksudnya 'listed'?)",
    ),
    # types
    "regulation: {enforcement: 0,5}": (
        None,
        "m.yaml:1: enforcement: memuat 0,5; tulislah desimal dengan titik: 0.5",
    ),
    "place:\n  hamlets: '7'": (
        "m.yaml:2: place.hamlets = '7' is text; write the number without quotes, spaces or separators; "
        "allowed 1 to 100,000 hamlets",
        "m.yaml:2: place.hamlets = '7' adalah teks; tulislah angkanya tanpa tanda kutip, spasi atau pemisah; "
        "yang boleh 1 sampai 100 000 dusun",
    ),
    "place:\n  hamlets: many": (
        "m.yaml:2: place.hamlets = 'many' must be a whole number, not text; write a plain number in hamlets; "
        "allowed 1 to 100,000 hamlets",
        "m.yaml:2: place.hamlets = 'many' harus berupa bilangan bulat, bukan teks; tulislah angka biasa dalam dusun; "
        "yang boleh 1 sampai 100 000 dusun",
    ),
    "mechanisms: {lending: off}": (
        "m.yaml:1: mechanisms.lending = 'off' must be a group of fields; to switch it write mechanisms.lending.on: "
        "true or false",
        "m.yaml:1: mechanisms.lending = 'off' harus berupa kelompok isian; untuk menyalakan atau mematikannya "
        "tulislah mechanisms.lending.on: true atau false",
    ),
    "actors: {name: x}": (
        'm.yaml:1: actors = {...} must be a list; begin each item with a dash and its name, as in "- name: name", '
        "and its fields below that",
        'm.yaml:1: actors = {...} harus berupa daftar; awali setiap butir dengan tanda hubung dan namanya, seperti '
        '"- name: name", lalu isiannya di bawahnya',
    ),
    # units and money
    "place:\n  poverty_line_idr: Rp 250.000": (
        "m.yaml:2: place.poverty_line_idr = 'Rp 250.000' must be a number, not text; write a plain number in "
        "IDR/person/month, as in 250000; allowed 1000 to 100,000,000 IDR/person/month",
        "m.yaml:2: place.poverty_line_idr = 'Rp 250.000' harus berupa angka, bukan teks; tulislah angka biasa dalam "
        "rupiah per orang per bulan, seperti 250000; yang boleh 1000 sampai 100 000 000 rupiah per orang per bulan",
    ),
    "place:\n  poverty_line_idr: 250.000": (
        "m.yaml:2: place.poverty_line_idr = 250.000 has three digits after one point: 250000 or 250? write one of them",
        "m.yaml:2: place.poverty_line_idr = 250.000 memiliki tiga angka sesudah satu titik: 250000 atau 250? tulislah "
        "salah satunya",
    ),
    # dates
    "time: {start: Jan 2009}": (
        "m.yaml:1: time.start = 'Jan 2009' is not of the form that is needed; allowed year and month: 2009-01 "
        "(did you mean '2009-01'?)",
        "m.yaml:1: time.start = 'Jan 2009' tidak berbentuk seperti yang diperlukan; yang boleh tahun dan bulan: "
        "2009-01 (maksudnya '2009-01'?)",
    ),
    # rules between fields: one that raises, and one that names its own place
    "extends: jember\nplace:\n  hamlets: 7\n  villages: 8": (
        None,
        "m.yaml:4: place.villages lebih besar dari place.hamlets",
    ),
    "extends: jember\nrun: {snapshots: [99]}\ntime: {months: 60}": (
        "m.yaml:2: run.snapshots.0 = 99 comes after the end of the run; allowed 0 to 60 months",
        "m.yaml:2: run.snapshots.0 = 99 jatuh sesudah simulasi berakhir; yang boleh 0 sampai 60 bulan",
    ),
    "extends: jember\nevents:\n  - {name: early, what: income_shock, month: 1990-01, factor: 0.9, months: 2}": (
        "m.yaml:3: event 'early' in 1990-01 is before the start (2009-01)",
        "m.yaml:3: peristiwa 'early' pada 1990-01 terjadi sebelum simulasi mulai (2009-01)",
    ),
    "extends: jember\nevents:\n  - {name: e, what: terms_change, month: 2010-01, agreement: bank_gakin, leader: x}": (
        "m.yaml:3: events.e.leader = 'x' is no member of 'bank_gakin'",
        "m.yaml:3: events.e.leader = 'x' bukan anggota 'bank_gakin'",
    ),
    # the text itself, with words of the reader of YAML
    "": (
        "m.yaml:1: is empty; a scenario is a mapping of fields",
        "m.yaml:1: kosong; skenario terdiri dari isian dengan nama dan nilai",
    ),
    "a: 1\na: 2": (
        "m.yaml:2: writes the key 'a' twice (first at line 1)",
        "m.yaml:2: menulis kunci 'a' dua kali (pertama di baris 1)",
    ),
    "a:\n\t- b": (
        "m.yaml:2: is not valid YAML: found character '\\t' that cannot start any token while scanning for the next "
        "token",
        "m.yaml:2: bukan YAML yang sah: ada tabulator; pakailah spasi untuk melekukkan baris saat membaca tanda "
        "berikutnya",
    ),
    "a: @b": (
        "m.yaml:1: is not valid YAML: found character '@' that cannot start any token while scanning for the next "
        "token",
        "m.yaml:1: bukan YAML yang sah: found character '@' that cannot start any token saat membaca tanda berikutnya",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_what_is_wrong_with_a_file_is_said_in_both_languages(text: str) -> None:
    english, indonesian = FILES[text]
    in_english, in_indonesian = told(text)
    assert english is None or english in in_english.splitlines()
    assert any(line.startswith(indonesian) for line in in_indonesian.splitlines()), in_indonesian


def test_a_long_list_of_problems_is_counted_in_both_languages() -> None:
    error = ScenarioError([Problem(message=Phrase("must be text"))] * 23)
    assert str(error).splitlines() == ["must be text"] * 20 + ["... and 3 more"]
    assert error_text(error, ID).splitlines() == ["harus berupa teks"] * 20 + ["... dan 3 lagi"]
    assert said(error.phrase(between=" / "), ID).endswith("harus berupa teks / ... dan 3 lagi")


def test_a_table_of_regencies_is_refused_in_both_languages(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("name,population,headcount,poverty_line_idr\nBondowoso,700000,14,250000\n", "utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_regencies(table, ps.load("toy"))
    assert (
        str(caught.value) == f"{table}: row 1: headcount = 14 must be a share, not percent; allowed up to 1"
    )
    assert error_text(caught.value, ID) == (
        f"{table}: row 1: headcount = 14 harus berupa bagian, bukan persen; yang boleh sampai 1"
    )


# --- the command line ------------------------------------------------------------------------------------

COMMANDS = {
    ("run", "toy", "--set", "staff.x"): "--set staff.x: tidak berbentuk a.b.c=VALUE",
    ("run", "toy", "--months", "9999"): (
        "--months 9999: time.months = 9999 di luar rentang; yang boleh 1 sampai 600 bulan"
    ),
    ("run", "toy", "--households", "10.000"): (
        "--households '10.000' bukan bilangan bulat; tulislah angka saja, seperti 10000"
    ),
    ("run", "toy", "--workers", "x"): "--workers 'x' bukan bilangan bulat; tulislah angka saja, seperti 2000",
    ("run", "toy", "--workers=-2"): "--workers '-2' di luar rentang; yang boleh 0 atau lebih",
    ("run", "toy", "--format", "xls"): (
        "--format 'xls' bukan salah satu dari csv, xlsx, parquet (maksudnya 'xlsx'?)"
    ),
    ("run", "toy", "--foo"): (
        "Opsi tidak dikenal: --foo (mungkin: --force, --format, --out); `partnersim run --help` menyebut apa yang "
        "diterimanya"
    ),
    ("run",): "Argumen 'SCENARIO' belum diberikan; `partnersim run --help` menyebut apa yang diterimanya",
    ("nothing",): "Perintah 'nothing' tidak dikenal; `partnersim --help` mendaftarnya",
    ("run", "toy", "x"): (
        "Kelebihan argumen (x); run menerima satu skenario, dan `partnersim compare A B` membandingkan beberapa"
    ),
    ("compare", "toy"): "Nilai A B tidak sah: perbandingan memerlukan sedikitnya dua skenario",
    ("run", "tony"): "tidak ada skenario bernama 'tony', dan berkasnya pun tidak ada (maksudnya 'toy'?)",
    ("compare", "toy", "toy,actors.village_office.staff=1", "--out", "file"): (
        "folder 'file' tidak dapat ditulisi: itu berkas, atau berada di dalam berkas"
    ),
}  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("last", [True, False])
def test_the_command_line_refuses_in_the_language_asked_for(arguments, last, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    asked = ["--language", "id"] if last else ["--language=id"]
    if not last and arguments[0] == "nothing":
        asked = ["--language", "en", "--language", "id"]  # the last one counts
    assert main([*arguments, *asked]) == 2
    shown = capsys.readouterr()
    assert (shown.err, shown.out) == (f"partnersim: {COMMANDS[arguments]}\n", "")


def test_work_that_fails_or_is_stopped_is_told_in_the_language_asked_for(monkeypatch, capsys):
    from partnersim.faces.cli import app

    for raised, line in (
        (KeyboardInterrupt(), "dihentikan; dengan --out simulasi yang selesai tersimpan, dan perintah yang sama "
                              "melanjutkannya"),
        (ZeroDivisionError("by zero"), "pekerjaan gagal: ZeroDivisionError: by zero (atur PARTNERSIM_TRACEBACK=1 "
                                       "untuk melihat di mana)"),
        (ResultsError(Phrase("'{folder}' is no folder of a sweep", folder="x")), "'x' bukan folder sapuan"),
    ):  # fmt: skip

        def fail(raised: BaseException = raised, **_: object) -> None:
            raise raised

        monkeypatch.setattr(app, "app", fail)
        main(["run", "toy", "--language", "id"])
        assert capsys.readouterr().err == f"partnersim: {line}\n"


def test_words_of_the_parser_that_nobody_knows_are_repeated_as_they_are():
    for template in PARSERS_WORDS:
        gaps = {name: "w" for _, name, _, _ in Formatter().parse(template) if name}
        text = template.format(**gaps)
        phrase = parsers_phrase(text)
        assert phrase == text and phrase.message != text and said(phrase, ID) != text
    assert said(parsers_phrase("Something else."), ID) == "Something else."


# --- phrases ---------------------------------------------------------------------------------------------


def test_a_phrase_is_its_english_text_and_keeps_its_parts():
    inner = Phrase("a number in {unit}", unit=UnitName("IDR/year"))
    phrase = Phrase("must be a number") + "; " + inner
    assert phrase == "must be a number; a number in IDR/year" and isinstance(phrase, Phrase)
    assert (
        said(phrase, ID) == "harus berupa angka; angka dalam rupiah per tahun" and said(phrase, EN) == phrase
    )
    assert "(" + inner == "(a number in IDR/year" and said("(" + inner, ID) == "(angka dalam rupiah per tahun"
    assert said("must be a number", ID) == "must be a number"  # a text that is no phrase is somebody else's
    assert said(Phrase.verbatim("{not} a gap"), ID) == "{not} a gap" and NO_WORDS == said(NO_WORDS, ID) == ""
    assert phrase + "" is phrase


def test_a_problem_that_another_process_found_is_still_said_in_indonesian():
    problem = Problem(
        file="a.yaml", line=3, field="x", value="7", message=Phrase("is out of range"),
        allowed=Phrase("{low} to {high}{unit}", low=NumberText("0.5"), high=NumberText("10,000"), unit=""),
    )  # fmt: skip
    again = pickle.loads(pickle.dumps(ScenarioError(problem))).problems[0]
    assert str(again) == "a.yaml:3: x = 7 is out of range; allowed 0.5 to 10,000"
    assert problem_text(again, ID) == "a.yaml:3: x = 7 di luar rentang; yang boleh 0.5 sampai 10 000"
    assert (
        problem_text(again, ID, typed=True) == "a.yaml:3: x = 7 di luar rentang; yang boleh 0,5 sampai 10.000"
    )
    assert problem_text(again, EN, typed=True) == str(again)


def test_numbers_typed_on_the_page_are_answered_as_the_language_writes_them():
    advice = Phrase("; {n:g} percent is written {share:.6g}", n=12.5, share=0.125)
    assert said(advice, ID, typed=True) == "; 12,5 persen ditulis 0,125"
    assert said(advice, ID) == "; 12.5 persen ditulis 0.125"
    most = Phrase("makes more than {most:,} values", most=50_000)
    assert (said(most, ID), most) == ("memuat lebih dari 50 000 nilai", "makes more than 50,000 values")


def test_every_unit_has_words():
    for unit, words in {
        "share": "bagian", "IDR": "rupiah", "IDR/person/month": "rupiah per orang per bulan", "0/1": "0 atau 1",
        "places/hamlet/month": "tempat kerja per dusun per bulan", "hours/person/year": "jam per orang per tahun",
    }.items():  # fmt: skip
        assert unit_words(unit, ID) == words
    alike = {"1", "unit", "units"}  # as in English
    words = {word for unit in UNITS for word in (unit.split("/") if ID.say(unit) == unit else [])}
    assert {word for word in words - alike - {"IDR"} if ID.say(word) == word} == set()


def test_words_of_others_and_of_units_are_translated():
    assert [text for text in OTHERS_WORDS if ID.say(text) == text] == []
    assert [word for word in UNIT_WORDS if ID.say(word) == word] == []
    error = refused(
        Phrase("cannot be read: {reason}", reason=Phrase.verbatim("Permission denied")), field="x"
    )
    assert error_text(error, ID) == "x: tidak dapat dibaca: tidak ada izin"
