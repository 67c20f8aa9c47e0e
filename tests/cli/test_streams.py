"""Test standard input and output: encodings, readers that stop early, outputs that are full or closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import Call, Done, process

HOSTS = "SELECT ?host ?event WHERE { ?event cg:host ?host }"

RUNNING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_that_is_not_utf8_is_refused_with_its_place(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes(b"ASK { ?s ?p '\xe9' }")
    for command in ("query", "export"):
        done = call(command, "-f", str(path))
        assert (done.code, done.out) == (1, "")
        assert done.err == f"Error: {path}:1:14: byte 13 is not UTF-8; save it as UTF-8\n"
    done = call("query", stdin=path.read_bytes())
    assert (done.code, done.err) == (1, "Error: standard input:1:14: byte 13 is not UTF-8; save it as UTF-8\n")


def test_empty_standard_input_is_no_query(call: Call) -> None:
    assert call("query").err == "Error: standard input: the query is empty; write one, for example ASK {}\n"
    closed = process(shell="$P query <&-")
    assert closed.code == 2
    assert "Give a query as TEXT, with -f FILE, or on standard input." in closed.err


@pytest.mark.parametrize("format_", ["csv", "json", "table", "markdown"])
@pytest.mark.parametrize("asked", [HOSTS, "SELECT * WHERE { ?s ?p ?o }"], ids=["few", "many"])
def test_a_reader_who_has_read_enough_is_no_fault(format_: str, asked: str, store: Path) -> None:
    for reader in ("head -1", "true"):
        line = f'$P --store "{store}" query "{asked}" --format {format_} | {reader}; exit ${{PIPESTATUS[0]}}'
        done = process(shell=line)
        assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        "questions",
        "--help",
        f"query '{HOSTS}'",
        f"query '{HOSTS}' --format csv",
        "query 'SELECT * { ?s ?p ?o }' --format json",
        "export --about NATO",
        "network",
    ],
)
def test_an_output_that_is_full_ends_with_1(command: str, store: Path) -> None:
    done = process(shell=f'$P --store "{store}" {command} > /dev/full')
    assert done.code == 1
    assert done.err == (
        "Error: standard output: No space left on device; "
        "free some disk space, change the permissions, or name another file\n"
    )


def test_an_output_that_is_closed_ends_with_1(store: Path) -> None:
    done = process(shell=f'$P --store "{store}" query "{HOSTS}" >&-')
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("Error: standard output: Bad file descriptor")


def test_rows_are_written_as_they_are_found(store: Path) -> None:
    for format_ in ("csv", "tsv", "json"):  # XML is checked as a whole before any of it is written
        line = f'timeout 20 $P --store "{store}" query "{RUNNING}" --format {format_} | head -c 5000 | wc -c'
        assert process(shell=line) == Done(0, "5000\n", "")


def test_results_are_utf8_whatever_the_locale(store: Path) -> None:
    done = process("--store", str(store), "query", HOSTS, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.code, done.err) == (0, "")
    assert "──" in done.out


def test_a_standard_error_that_is_closed_is_no_fault(store: Path) -> None:
    done = process(shell=f'$P --store "{store}" query "ASK {{}}" 2>&-')
    assert (done.code, done.out) == (0, "true\n")
