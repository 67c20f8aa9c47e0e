"""Test evidence: the passages that support a row or a fact, how they are cited, and what else is reported."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import TEXT, document, prefixes
from tracing import MEETING, WORDS, build, line, why

from coalition.corpus.root import Root
from coalition.names import Names
from coalition.namespaces import CG, HOME, RECORD
from coalition.output.passages import citation
from coalition.provenance.evidence import GROUNDS, Cited, Tracer
from coalition.provenance.record import Record
from coalition.rdf.store import Store
from coalition.texts.passage import State
from coalition.texts.source import Source, Texts


def test_one_triple_has_the_evidence_of_one_row(tracer: Tracer) -> None:
    fact = ox.Triple(
        *(ox.NamedNode(iri) for iri in (HOME + "actor/league", CG + "tookPartIn", HOME + "meeting/strelsau-1894-05-03"))
    )
    assert line((), tracer.triple(fact)) == " | date:3 | +took-part-in"


def report(folder: Path, *, stance: str) -> Root:
    """Add a second paper to the corpus, in which one passage gives the host with another stance."""
    words = "Rudolf may have been the host."
    (folder / "sources" / "hentzau.txt").write_text(words, encoding="utf-8")
    digest = hashlib.sha256(words.encode()).hexdigest()
    (folder / "graph" / "hentzau.trig").write_text(
        f'{prefixes()}source:hentzau a cg:Source ; skos:prefLabel "Hentzau" ; cg:fileName "hentzau.txt" ;\n'
        f'    cg:textLength {len(words)} ; cg:textDigest "{digest}" .\n'
        f"passage:hentzau-0 a cg:Passage ; prov:wasQuotedFrom source:hentzau ; cg:start 0 ; cg:end {len(words)} ;\n"
        f'    cg:digest "{digest}" ; cg:stance cg:{stance} .\npassage:hentzau-0 {{ {MEETING} cg:host actor:rudolf }}\n',
        encoding="utf-8",
    )
    return Root.open(folder)


@pytest.mark.parametrize("stance", ["Reports", "Denies"])
def test_a_passage_that_reports_or_denies_the_same_is_shown_with_its_stance(folder: Path, stance: str) -> None:
    tracer = build(report(folder, stance=stance))
    expected = f"rudolf | hentzau-0 ({stance.lower()}) king"
    assert why(tracer, "SELECT ?h { ?m cg:host ?h }") == [expected]
    assert why(tracer, "SELECT ?h { GRAPH passage:hentzau-0 { ?m cg:host ?h } }") == [
        f"rudolf | hentzau-0 ({stance.lower()})"
    ]


def test_two_papers_that_state_the_same_are_both_cited(folder: Path) -> None:
    (folder / "graph" / "twin.trig").write_text(document("twin"), encoding="utf-8")
    (folder / "sources" / "twin.txt").write_text(f"{TEXT}twin\n", encoding="utf-8", newline="")
    found = build(Root.open(folder)).rows(
        "SELECT ?h { ?m cg:host ?h }", ("h",), [(ox.NamedNode(HOME + "actor/rudolf"),)]
    )
    assert [cited.source.name for cited in found[0].passages] == ["twin", "zenda"]


@pytest.mark.parametrize(
    ("text", "state", "words", "moved"),
    [
        (TEXT, State.FOUND, WORDS["king"], None),
        (f"News. {TEXT}", State.DRIFTED, "", TEXT.index(WORDS["king"]) + 6),
        (TEXT.replace("Rudolf", "Robert"), State.MISSING, "", None),
        (None, State.NO_TEXT, "", None),
    ],
    ids=["found", "drifted", "missing", "no text here"],
)
def test_the_words_are_shown_as_far_as_the_text_at_hand_has_them(
    root: Root, tmp_path: Path, text: str | None, state: State, words: str, moved: int | None
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    if text is not None:
        (texts / "zenda.txt").write_text(text, encoding="utf-8", newline="")
    (found,) = build(root, texts).rows("ASK { ?m cg:host ?h }", (), [()])
    (cited,) = found.passages
    assert (cited.finding.state, cited.finding.words, cited.finding.moved_to) == (state, words, moved)


def test_a_text_is_searched_once_for_all_rows(root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr("coalition.texts.passage._seek", lambda passage, text: calls.append(passage.iri))
    (tmp_path / "zenda.txt").write_text("Another text. " * 99, encoding="utf-8")
    tracer = build(root, tmp_path)
    why(tracer, "SELECT * { ?s ?p ?o }")
    why(tracer, "SELECT * { ?x cg:event ?m }")
    assert len(calls) == len(set(calls)) > 2


def test_evidence_as_data_holds_all_that_is_shown(tracer: Tracer) -> None:
    (found,) = tracer.rows("ASK { GRAPH ?g { ?p cg:holder ?a } ?g cg:reportedBy ?who }", (), [()])
    start = TEXT.index(WORDS["horses"])
    assert found.to_dict() == {
        "passages": [
            {
                "passage": f"{HOME}passage/zenda-{start}",
                "source": HOME + "source/zenda",
                "source_label": "The zenda paper",
                "title": "",
                "publisher": "Strelsau Gazette",
                "issued": "1894-05-04",
                "start": start,
                "end": start + len(WORDS["horses"]),
                "stance": "reports",
                "attributed_to": [],
                "reported_by": ["Strelsau Gazette"],
                "cites": [],
                "reading": "",
                "noted": [],
                "context": [],
                "state": "found",
                "words": WORDS["horses"],
                "facts": ["position:graustark-horses cg:holder actor:graustark"],
            }
        ],
        "rules": [],
        "grounds": [GROUNDS[RECORD]],
        "notes": [],
    }


def test_a_passage_is_cited_by_its_iri(tracer: Tracer) -> None:
    cited = tracer.cite(f"{HOME}passage/zenda-{TEXT.index(WORDS['king'])}")
    assert (cited.finding.words, cited.source.name, cited.facts) == (WORDS["king"], "zenda", ())
    with pytest.raises(KeyError):
        tracer.cite(HOME + "passage/none")


def test_a_graph_that_is_no_passage_is_named(root: Root) -> None:
    built = build(root)
    fact = (
        ox.NamedNode(HOME + "actor/rudolf"),
        ox.NamedNode(CG + "host"),
        ox.Literal("x"),
        ox.NamedNode(HOME + "actor/league"),
    )
    store = Store.in_memory([*built.record.store.quads(), ox.Quad(*fact)])
    tracer = Tracer(Record(store), {}, built.texts, Names(store))
    assert why(tracer, "SELECT ?x { GRAPH actor:league { ?x cg:host 'x' } }") == [
        "rudolf |  | the graph League of Nations of Zenda"
    ]


def test_all_that_the_record_says_of_a_source_is_told(tmp_path: Path) -> None:
    said = f"""
        source:s skos:prefLabel "Label" ; dcterms:title "Title" ; dcterms:publisher actor:p ; dcterms:creator "A", "B" ;
            dcterms:issued "1894"^^xsd:gYear ; cg:fileName "s.txt" ; cg:textDigest "{"0" * 64}" ; cg:textLength 7 .
    """
    facts = f'{prefixes()} graph:record {{ {said} }} graph:register {{ actor:p skos:prefLabel "Press" }}'
    store = Store.in_memory(ox.parse(facts, format=ox.RdfFormat.TRIG))
    source = Tracer(Record(store), {}, Texts(tmp_path), Names(store)).source(HOME + "source/s")
    assert source == Source(HOME + "source/s", "Label", "Title", "Press", "A, B", "1894", "s.txt", "0" * 64, 7)


def test_the_same_question_gives_the_same_evidence_in_the_same_order(root: Root) -> None:
    text = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    first, second = (build(root) for _ in range(2))
    assert why(first, text) == why(second, text) == why(first, text)


def test_how_directly_a_passage_supports_a_fact_is_told_where_it_is_recorded(folder: Path) -> None:
    root = report(folder, stance="Asserts")
    asked = "SELECT ?h { GRAPH passage:hentzau-0 { ?m cg:host ?h } }"

    def cited() -> Cited:
        (evidence,) = build(Root.open(folder)).rows(asked, ("h",), [(ox.NamedNode(HOME + "actor/rudolf"),)])
        return evidence.passages[0]

    assert cited().passage.directness == "" and "directness" not in cited().to_dict()
    path = root.graph / "hentzau.trig"
    told = path.read_text(encoding="utf-8").replace("a cg:Passage ;", "a cg:Passage ; cg:directness cg:Implied ;")
    path.write_text(told, encoding="utf-8")
    assert cited().to_dict()["directness"] == "implied"
    assert citation(cited()).endswith(" · asserts · implied")
