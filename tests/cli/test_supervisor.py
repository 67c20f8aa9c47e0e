"""Test that what would take too long, or too much memory, is ended in one line, and that nothing has a way out."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from socket import create_server

import pytest
from program import PROGRAM, process
from ruritania import PROJECT

from coalition.cli.supervisor import supervise

CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLED = "BIND('aaaaaaaaaa' AS ?x0) " + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))

TIME = "this takes more than 0.5 s of processor time; ask for less, or raise the limit with --timeout"
MEMORY = "this takes more than 400 MiB of memory; ask for less, or raise the limit with --memory"

SLOW = {
    "a count": f"SELECT (COUNT(*) AS ?n) {{ {{ {CROSS} }} }}",
    "rows that are written as they are found": CROSS,
    "rows that are not wanted": f"SELECT * {{ {{ {CROSS} }} FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = 'x') }}",
    "the order of joins": "SELECT * { " + " ".join(f"?x{n} ?p{n} ?x{n + 1} ." for n in range(400)) + " }",
    "a path between everything": "SELECT * { ?a (!<x:a>)* ?b . ?b (!<x:b>)* ?c }",
    "an expression over all rows": f"SELECT (COUNT(*) AS ?n) {{ {{ {CROSS} }} FILTER REGEX(STR(?i), '(.*)*(.*)*x$') }}",
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_a_query_that_takes_too_long_is_ended(text: str, store: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "--store", str(store), "--timeout", "0.5", "query", text, "--format", "csv"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (3, f"Error: query: {TIME}\n")


LARGE = {
    "a text that doubles": f"SELECT (STRLEN(?x40) AS ?n) {{ {DOUBLED} }}",
    "a sort of a cross product": f"{CROSS} ORDER BY ?c",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_query_that_takes_too_much_memory_is_ended(text: str, store: Path) -> None:
    done = process("--store", str(store), "--memory", "400", "--timeout", "0", "query", text)
    assert (done.code, done.out, done.err) == (3, "", f"Error: query: {MEMORY}\n")


INHERITED: dict[str, Callable[[], object]] = {
    "the signal of the timer is ignored": lambda: signal.signal(signal.SIGPROF, signal.SIG_IGN),
    "the signal of the timer is blocked": lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF}),
    "the ends of children are ignored": lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
}


def _started(prepare: Callable[[], object], *arguments: str) -> tuple[int, str]:
    """Return the exit code and the messages of the program, started by one that has prepared the process."""
    done = subprocess.run(
        [PROGRAM, *arguments], preexec_fn=prepare, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("prepare", INHERITED.values(), ids=INHERITED)
def test_what_the_program_that_starts_us_has_set_does_not_lift_the_limit(
    prepare: Callable[[], object], store: Path
) -> None:
    code, told = _started(prepare, "--store", str(store), "--timeout", "0.5", "query", SLOW["a count"])
    assert (code, told) == (3, f"Error: query: {TIME}\n")


SYSTEM: dict[str, tuple[Callable[[], object], str]] = {
    "time": (
        lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 5)),
        "this takes more processor time than the system allows; ask for less, or raise the limit with ulimit -t",
    ),
    "memory": (
        lambda: resource.setrlimit(resource.RLIMIT_AS, (300 * 2**20,) * 2),
        "this takes more memory than the system allows; ask for less, or raise the limit with ulimit -v",
    ),
}


@pytest.mark.parametrize("command", ["query", "build"])
@pytest.mark.parametrize("most", [10, 20, 64, 95])
def test_too_few_open_files_are_told_as_such(most: int, command: str, store: Path, tmp_path: Path) -> None:
    where = store if command == "query" else tmp_path
    code, told = _started(
        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)),
        *("--store", str(where), command, *(["ASK {}"] if command == "query" else [])),
    )
    remedy = "close some, or raise the limit with ulimit -n 512"
    assert (code, told) == (3, f"Error: this needs more open files than the system allows; {remedy}\n")
    left = [path.name for path in tmp_path.iterdir() if not path.name.startswith(".verdicts-")]
    assert command == "query" or left in ([], [".lock"])


@pytest.mark.parametrize(("prepare", "message"), SYSTEM.values(), ids=SYSTEM)
def test_a_limit_of_the_system_is_not_told_as_a_fault_of_ours(
    prepare: Callable[[], object], message: str, store: Path
) -> None:
    code, told = _started(prepare, "--store", str(store), "query", SLOW["a count"])
    assert (code, told.rpartition("Error: ")[2].removeprefix("query: ")) == (3, f"{message}\n")


def test_a_process_that_cannot_be_started_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fork() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)
    before = signal.getsignal(signal.SIGCHLD)
    code = supervise(lambda: 0)
    signal.signal(signal.SIGCHLD, before)
    assert (code, capfd.readouterr().err) == (
        1,
        "Error: no process can be started (Resource temporarily unavailable); end some processes, or raise the limit "
        "of the system\n",
    )


def test_no_limit_is_0(store: Path) -> None:
    done = process("--store", str(store), "--timeout", "0", "--memory", "0", "query", "ASK {}")
    assert (done.code, done.out, done.err) == (0, "true\n", "")


@pytest.mark.parametrize("value", ["-1", "x", "nan", ""])
def test_a_limit_that_is_no_number_is_misuse(value: str, store: Path) -> None:
    for option in ("--timeout", "--memory"):
        assert process("--store", str(store), option, value, "query", "ASK {}").code == 2


def test_what_a_saved_question_takes_too_long_for_is_named(folder: Path, store: Path) -> None:
    (folder / "queries").mkdir()
    text = f"SELECT (COUNT(*) AS ?all) {{ {{ {CROSS} }} ?j ?k ?l . ?m ?n ?o }}"
    (folder / "queries" / "all-of-it.rq").write_text(f"#+ summary: What is there?\n{text}\n", encoding="utf-8")
    done = process("--root", str(folder), "--store", str(store), "--timeout", "0.5", "ask", "all-of-it")
    assert (done.code, done.err) == (3, f"Error: all-of-it: {TIME}\n")


def test_a_rule_that_takes_too_long_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    rule = folder / "ontology" / "rules" / "slow.rq"
    slow = f"CONSTRUCT {{ ?a cg:about ?a }} WHERE {{ {{ {CROSS} }} ?j ?k ?l FILTER(CONCAT(?c, ?f, ?i, ?l) = 'x') }}"
    rule.write_text(slow, encoding="utf-8")
    done = process("--root", str(folder), "--store", str(tmp_path / "store"), "--timeout", "0.05", "build")
    assert (done.code, done.err) == (3, f"Error: {rule}: {TIME}\n")


def test_a_shape_whose_expression_backtracks_is_ended(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    shapes = folder / "ontology" / "shapes.ttl"
    shapes.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix x: <http://example.org/> .
        x:Slow a sh:NodeShape ; sh:targetSubjectsOf skos:prefLabel ; sh:property
          [ sh:path skos:prefLabel ; sh:pattern "^(([a-zA-Z]|[ a-zA-Z,])*)*!$" ; sh:message "no" ] .""",
        encoding="utf-8",
    )
    done = process("--root", str(folder), "--store", str(tmp_path / "store"), "--timeout", "0.05", "check")
    assert (done.code, done.err) == (3, f"Error: {shapes}: {TIME}\n")


UNGUARDED = """
import sys
from coalition.rdf import store
store._refuse_service = lambda *_: None
from coalition.cli import main
sys.argv = ["coalition", "--store", {store!r}, "query", "SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}"]
main()
"""


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_process_has_no_way_out_even_if_the_query_were_not_refused(name: str, store: Path) -> None:
    calls = []
    with create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            calls.append(1)
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        host = f"{name}:{listener.getsockname()[1]}"
        done = subprocess.run(
            [sys.executable, "-c", UNGUARDED.format(store=str(store), host=host)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, calls) == (1, [])
    assert done.stderr.startswith("Error: the engine cannot go on (")


MANY = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
for _ in range(1100):
    os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_a_program_that_passes_on_many_open_files_is_no_fault(store: Path) -> None:
    command = [sys.executable, "-c", MANY, PROGRAM, "--store", str(store), "query", "ASK {}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")
