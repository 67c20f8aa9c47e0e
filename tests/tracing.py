"""Write evidence in one line, for the invented corpus: `cells | passages | what else it rests on`.

A passage is written as its key in WORDS; `king:2` means two facts of it. A rule is written as `+rule`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
from ruritania import FACTS, TEXT

from coalition.build.dataset import build_dataset
from coalition.corpus.root import Root, rule_graph
from coalition.names import Names
from coalition.namespaces import HOME
from coalition.provenance.evidence import GROUNDS, NO_TRIPLE, Evidence, Tracer
from coalition.provenance.record import Record
from coalition.provenance.witnesses import PARTIAL, UNREPEATED
from coalition.rdf.store import Rows, Term
from coalition.texts.source import Texts

WORDS = dict(zip(("king", "date", "promise", "horses", "absent"), FACTS, strict=True))

PASSAGES = {f"zenda-{TEXT.index(words)}": short for short, words in WORDS.items()}

SHORT = {
    GROUNDS[HOME + "graph/register"]: "register",
    GROUNDS[HOME + "graph/record"]: "record",
    GROUNDS[HOME + "ontology"]: "ontology",
    "the fact that nothing matches a NOT EXISTS or MINUS; no passage states an absence": "an absence",
    NO_TRIPLE: "no triple",
    PARTIAL: "more",
    UNREPEATED: "anew",
}

MEETING = "meeting:strelsau-1894-05-03"


def build(root: Root, texts: Path | None = None) -> Tracer:
    """Return a tracer of what the files of `root` state, with texts from its own folder or another."""
    store = build_dataset(root.read(), Texts(root.sources)).builder.reader()
    rules = {rule_graph(path): path.read_text(encoding="utf-8") for path in root.rule_files()}
    return Tracer(Record(store), rules, Texts(texts or root.sources), Names(store))


def cell(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode):
        return (
            term.value.rsplit("/", 1)[-1]
            .removeprefix("strelsau-1894-05-03--")
            .replace("strelsau-1894-05-03", "meeting")
        )
    return "-" if term is None else str(term.value) if isinstance(term, ox.Literal) else "[]"


def line(row: Iterable[Term | None], evidence: Evidence) -> str:
    passages = [
        PASSAGES.get(cited.passage.name, cited.passage.name)
        + f":{len(cited.facts)}" * (len(cited.facts) > 1)
        + f" ({cited.passage.stance})" * (cited.passage.stance != "asserts")
        for cited in evidence.passages
    ]
    rest = [f"+{rule}" for rule in evidence.rules]
    rest += [SHORT.get(note, note) for note in (*evidence.grounds, *evidence.notes)]
    return " | ".join(" ".join(part) for part in (map(cell, row), passages, rest)).rstrip(" |")


def why(tracer: Tracer, text: str, **given: Term) -> list[str]:
    """Return the rows of a query with their evidence, sorted unless the query orders them."""
    answer = tracer.record.store.query(text, given)
    columns: list[str]
    if isinstance(answer, ox.QueryBoolean):
        columns, rows = [], [()] if answer else []
    else:
        assert isinstance(answer, Rows)
        columns, rows = [variable.value for variable in answer.variables], [tuple(row) for row in answer]
    lines = [line(row, evidence) for row, evidence in zip(rows, tracer.rows(text, columns, rows), strict=True)]
    return lines if "ORDER BY" in text else sorted(lines)
