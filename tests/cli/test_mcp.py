"""Test the command mcp: it writes nothing but the protocol, and says in one line what is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from program import PROGRAM, Call, process, refuses

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def called(number: int, tool: str, **arguments: Any) -> dict[str, Any]:
    parameters = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters}


def started(store: Path, stderr: int | None = None) -> subprocess.Popen[bytes]:
    command = [PROGRAM, "--store", str(store), "mcp"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)


def lines(*messages: object) -> bytes:
    return "".join(f"{json.dumps(each)}\n" for each in messages).encode()


def test_nothing_but_the_protocol_is_written(store: Path, tmp_path: Path) -> None:
    empty = tmp_path / "store"  # so that a snapshot is built, with whatever that would print
    for folder in (store, empty):
        given = lines(
            INITIALIZE, INITIALIZED, called(2, "show", thing="France"), called(3, "show", thing="nobody else")
        )
        with subprocess.Popen(
            [PROGRAM, "--store", str(folder), "mcp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as server:
            assert server.stdin
            assert server.stdout
            assert server.stderr
            server.stdin.write(given)
            server.stdin.flush()
            told = {message["id"]: message for message in (json.loads(server.stdout.readline()) for _ in range(3))}
            server.stdin.close()
            assert server.stdout.read() == b""
            assert server.stderr.read() == b""
            assert server.wait(10) == 0
        assert told[1]["result"]["serverInfo"]["name"] == "coalition"
        assert told[2]["result"].get("isError") in (None, False)
        assert told[3]["result"]["isError"] is True


def test_a_line_that_is_no_message_does_not_end_it(store: Path) -> None:
    given = b"nonsense\n" + b"\xff\n" + lines([], INITIALIZE, INITIALIZED, called(2, "schema"))
    with subprocess.Popen(
        [PROGRAM, "--store", str(store), "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdin
        assert server.stdout
        server.stdin.write(given)
        server.stdin.flush()
        numbers = set[Any]()
        while numbers < {1, 2}:
            numbers.add(json.loads(server.stdout.readline()).get("id"))
        server.stdin.close()
        assert server.wait(10) == 0


def test_ctrl_c_ends_it(store: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "--store", str(store), "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job may have it ignored
    ) as server:
        assert server.stdin
        assert server.stdout
        server.stdin.write(lines(INITIALIZE))
        server.stdin.flush()
        assert server.stdout.readline()
        server.send_signal(signal.SIGINT)
        assert server.wait(10) == 130


def test_a_folder_that_is_none_is_told_before_the_assistant_waits(call: Call) -> None:
    refuses(call("--root", "/no/such/folder", "mcp"), "/no/such/folder")


def test_without_the_sdk_one_line_says_what_to_install(tmp_path: Path, store: Path) -> None:
    for missing in ("mcp", "anyio", "pydantic"):
        (tmp_path / f"{missing}.py").write_text(
            f"raise ModuleNotFoundError('gone', name={missing!r})\n", encoding="utf-8"
        )
        path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
        done = process("--store", str(store), "mcp", PYTHONPATH=path)
        refuses(done, f'mcp: {missing} is not installed; run pip install "coalition-graph[serve]"')
        (tmp_path / f"{missing}.py").unlink()


def test_help_does_not_pay_for_the_sdk() -> None:
    code = "import sys; from coalition.cli.commands import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    for words in (("--help",), ("mcp", "--help")):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        loaded = {name.partition(".")[0] for name in done.stderr.split()}
        assert not loaded & {"mcp", "mcp_types", "pydantic", "starlette", "anyio", "pyoxigraph"}
        assert "click" in loaded


def test_a_graph_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "a.trig").write_text("nonsense", encoding="utf-8")
    refuses(process("--root", str(tmp_path), "--store", str(tmp_path / "store"), "mcp"), "a.trig:1")


def test_a_query_without_end_is_ended_and_the_conversation_goes_on(store: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with subprocess.Popen(
        [PROGRAM, "--store", str(store), "mcp", "--timeout", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdin and server.stdout
        server.stdin.write(lines(INITIALIZE, INITIALIZED, called(2, "sparql", query=endless)))
        server.stdin.flush()
        told = [json.loads(server.stdout.readline()) for _ in range(2)]
        server.stdin.write(lines(called(3, "schema")))
        server.stdin.flush()
        told.append(json.loads(server.stdout.readline()))
        server.stdin.close()
        assert server.wait(20) == 0
    results = {message["id"]: message["result"] for message in told}
    assert results[2]["isError"] is True
    assert "more than 2 s" in results[2]["content"][0]["text"]
    assert not results[3].get("isError")
