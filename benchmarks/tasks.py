"""What scale.py measures: each command with the goal that it has, what it took before, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

IMPORT = "import click, pyoxigraph"
"""The start-up that every command has."""

RAW_ROWS = ("100,000 rows to CSV, engine alone", "100,000 rows to JSON, engine alone")
BULK = "bulk_extend to disk"


@dataclass(frozen=True, slots=True)
class Task:
    """Hold what is run, and what it is expected to take.

    Attributes
    ----------
    name:
        What the table calls it.
    arguments:
        Those of `coalition`, or with `program`, those of programs.py; `{root}`, `{store}`, `{raw}`, `{columns}`,
        and such words stand for what scale.py knows.
    program:
        Whether programs.py runs it: an engine alone, or a peer.
    before:
        What it took when the goals were set.
    beside, ratio, small:
        The task whose seconds its own are divided by, and how many times that it may take: at the largest size, and at
        the smallest.
    growth:
        How many times as long as at the smallest size it may take at the largest.
    seconds, mebibytes:
        How long it may take, and how much memory.
    each:
        How many seconds it may take for each of the things that it counts.
    change:
        What is changed in one source first, or changed back: a text into another, or nothing into a text at the end.
    rounds:
        How often it is run; the least figure counts.
    most:
        The greatest number of documents that it is run with; 0 for any.
    alone:
        Whether it has a folder of snapshots of its own.
    forgets:
        Whether what earlier checks have found there is forgotten first.
    """

    name: str
    arguments: tuple[str, ...]
    program: bool = False
    before: str = ""
    beside: str = ""
    ratio: float = 0
    small: float = 0
    growth: float = 0
    seconds: float = 0
    mebibytes: int = 0
    each: float = 0
    change: tuple[str, str] | None = None
    rounds: int = 1
    most: int = 0
    alone: bool = False
    forgets: bool = False

    @property
    def goal(self) -> str:
        """The goal in words."""
        parts = [
            f"≤ {self.ratio:g} × {self.beside}" if self.ratio else "",
            f"≤ {self.small:g} × {self.beside}, small" if self.small else "",
            f"≤ {self.growth:g} × small" if self.growth else "",
            f"< {self.seconds:g} s" if self.seconds else "",
            f"< {self.mebibytes:,} MiB" if self.mebibytes else "",
            f"< {self.each * 1000:g} ms each" if self.each else "",
        ]
        return ", ".join(filter(None, parts))


EDIT = ("cg:Asserts", "cg:Denies ")
"""What a passage says is denied now, and so is no fact any more."""

MISTAKE = ("", "passage:nowhere { actor:nobody cg:tookPartIn meeting:e12 }\n")
"""Facts of a passage that is not described, which is a fault."""

ROWS = "SELECT * { ?s ?p ?o } LIMIT 100000"
TEN = "SELECT ?e ?d { ?e a cg:Event ; cg:date ?d } LIMIT 10"
COUNT = "SELECT (COUNT(*) AS ?told) { ?event cg:date ?day }"
FORMS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml")
MEASURES = ("betweenness", "closeness", "harmonic", "eigenvector", "pagerank", "katz")

TASKS = (
    Task("build, cold", ("build",), before="13.6 ×, 3.8 GB", beside=BULK, ratio=3, mebibytes=1024),
    Task("build, nothing changed", ("build",)),
    Task("build, one source changed", ("build",), before="", beside=BULK, ratio=1.2, change=EDIT),
    Task("check, which builds", ("check",), alone=True),
    # Shapes and digests alone: the snapshot is there, and what earlier checks have found is forgotten.
    Task("check, built before", ("check",), before="75 s at 407,000", seconds=60, alone=True, forgets=True),
    Task("check, one source changed", ("check",), seconds=1, change=EDIT, alone=True),
    Task("check, one source changed, which is wrong now", ("check",), seconds=1, change=MISTAKE, alone=True),
    Task(
        "query 'ASK {}'",
        ("query", "ASK {}"),
        before="1.99 ×, 14 × at size",
        beside=IMPORT,
        small=1.8,
        growth=1.3,
        rounds=5,
    ),
    Task(
        "ask commitments --by",
        ("ask", "commitments", "--by", "{state}"),
        before="2.8 ×",
        beside=IMPORT,
        small=2,
        rounds=5,
    ),
    Task(
        "ask commitments --by, 20 of them", ("ask", "commitments", "--by", "{state like others}"), growth=1.5, rounds=5
    ),
    Task("ask commitments --by, no rows", ("ask", "commitments", "--by", "{actor}")),
    Task("show ACTOR", ("show", "{actor}"), before="8.1 ×", beside=IMPORT, small=3, rounds=3),
    Task("show ACTOR, 70 ties", ("show", "{actor like others}"), growth=1.5, rounds=5),
    Task(
        "query --why, ten rows", ("query", TEN, "--why"), before="7.7 ×", beside=IMPORT, small=4, growth=1.5, rounds=3
    ),
    Task(
        "100,000 rows to CSV",
        ("query", ROWS, "--format", "csv"),
        before="1.3 ×",
        beside=RAW_ROWS[0],
        ratio=1.15,
        rounds=3,
    ),
    Task(
        "100,000 rows to JSON",
        ("query", ROWS, "--format", "json"),
        before="1.3 ×",
        beside=RAW_ROWS[1],
        ratio=1.15,
        rounds=3,
    ),
    Task(
        "evidence of all dates",
        ("evidence", "{root}", "{store}"),
        program=True,
        before="0.13 to 0.3 ms each",
        each=0.0001,
    ),
    Task("count --why", ("query", COUNT, "--why"), seconds=1),
    Task("view of one source", ("query", "ASK {}", "--source", "d7"), before="57 s, 2 GB", seconds=2),
    Task("conflicts", ("conflicts",), before="not ended", seconds=20),
    Task("corroboration", ("corroboration",), before="53 s, 2.2 GB", seconds=20),
    Task("timeline", ("timeline",), before="170 s", seconds=20),
    Task("identities", ("identities",), seconds=20),
    Task("coverage", ("coverage",), seconds=20),
    *(Task(f"export {form}", ("export", "--format", form), before="2.3 GB", seconds=20) for form in FORMS),
    *(
        Task(f"export {form}, {how}", ("export", "--format", form, "--provenance", how), seconds=20)
        for form, how in (("turtle", "rdf12"), ("turtle", "rdf11"), ("jsonld", "rdf11"))
    ),
    Task("diff of two exports", ("diff", "{export}", "{changed}"), seconds=20),
    Task("network", ("network",)),
    # The measure that takes least: what is left is the reading of a network, for which the goal was set.
    Task("centrality degree", ("centrality", "--measure", "degree"), before="14.7 s to read", seconds=1),
    *(Task(f"centrality {measure}", ("centrality", "--measure", measure)) for measure in MEASURES),
    Task("centrality --explain", ("centrality", "--explain", "{actor}")),
    Task("centrality --robust", ("centrality", "--robust")),
    Task("search, first", ("search", "meeting")),
    Task("search, again", ("search", "meeting")),
    Task(IMPORT, ("import",), program=True, rounds=5),
    Task("read all quads, engine alone", ("read", "{raw}"), program=True),
    Task(BULK, ("bulk", "{raw}", "{new}"), program=True),
    Task("N-Quads, engine alone, unsorted", ("dump", "{raw}"), program=True),
    *(
        Task(name, ("rows", "{raw}", syntax), program=True, rounds=3)
        for name, syntax in zip(RAW_ROWS, ("CSV", "JSON"), strict=True)
    ),
    Task("rdflib: load Turtle, ask for dates", ("rdflib", "{turtle}"), program=True, most=400),
    Task("kglab: load Turtle, ask for dates", ("kglab", "{turtle}"), program=True, most=400),
    Task("DuckDB: degrees, from the columns", ("duckdb", "{columns}"), program=True),
    Task("NetworkX: degrees, from the truth", ("networkx", "{truth}"), program=True),
)
