"""Test that random and mutated queries are answered as the engine answers them, or refused in one line.

By default some thousand are tried; HOSTILE=all tries thirty times as many. LEDGER=DIR writes how many into
`queries.json` and so on. Each query is asked in a process of its own, so that one that ends it is noticed.
"""

from __future__ import annotations

import os
import re
import select
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hostile.apart import Task, apart, record
from hostile.queries import Grammar, mutated, piles
from ruritania import PROJECT

from coalition import limits
from coalition.errors import QueryError
from coalition.graph import Graph
from coalition.namespaces import PREFIXES
from coalition.query.answer import Answer
from coalition.rdf import sparql
from coalition.rdf.store import Rows, Triples
from coalition.sandbox import close_network

TIMES = 30 if os.environ.get("HOSTILE") == "all" else 1
SECONDS = 1
SPENT = {"SIGPROF", "SIGALRM"}
"""What ends an evaluation that takes too long, which a program may; only one that hangs without working is wrong."""

LIMITS = re.compile(r"nest deeper than 200|more than 1000 brackets|more than 2000 names|more than 200 times, <")
CHANGING = re.compile(r"RAND|UUID|NOW", re.IGNORECASE)

MARKS = frozenset(["<<", ">>", *"{}()[].;,=!<>+-*/|^?&~"])
"""The marks of SPARQL; whatever else is read as one has not been understood."""

KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """
    A ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE
    DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG
    HASLANGDIR HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES
    LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE
    PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384
    SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT
    SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI UUID VALUES VERSION WHERE YEAR
""",
    )
)


