"""Test that spoilt files are taken or refused in one line, and that a refusal changes nothing.

Files of facts, register, ontology, rules, shapes, questions and texts are mutated, byte by byte and word by word; so is
RDF in every format for `diff`. By default some hundred are tried; HOSTILE=all tries thirty times as many. LEDGER=DIR
writes how many into `fact-files.json` and `foreign-files.json`.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hostile.apart import Task, apart, record
from ruritania import PROJECT

from coalition import limits
from coalition.cli.commands import run

TIMES = 30 if os.environ.get("HOSTILE") == "all" else 1
SECONDS = 20

TRAPS = (
    *(
        b"\x00",
        b"\x1b[31m",
        b"\x9b",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xf4\x90\x80\x80",
        b"\r",
        b"\n",
    ),
    *(
        b"\xe2\x80\xae",
        b"\xcc\x81",
        b"\xc2\xa0",
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
        b"<",
        b">",
        b"<<",
        b">>",
        b"{|",
        b"|}",
    ),
    *(
        b'"',
        b'"""',
        b"'",
        b"\\",
        b"\\u0000",
        b"\\uD800",
        b"\\U00110000",
        b"\\u001B",
        b"@",
        b"@prefix",
        b"^^",
        b"#",
        b";",
        b".",
    ),
    *(
        b"_:b",
        b":",
        b"a",
        b"true",
        b"-1",
        b"1e400",
        b"0",
        b"9" * 5000,
        b"[" * 300,
        b"<<(" * 300,
        b"-0044",
        b"0000-00-00",
    ),
    *(b"<>", b"<a b>", b"<http://[>", b"<%zz>", b"<\\u003e>", b"@en--ltr", b"xsd:date", b"xsd:gYear", b"cg:Passage"),
    *(b"sh:minCount", b"sh:pattern", b'"("', b"SERVICE <http://127.0.0.1:9/> {}", b"INSERT", b"UNION", b"cg:stance"),
    *(
        "é".encode("latin-1"),
        "é".encode(),
        "é".encode("utf-16"),
        b"rdf:reifies",
        b"owl:imports",
        b"&x;",
        b"<!ENTITY x '&x;'>",
    ),
)
WORDS = re.compile(rb"\s+|[\w:.-]+|[^\w\s]")

FILES = {
    "graph/register.trig": 14,
    "graph/zenda.trig": 14,
    "sources/zenda.txt": 4,
    "ontology/coalition.ttl": 6,
    "ontology/alignments.ttl": 2,
    "ontology/conflicts.ttl": 2,
    "ontology/shapes.ttl": 8,
    "ontology/rules/took-part-in.rq": 4,
    "ontology/conflicts/*.rq": 3,
    "ontology/lists/*.ttl": 3,
    "queries/most-events.rq": 4,
}
"""The files of a root, each with how often it is mutated in a short run."""

BROKEN = ("Traceback", "Warning", "warning:", "  File ", "site-packages", "Exception ignored", "panicked")


