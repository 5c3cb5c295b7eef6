"""What a room needs of the page, without a browser: an address, a scenario from a visitor, work in turns."""

import math
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import partnersim as ps
from partnersim.faces.app.jobs import Jobs
from partnersim.faces.app.reading import LARGEST_BYTES, MOST, spec_of_upload, text_of_upload
from partnersim.faces.app.server import SETTINGS, CannotListen, _server_of, address_of, check_free
from partnersim.faces.app.session import Choice, python_text
from partnersim.faces.app.work import WORKSHOP
from partnersim.faces.cli import main
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
        assert main(["app", "--no-browser", "--port", str(port), "--language", "id"]) == 2
        assert f"partnersim: porta {port} di 127.0.0.1 sedang dipakai" in capsys.readouterr().err
        assert main(["app", "--no-browser", "--port", str(port)]) == 2
    said = capsys.readouterr()
    line = " ".join(said.err.replace("│", " ").split())
    assert f"port {port} of 127.0.0.1 is in use" in line and "Traceback" not in said.err and said.out == ""
    assert "Invalid value" not in line
    other = int(re.search(r"partnersim app --port (\d+)", line)[1])
    assert other != port
    check_free("127.0.0.1", other)


@pytest.mark.parametrize("host", ["203.0.113.9", "no such host.invalid"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(CannotListen, match=r"no address of this machine.*127\.0\.0\.1.*0\.0\.0\.0"):
        check_free(host, 8765)


def test_opening_the_page_to_the_network_is_said(monkeypatch, capsys):
    started = []

    def serve(told, **how):
        assert " (" not in capsys.readouterr().out  # the address is not told before somebody listens there
        told()
        started.append(how)

    monkeypatch.setattr("partnersim.faces.app.server.serve", serve)
    for host, told in (("0.0.0.0", True), ("127.0.0.1", False)):
        with socket.socket() as probe:
            probe.bind((host, 0))
            port = probe.getsockname()[1]
        assert main(["app", "--no-browser", "--host", host, "--port", str(port), "--language", "id"]) == 0
        said = capsys.readouterr().out
        assert ("Semua yang dapat menjangkau mesin ini" in said) is told
        assert f":{port} (hentikan dengan Ctrl-C)" in said
        assert started[-1] == {"host": host, "port": port, "language": "id", "open_browser": False}


def test_the_browser_is_opened_and_the_address_told_once_somebody_listens(monkeypatch):
    """A stand-in for the page answers; whoever is told of it at that moment reaches it at once."""
    reached = []

    async def page(scope, receive, send):
        if scope["type"] == "lifespan":
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def listening():
        with socket.create_connection(("127.0.0.1", port), timeout=30):
            reached.append(port)
        server.should_exit = True

    server = _server_of(page, "127.0.0.1", port, listening)
    serving = threading.Thread(target=server.run, daemon=True)  # not here, where a loop may be running already
    serving.start()
    serving.join(timeout=60)
    assert reached == [port] and not serving.is_alive()


def test_a_page_that_is_late_keeps_its_connection_for_minutes_and_one_given_up_is_loaded_anew():
    asks = _server_of(None, "127.0.0.1", 1, lambda: None).config
    assert (asks.ws_ping_interval, asks.ws_ping_timeout) == (20.0, 300.0)
    assert SETTINGS["SOLARA_THEME_FORCE_REFRESH"] == "True"


async def listens(scope, receive, send):
    """A page of the server that takes every connection and says nothing."""
    while (message := await receive())["type"] not in ("lifespan.shutdown", "websocket.disconnect"):
        answer = {"lifespan.startup": "lifespan.startup.complete", "websocket.connect": "websocket.accept"}
        if message["type"] in answer:
            await send({"type": answer[message["type"]]})
    if message["type"] == "lifespan.shutdown":
        await send({"type": "lifespan.shutdown.complete"})


@pytest.mark.parametrize(("waits", "is_kept"), [(300.0, True), (0.2, False)])
def test_a_browser_that_stands_still_is_waited_for(monkeypatch, waits, is_kept):
    """It answers no question whether it is there, as a browser does on a machine that is too busy."""
    monkeypatch.setattr("partnersim.faces.app.server.ASKS_SECONDS", 0.1)
    monkeypatch.setattr("partnersim.faces.app.server.WAITS_SECONDS", waits)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    is_up = threading.Event()
    server = _server_of(listens, "127.0.0.1", port, is_up.set)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    assert is_up.wait(60.0)
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as browser:
        browser.sendall(
            b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        heard = b""
        try:
            while said := browser.recv(4096):
                heard += said
        except TimeoutError:
            pass
        frames, kinds = heard.partition(b"\r\n\r\n")[2], []
        while frames:
            kinds.append(frames[0])
            frames = frames[2 + frames[1] :]
        assert kinds[0] == 0x89  # the question whether it is there
        assert (0x88 not in kinds) is is_kept  # the end of the connection
    server.should_exit = True
    serving.join(timeout=60.0)


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