class Silence:
    """Listen on loopback, and tell whether anybody called; nobody is answered."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"

    def heard(self) -> bool:
        heard = select.poll()  # unlike `select`, it takes descriptors beyond 1023
        heard.register(self.socket, select.POLLIN)
        return bool(heard.poll(0))


@pytest.fixture
def silence() -> Iterator[Silence]:
    listener = Silence()
    with listener.socket:
        yield listener


def shown(answer: Any) -> Any:
    """Return the answer to a query as plain data that can be compared; blank nodes are all alike."""
    if isinstance(answer, Rows | ox.QuerySolutions):
        names = sorted(variable.value for variable in answer.variables)
        return ["rows", names, sorted([_plain(row[name]) for name in names] for row in answer)]
    if isinstance(answer, Triples | ox.QueryTriples):
        return ["triples", sorted(map(_plain, answer))]
    return ["boolean", bool(answer)]


def _plain(term: Any) -> str:
    return re.sub(r"_:\w+", "_:b", str(term))


def guarded(folder: Path, store: Path) -> Task:
    """Return what asks a query of our store; limits are those of the program."""
    limits.start(limits.Meter(SECONDS))
    ours = Graph.open(folder, store=store).store

    def ask(text: str) -> Any:
        try:
            return shown(ours.query(text))
        except QueryError as fault:
            return ["refused", str(fault)]

    return ask


def engine(folder: Path, store: Path) -> Task:
    """Return what asks a query of the engine alone, without a way out, and once more with other names of variables."""
    close_network()
    raw = ox.Store.read_only(str(Graph.open(folder, store=store).snapshot.folder / "store"))

    def ask(text: str) -> Any:
        try:
            answer = shown(raw.query(text, prefixes=dict(PREFIXES)))
        except SyntaxError:
            return ["syntax"]
        except (OSError, RuntimeError, ValueError) as fault:
            return ["fails", str(fault)]
        names = {name: f"n{number}x" for number, name in enumerate(sparql.variables(text))}
        again = raw.query(renamed(text, names), prefixes=dict(PREFIXES))
        return [*answer, shown(again)[1] if answer[0] == "rows" else [], sorted(names.items())]

    return ask


def explained(folder: Path, store: Path) -> Task:
    """Return what asks a query with evidence, as `--why` does."""
    limits.start(limits.Meter(SECONDS))
    graph = Graph.open(folder, store=store)

    def ask(text: str) -> Any:
        try:
            answer = graph.query(text)
        except QueryError as fault:
            return ["refused", str(fault)]
        if not isinstance(answer, Answer):
            return ["none"]
        rows = list(answer)
        try:
            return ["evidence", len(rows), len(graph.evidence(answer))]
        except QueryError as fault:
            return ["refused", str(fault)]

    return ask


def renamed(text: str, names: dict[str, str]) -> str:
    """Return a query with other variables, at the places where the tokeniser sees them."""
    found, end = [], 0
    for token in sparql.tokens(text):
        if token.kind == "variable":
            found += [text[end : token.start], token.text[0], names[token.text[1:]]]
            end = token.end
    return "".join([*found, text[end:]])


def remainder(text: str) -> list[str]:
    """Return what the tokeniser has not understood of a query that the engine accepts."""
    strange = [token.text for token in sparql.tokens(text) if token.kind == "mark" and token.text not in MARKS]
    words = [token.text for token in sparql.tokens(text) if token.kind == "word"]
    strange += [word for word in words if word.upper() not in KEYWORDS]
    for token in sparql.tokens(text):
        if token.kind == "string":
            quote = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[:1]
            if not token.text.endswith(quote) or len(token.text) < 2 * len(quote):
                strange.append(token.text)
    return strange


def fault_of(text: str, ours: Any, raw: Any) -> str:
    """Return what is wrong with our answer to a query, given that of the engine alone, or "" where nothing is."""
    if isinstance(ours, str):
        return "" if ours in SPENT else ours
    if ours[0] == "refused":
        if ours[1] != " ".join(ours[1].split()) or len(ours[1]) > 6000 or "Traceback" in ours[1]:
            return "is not refused in one line"
        if LIMITS.search(ours[1]):
            brackets, operators = (sum(map(text.count, marks)) for marks in ("{([<", "!&|+-*/"))
            large = len(text) > 2000 or brackets > 200 or brackets + operators > 1000
            return "" if large else "is within the limits"
        service = "SERVICE would send" in ours[1] and "service" in text.lower()
        return "" if isinstance(raw, str) or raw[0] in ("syntax", "fails") or service else f"is refused: {ours[1]}"
    if isinstance(raw, str):
        return "" if raw in SPENT else f"is answered, and the engine says {raw}"
    if raw[0] in ("syntax", "fails"):
        return f"is answered, and the engine refuses it {raw}"
    if CHANGING.search(text):
        return "" if ours[:-1] == raw[: len(ours) - 1] else "has other columns"
    if ours != raw[: len(ours)]:
        return f"has another answer: {str(ours)[:200]} {str(raw)[:200]}"
    if strange := remainder(text):
        return f"is not read to its end: {strange}"
    names = dict(raw[-1])
    if ours[0] == "rows" and sorted(names.get(name, name) for name in ours[1]) != raw[-2]:
        return f"has other variables: {raw[-2]} for {ours[1]}"
    return ""


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Path:
    """Build the invented corpus, and return the folder of the snapshot."""
    Graph.open(folder, store=tmp_path / "store")
    return tmp_path / "store"


def tried(name: str, queries: list[str], folder: Path, store: Path, silence: Silence) -> None:
    """Ask queries of our store and of the engine, and compare the answers."""
    ours = apart(guarded, (folder, store), queries, 2 * SECONDS)
    assert not silence.heard()
    asked = [number for number, answer in enumerate(ours) if not _is_limit(answer)]
    raw: dict[int, Any] = dict(
        zip(asked, apart(engine, (folder, store), [queries[number] for number in asked], SECONDS), strict=True)
    )
    wrong = []
    for number, text in enumerate(queries):
        if told := fault_of(text, ours[number], raw.get(number, "not asked")):
            wrong.append(f"{text[:600]!r}: {told}")
    answered = sum(not isinstance(answer, str) and answer[0] != "refused" for answer in ours)
    assert answered > len(queries) / 10, "nearly all are refused, so nearly nothing is compared"
    record(name, len(queries), wrong, TIMES)


def _is_limit(answer: Any) -> bool:
    return not isinstance(answer, str) and answer[0] == "refused" and bool(LIMITS.search(answer[1]))


def test_random_queries_are_answered_as_the_engine_does_or_refused(folder: Path, store: Path, silence: Silence) -> None:
    queries = [Grammar(seed, silence.address).query() for seed in range(3000 * TIMES)]
    tried("queries", queries, folder, store, silence)


def saved() -> list[str]:
    """Return the texts of the saved questions and of the rules."""
    files = sorted([*PROJECT.glob("queries/*.rq"), *PROJECT.glob("ontology/rules/*.rq")])
    assert len(files) > 45
    return [path.read_text(encoding="utf-8") for path in files]


def test_mutated_questions_are_answered_as_the_engine_does_or_refused(
    folder: Path, store: Path, silence: Silence
) -> None:
    texts = saved()
    queries = [
        mutated(text, texts[number - 1], (number, seed))
        for number, text in enumerate(texts)
        for seed in range(30 * TIMES)
    ]
    tried("mutated-queries", queries, folder, store, silence)


@pytest.mark.slow
def test_what_nests_or_is_long_is_answered_as_the_engine_does_or_refused(
    folder: Path, store: Path, silence: Silence
) -> None:
    if TIMES == 1:
        queries = piles((3, 198, 999), (3, 999))
    else:
        ends = (197, 198, 199, 200, 201, 333, 499, 998, 999, 1000, 1001, 1999, 2001, 5000, 100_000)
        queries = piles((3, 50, *ends), (3, 8, 50, *ends))
    tried("long-queries", list(queries), folder, store, silence)


def test_random_queries_have_evidence_or_say_why_not(folder: Path, store: Path, silence: Silence) -> None:
    queries = [Grammar(("why", seed), silence.address).query() for seed in range(800 * TIMES)]
    texts = saved()
    queries += [mutated(text, texts[number - 1], number) for number, text in enumerate(texts)] + texts
    wrong = []
    for text, found in zip(queries, apart(explained, (folder, store), queries, 2 * SECONDS), strict=True):
        if isinstance(found, str):
            told = "" if found in SPENT else found
        elif found[0] == "refused":
            told = "" if found[1] == " ".join(found[1].split()) and len(found[1]) < 6000 else "not in one line"
        else:
            told = "" if found[0] == "none" or found[1] == found[2] else f"{found[1]} rows, {found[2]} with evidence"
        if told:
            wrong.append(f"{text[:600]!r}: {told}")
    assert not silence.heard()
    record("evidence", len(queries), wrong, TIMES)


def test_what_ends_the_process_is_noticed_and_the_others_are_tried(folder: Path, store: Path) -> None:
    deep = "SELECT * " + "{ " * 20_000 + "}" * 20_000
    answers = apart(engine, (folder, store), ["ASK {}", deep, "ASK { ?s ?p ?o }", "ASK {"], SECONDS)
    assert answers[0][:2] == ["boolean", True] == answers[2][:2]
    assert answers[1] in ("SIGSEGV", "SIGABRT", "SIGBUS")
    assert answers[3] == ["syntax"]


def test_the_queries_are_the_same_in_each_run_and_reach_everything(silence: Silence) -> None:
    queries = [Grammar(seed, "http://127.0.0.1:9/").query() for seed in range(3000)]
    assert queries[:50] == [Grammar(seed, "http://127.0.0.1:9/").query() for seed in range(50)]
    words = {token.text.upper() for text in queries for token in sparql.tokens(text) if token.kind == "word"}
    assert words >= KEYWORDS - {"BNODE", "NOW", "RAND", "UUID", "STRUUID", "STRLANGDIR", "A"}
    assert {form: sum(sparql.form(text) == form for text in queries) > 50 for form in sparql.FORMS}