def mutated(content: bytes, seed: object) -> bytes:
    """Return some bytes with one to three changes, of bytes or of words."""
    chance = random.Random(f"{seed}")
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(content) + 1)
        words = WORDS.findall(content) or [b""]
        other = chance.randrange(len(words))
        match chance.randrange(9):
            case 0:
                content = content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
            case 1:
                content = content[:place] + content[place + 1 + chance.randrange(4) :]
            case 2:
                content = content[:place] + chance.choice(TRAPS) + content[place:]
            case 3:
                content = content[:place] if chance.random() < 0.3 else content[:place] + content[place // 2 :]
            case 4:
                words[other] = chance.choice(TRAPS)
                content = b"".join(words)
            case 5:
                words[other] = chance.choice(words)
                content = b"".join(words)
            case 6:
                del words[other : other + chance.randint(1, 3)]
                content = b"".join(words)
            case 7:
                words.insert(other, words[other] + b" ")
                content = b"".join(words)
            case 8:
                second = chance.randrange(len(words))
                words[other], words[second] = words[second], words[other]
                content = b"".join(words)
    return content


@pytest.fixture
def good(folder: Path) -> Path:
    """Complete the invented corpus to a root with an ontology and questions of its own, in which nothing is wrong."""
    shutil.copytree(PROJECT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("examples", "*.md"))
    (folder / "queries").mkdir()
    shutil.copy(PROJECT / "queries" / "most-events.rq", folder / "queries")
    register = folder / "graph" / "register.trig"
    text = register.read_text(encoding="utf-8")
    for name, code in (("Ruritania", "POL"), ("Graustark", "CZE")):
        text = text.replace(
            f'cg:State ; skos:prefLabel "{name}"', f'cg:State ; skos:prefLabel "{name}" ; cg:isoCode "{code}"'
        )
    position = "<https://w3id.org/coalition-graph/position/graustark-horses>"
    label = f'{position} skos:prefLabel "What Graustark asks for" .\n    place:strelsau'
    register.write_text(text.replace("place:strelsau", label, 1), encoding="utf-8")
    return folder


def ran(*arguments: str) -> tuple[int, str]:
    """Run a command in this process, and return its exit code and what it says on standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    err.flush()
    return code, err.buffer.getvalue().decode()


def fault_of(command: str, code: int, err: str) -> str:
    """Return what is wrong with the way a command ended, or "" where nothing is."""
    said = next((word for word in BROKEN if word in err), "")
    lines = [line for line in err.splitlines() if line]
    errors = [line for line in lines if line.startswith("Error: ")]
    if said or code not in (0, 1):
        return f"{command} ends with {code} {err[:300]!r}"
    if code and (not errors or (command not in ("check", "format") and len(errors) != 1)):
        return f"{command} does not say what is wrong in one line: {err[:300]!r}"
    if code == 0 and errors:
        return f"{command} succeeds with an error"
    if any(len(line) > 6000 for line in lines):
        return f"{command} says it in an endless line"
    return ""


def contents(folder: Path) -> dict[Path, bytes]:
    """Return the bytes of all files in a folder."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def trial(good: Path) -> Task:
    """Return what mutates a file of a root, and runs the commands that read it."""
    limits.start(limits.Meter(SECONDS))

    def one(case: tuple[str, int]) -> list[str]:
        name, seed = case
        with tempfile.TemporaryDirectory(dir=good.parent) as place:
            root, store = Path(place) / "root", str(Path(place) / "store")
            shutil.copytree(good, root)
            path = sorted(root.glob(name))[0]
            path.write_bytes(mutated(path.read_bytes(), case))
            return [str(seed), *_faults(root, store)]

    return one


def _faults(root: Path, store: str) -> Iterator[str]:
    """Yield the exit code of `check`, and what is wrong with any command on a root."""
    before = contents(root)
    accepted, err = ran("--root", str(root), "check")
    yield str(accepted)
    yield fault_of("check", accepted, err)
    for command in (["format", "--check"], ["draft", "zenda"], ["build"], ["questions"], ["source", "list"]):
        code, err = ran("--root", str(root), "--store", store, *command)
        if command[0] == "format" and code == 1 and "not in canonical form" in err:
            continue
        yield fault_of(command[0], code, err)
        if accepted == 0 and code and command[0] in ("build", "format"):
            yield f"check accepts what {command[0]} refuses: {err[:300]!r}"
        left = [path for path in Path(store).rglob("*") if path.name not in (".lock", ".digests.json")]
        if command == ["build"] and code and any(not path.name.startswith(".verdicts-") for path in left):
            yield "a build that fails leaves something"
    if contents(root) != before:
        yield "a command that only reads changes the root"
    code, err = ran("--root", str(root), "format")
    yield fault_of("format", code, err)
    if code and contents(root) != before:
        yield "format refuses, and changes files"
    if code == 0 and accepted == 0:
        code, err = ran("--root", str(root), "check")
        yield f"what format has written is refused: {err[:300]!r}" if code else ""
        code, err = ran("--root", str(root), "format", "--check")
        yield "what format has written is not canonical" if code else ""


def test_the_root_is_good_before_it_is_mutated(good: Path, tmp_path: Path) -> None:
    assert ran("--root", str(good), "check") == (0, "")
    (result,) = apart(trial, (good,), [("sources/none-*", 0)], SECONDS)
    assert result == "raises IndexError: list index out of range"


def test_a_mutated_file_is_taken_or_refused_in_one_line(good: Path) -> None:
    cases = [(name, seed) for name, share in FILES.items() for seed in range(share * TIMES)]
    results = apart(trial, (good,), cases, 5 * SECONDS)
    wrong = []
    for case, result in zip(cases, results, strict=True):
        told = [result] if isinstance(result, str) else [each for each in result[2:] if each]
        wrong += [f"{case}: {each}" for each in told]
    codes = {result[1] for result in results if not isinstance(result, str)}
    assert codes == {"0", "1"}, "all are taken, or all refused"
    record("fact-files", len(cases), wrong, TIMES)


FOREIGN = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
SAMPLE = """
@prefix : <http://example.org/a#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:s a :T ; :p "one", "two"@en, "drei"@de-AT, 1, 1.50, 1e3, true, "2025-03-02"^^xsd:date ; :q [ :r :s ; :t ( 1 :o [] ) ] .
_:b :p _:c . _:c :p _:b . :x :label "É\\u0301 \\"q\\" \\n" .
"""


def compared(folder: Path) -> Task:
    """Return what mutates a file of foreign RDF, and compares it with itself and with the sample."""
    limits.start(limits.Meter(SECONDS))

    def one(case: tuple[str, int]) -> list[str]:
        suffix, _ = case
        good, bad = folder / f"good.{suffix}", folder / f"bad.{suffix}"
        bad.write_bytes(mutated(good.read_bytes(), case))
        faults = []
        for pair in ((bad, bad), (good, bad)):
            code, err = ran("diff", *map(str, pair))
            # 1 says that they differ, or that one cannot be read
            faults.append("" if code == 1 and not err else fault_of("diff", code, err))
            if pair == (bad, bad):
                faults.append("it differs from itself" if code == 1 and not err else "")
                faults.insert(0, str(code))
        return faults

    return one


def test_mutated_foreign_rdf_is_compared_or_refused_in_one_line(tmp_path: Path) -> None:
    quads = list(ox.parse(SAMPLE, ox.RdfFormat.TURTLE))
    for suffix, format in FOREIGN.items():
        (tmp_path / f"good.{suffix}").write_bytes(ox.serialize(quads, format=format) or b"")
    cases = [(suffix, seed) for suffix in FOREIGN for seed in range(60 * TIMES)]
    results = apart(compared, (tmp_path,), cases, SECONDS)
    wrong = []
    for case, result in zip(cases, results, strict=True):
        told = [result] if isinstance(result, str) else [each for each in result[1:] if each]
        wrong += [f"{case}: {each}" for each in told]
    assert {result[0] for result in results if not isinstance(result, str)} == {"0", "1"}
    record("foreign-files", len(cases), wrong, TIMES)
