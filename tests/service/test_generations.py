"""Test that a new snapshot is taken up without a request lost, and that those before it are kept for permalinks."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from ruritania import REGISTER, document
from serving import Server, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?thing skos:prefLabel ?name }"
PATH = f"/sparql?format=csv&query={quote(COUNT)}"


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve the invented corpus, which the test changes."""
    with serving(tmp_path / "snapshots", "--keep", "1", "--workers", "2", root=folder) as started:
        yield started


def add(folder: Path, number: int) -> None:
    """Add an actor to the register."""
    path = folder / "graph" / "register.trig"
    label = f"Guest {number:03}"
    line = f'\n  actor:guest-{number:03} a cg:Person ; skos:prefLabel "{label}" .\n'
    text = path.read_text()
    at = text.rindex("}")
    path.write_text(text[:at] + line + text[at:])


def test_a_changed_file_is_served_after_a_signal_and_the_snapshot_before_is_kept(server: Server, folder: Path) -> None:
    before = server.ask(PATH)
    link = before.headers["link"][1:].partition(">")[0]
    add(folder, 1)
    assert server.ask(PATH).body == before.body  # the snapshot is immutable
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: server.ask(PATH).body != before.body)
    now = server.ask(PATH)
    assert int(now.text.split()[1]) == int(before.text.split()[1]) + 1
    kept = server.ask(link)
    assert (kept.status, kept.body) == (200, before.body)
    assert kept.headers["etag"] != now.headers["etag"]
    add(folder, 2)
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: server.ask(PATH).body != now.body)
    gone = server.ask(link)  # one snapshot before the current one is kept, and no more
    assert gone.status == 410 and "is not kept here" in gone.json()["detail"]


def test_what_a_new_snapshot_adds_is_in_the_feed(server: Server, folder: Path) -> None:
    assert server.ask("/feed").json()["items"] == []
    path = folder / "graph" / "zenda.trig"
    text = path.read_text()
    assert " ; cg:place place:strelsau" in text
    path.write_text(text.replace(" ; cg:place place:strelsau", ""))
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: server.ask("/feed").json()["items"])
    items = server.ask("/feed").json()["items"]
    assert ["Strelsau" in json.dumps(item) for item in items] == [True]
    assert "retracted" in json.dumps(items[0])


def test_no_request_is_lost_while_a_snapshot_is_taken_up(server: Server, folder: Path) -> None:
    stop, statuses = threading.Event(), list[int]()

    def ask(number: int) -> None:
        while not stop.is_set():
            statuses.append(server.ask(f"{PATH}%20%23{number}-{len(statuses)}").status)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for number in range(3):
        add(folder, number)
        reloads = server.figures()["coalition_reloads"]
        server.process.send_signal(signal.SIGHUP)
        server.until(lambda reloads=reloads: server.figures()["coalition_reloads"] > reloads)
    stop.set()
    for thread in threads:
        thread.join()
    assert len(statuses) > 10 and set(statuses) == {200}


def test_wrong_files_leave_what_is_served_as_it_is(server: Server, folder: Path) -> None:
    before = server.ask(PATH).body
    (folder / "graph" / "zenda.trig").write_text("nonsense")
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: any("reload failed" in line for line in server.said))
    line = next(line for line in server.said if "reload failed" in line)
    assert "zenda.trig:1" in line
    assert server.ask(PATH).body == before


def test_a_question_is_asked_as_it_was_when_it_was_taken_up(folder: Path, tmp_path: Path) -> None:
    asked = folder / "queries" / "names.rq"
    asked.parent.mkdir()
    text = "#+ summary: Who is there?\nSELECT ?name { ?who skos:prefLabel ?name } ORDER BY ?name LIMIT 1\n"
    asked.write_text(text)
    with serving(tmp_path / "snapshots", "--workers", "2", root=folder) as server:
        before = server.ask("/api/ask/names?format=csv")
        link = before.headers["link"][1:].partition(">")[0]
        assert server.ask(link).body == before.body
        asked.write_text(text.replace("LIMIT 1", "LIMIT 2"))
        (folder / "queries" / "more.rq").write_text(text)
        assert server.ask("/api/ask/names?format=csv&%20").status == 400
        assert server.ask("/api/ask/names?format=csv", cache_control="no-cache").body == before.body
        assert server.ask("/api/ask/more").status == 404
        server.process.send_signal(signal.SIGHUP)
        server.until(lambda: server.ask("/api/ask/more").status == 200)
        now = server.ask("/api/ask/names?format=csv")
        assert len(now.text.split()) > len(before.text.split())
        assert now.headers["etag"] != before.headers["etag"]
        assert server.ask("/api/ask/names?format=csv", if_none_match=before.headers["etag"]).status == 200
        gone = server.ask(link)
        assert gone.status == 410 and "leave out version" in gone.json()["detail"]


def test_what_is_watched_is_taken_up_by_itself(folder: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "snapshots", "--watch", "--workers", "1", root=folder) as server:
        before = server.ask(PATH).body
        add(folder, 7)
        server.until(lambda: server.ask(PATH).body != before)


def test_snapshots_of_before_the_start_are_found_and_those_of_other_graphs_are_not(
    folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "snapshots"
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "graph" / "register.trig").write_text(REGISTER + "\n# another\n")
    digests = []
    for root in (folder, other):
        with serving(store, "--workers", "1", root=root) as server:
            digests.append(server.digest)
    add(folder, 3)
    with serving(store, "--workers", "1", root=folder) as server:
        assert server.ask(f"{PATH}&snapshot={digests[0]}").status == 200
        assert server.ask(f"{PATH}&snapshot={digests[0][:12]}").status == 200
        assert server.ask(f"{PATH}&snapshot={digests[0][:7]}").status == 410
        assert server.ask(f"{PATH}&snapshot={digests[1]}").status == 410


def test_what_runs_is_finished_before_the_service_ends(server: Server) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    got = []
    thread = threading.Thread(target=lambda: got.append(server.query(text)))
    thread.start()
    server.until(lambda: server.figures()["coalition_workers_busy"] > 0)
    server.process.send_signal(signal.SIGTERM)
    thread.join()
    assert got[0].status in (200, 504)
    assert server.process.wait(40) == 0
    time.sleep(0.2)
    assert document() and not server.processes()
