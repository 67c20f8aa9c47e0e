"""Test the saved questions against their answers in `tests/expected/`, each of which was read and found right.

After a change of facts, write the expected answers again with
`REFRESH=1 python -m pytest tests/query/test_questions.py`. Then read the diff, since a wrong answer is written as
faithfully as a right one.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from council import DELIBERATING, MINUTES, UNANSWERED, council
from left_open import left_open, told_directly
from refresh import refresh
from ruritania import PROJECT, document, drafted

from coalition import Graph
from coalition.build.dataset import Ontology
from coalition.corpus.root import Root, layered
from coalition.errors import CoalitionError, GoneError, ParameterError, SelectionError
from coalition.names import resolve
from coalition.namespaces import PREFIXES
from coalition.query import formats
from coalition.query.answer import Answer
from coalition.query.questions import Parameter, Question, Saved, expect, faults, question, questions, unreadable
from coalition.rdf.sparql import star, tokens
from coalition.rdf.store import Store

QUERIES = PROJECT / "queries"

EXPECTED = Path(__file__).parents[1] / "expected"

FILES = sorted(QUERIES.glob("*.rq"))
QUESTIONS = questions(FILES)

FILTERING = [
    (name, parameter.name)
    for name, question in QUESTIONS.items()
    for parameter in question.parameters
    if parameter.kinds and not parameter.required  # a number or date is compared, a thing is looked for
]


def rq(folder: Path) -> list[Path]:
    """Return the files of questions in a folder."""
    return layered([folder])


@pytest.fixture
def zenda(folder: Path, tmp_path: Path) -> Graph:
    return Graph.open(folder, store=tmp_path / "snapshots")


@pytest.fixture(scope="module")
def backwards(published: Graph) -> Store:
    """Return a store of the published graph that was filled in reverse order."""
    return Store.in_memory(sorted(published.store.quads(), key=str, reverse=True))


@pytest.fixture(scope="module")
def with_drafts(published: Graph) -> Store:
    """Return the published graph with a drafted copy of every passage, quoted from another document.

    As in every store, a drafted passage has a header and no graph: what it mentions stays in its file.
    """
    quads = list(published.store.quads())
    documents = sorted({q.object for q in quads if q.predicate.value == PREFIXES["prov"] + "wasQuotedFrom"}, key=str)
    next_document = dict(itertools.pairwise([*documents, documents[0]]))
    passages = {quad.subject for quad in quads if quad.predicate.value == PREFIXES["cg"] + "stance"}

    def twins() -> Iterator[ox.Quad]:
        for s, p, o, graph in quads:
            if s in passages and o.value != PREFIXES["cg"] + "AcceptedPassage":
                stance = p.value == PREFIXES["cg"] + "stance"
                value = ox.NamedNode(PREFIXES["cg"] + "Drafted") if stance else next_document.get(o, o)
                yield ox.Quad(ox.NamedNode(f"{s.value}-drafted"), p, value, graph)

    return Store.in_memory([*quads, *twins()])


def examples(asked: Question) -> dict[str, str]:
    return {parameter.name: parameter.example for parameter in asked.parameters}


def rows(graph: Graph, name: str, **values: str | int) -> Answer:
    found = graph.ask(name, **values)
    assert isinstance(found, Answer)
    return found


def written(graph: Graph, asked: Question) -> str:
    output = io.BytesIO()
    found = graph.store.query(asked.text, asked.bindings(examples(asked), graph.names), asked.name)
    formats.stream(found, "csv", output)
    return output.getvalue().decode().replace("\r\n", "\n")


def test_no_question_shows_what_is_only_drafted(zenda: Graph, folder: Path, tmp_path: Path) -> None:
    given = {"since": ox.Literal("1", datatype=ox.NamedNode(PREFIXES["xsd"] + "gYear")), "least": ox.Literal(1)}

    def answers(graph: Graph) -> dict[str, list[str]]:
        return {
            name: [
                str(row)
                for row in graph.store.select(asked.text, {p: given[p] for p in given if f"?{p}\n" in asked.text})
            ]
            for name, asked in QUESTIONS.items()
        }

    before = answers(zenda)
    asserted = document().partition("passage:zenda-22 {")[2].partition("}")[0].replace("flavia", "gazette")
    (folder / "graph" / "draft.trig").write_text(
        drafted("Rudolf, King of Ruritania", f"cg:mentions actor:rudolf . {asserted}"), encoding="utf-8"
    )
    after = Graph.open(folder, store=tmp_path / "snapshots")
    assert after.snapshot.counts["drafted passages"] == 1
    assert answers(after) == before
    assert sum(map(len, before.values())) > 30


def test_what_a_council_did_is_asked_for(tmp_path: Path) -> None:
    graph = Graph.open(council(tmp_path / "council"), store=tmp_path / "snapshots")

    def told(name: str, *columns: str, **values: str) -> list[tuple[str, ...]]:
        return [tuple(map(str, (row[column] for column in columns))) for row in rows(graph, name, **values)]

    zenda = "https://w3id.org/coalition-graph/"
    assert told("votes", "content", "in_favour", "against", "abstaining", "unanimous", "document") == [
        ("The library gets 25,000 crowns.", "6", "None", "None", "None", zenda + "source/paper"),
        ("The library gets 25,000 crowns.", "5", "2", "1", "None", zenda + "source/minutes"),
        ("The minutes are adopted.", "None", "None", "None", "True", zenda + "source/minutes"),
    ]
    assert told("ballots", "choice", voter="Flavia") == [("https://w3id.org/coalition-graph/ontology#Opposed",)]
    assert told("decisions", "decision", "motion", by="Council of Zenda") == [
        (zenda + "decision/library-grant", zenda + "motion/library-grant")
    ]
    assert told("memberships", "organisation", "begin", "end", member="Rupert Hentzau") == [
        (zenda + "actor/zenda-council", "2030", "2031-12")
    ]
    assert told("rests-on-implication", "subject", "directness", document="minutes")[0] == (
        zenda + "ballot/library-grant--flavia",
        "https://w3id.org/coalition-graph/ontology#Implied",
    )
    for name in DELIBERATING:
        assert all(evidence.passages for evidence in rows(graph, name).evidence)
    assert {conflict.property_label for conflict in graph.conflicts()} == {"votes in favour"}


def test_who_held_a_post_is_told_with_its_time_and_a_holder_without_one_once(tmp_path: Path) -> None:
    folder = council(tmp_path / "council")
    passage = f"passage:minutes-{MINUTES.index('The minutes were')}"
    (folder / "graph" / "posts.trig").write_text(
        f"""graph:register {{
    post:clerk a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Clerk" .
    post:reeve a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Reeve" .
    post:judge a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Judge" .
}}
{passage} {{
    actor:flavia org:holds post:clerk, post:judge .
    tenure:flavia--clerk a cg:Tenure ; cg:officeholder actor:flavia ; cg:post post:clerk ;
        cg:startDate "2030"^^xsd:gYear .
    tenure:flavia--reeve a cg:Tenure ; cg:officeholder actor:flavia ; cg:post post:reeve ;
        cg:endDate "2029"^^xsd:gYear .
}}
""",
        encoding="utf-8",
    )
    answer = rows(Graph.open(folder, store=tmp_path / "snapshots"), "posts", holder="Flavia")
    told = [(row.post.rpartition("/")[2], row.begin, row.end) for row in answer]
    assert [tuple(map(str, each)) for each in told] == [
        ("clerk", "2030", "None"), ("judge", "None", "None"), ("reeve", "None", "2029")]  # fmt: skip


def test_there_are_questions_enough() -> None:
    assert len(QUESTIONS) >= 40
    tags = {tag for question in QUESTIONS.values() for tag in question.tags}
    assert tags >= {"lookup", "joins", "counts", "time", "provenance", "contradiction", "networks", "stance"}
    assert {path.name for path in QUERIES.iterdir() if path.suffix != ".rq"} == {"README.md"}


def test_every_question_has_an_expected_answer_and_every_answer_a_question() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == set(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_expected_one(name: str, published: Graph) -> None:
    path = EXPECTED / f"{name}.csv"
    found = written(published, QUESTIONS[name])
    refresh(path, found)
    assert found == path.read_text(encoding="utf-8")
    assert found.count("\n") > 1 or name in UNANSWERED, "an example that has no answer shows nothing"


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_does_not_depend_on_how_the_store_was_filled(name: str, published: Graph, backwards: Store) -> None:
    asked = QUESTIONS[name]
    bindings = asked.bindings(examples(asked), published.names)
    found = [tuple(row) for row in backwards.select(asked.text, bindings)]
    assert found == rows(published, name, **examples(asked)).terms


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_only_drafted_changes_no_answer(name: str, published: Graph, with_drafts: Store) -> None:
    asked = QUESTIONS[name]
    needed = {p.name: p.example for p in asked.parameters if p.required}
    for given in (examples(asked), needed):
        bindings = asked.bindings(given, published.names)
        found = [tuple(row) for row in with_drafts.select(asked.text, bindings)]
        assert found == rows(published, name, **given).terms


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_evidence_of_every_row_is_found(name: str, published: Graph) -> None:
    for evidence in rows(published, name, **examples(QUESTIONS[name])).evidence:
        assert evidence.passages or evidence.grounds
        assert not any(note.startswith(("cannot", "it rests on no")) for note in evidence.notes)


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_row_joins_what_no_source_joins(name: str, published: Graph) -> None:
    """An OPTIONAL whose variable is unbound where it is reached joins a row with every value that there is."""
    asked = QUESTIONS[name]
    assert not left_open(asked.text)
    answer = rows(published, name, **{p.name: p.example for p in asked.parameters if p.required})
    for (one, other), words in told_directly(asked.text).items():
        if not {one, other} <= set(answer.columns):
            continue
        ends = {(row[answer.columns.index(one)], row[answer.columns.index(other)]) for row in answer.terms}
        for subject, value in ends:
            found = (published.store.quads(subject, ox.NamedNode(word), value) for word in words)
            assert None in (subject, value) or any(any(True for _ in quads) for quads in found), (subject, value)


def test_an_optional_that_may_join_everything_is_seen() -> None:
    open_ = "SELECT * { ?a cg:kind ?b . OPTIONAL { ?a cg:status ?c } OPTIONAL { ?c cg:firm ?d } }"
    assert left_open(open_) == {"c"}
    assert not left_open(open_.replace("} OPTIONAL", "OPTIONAL").replace(" } }", " } } }"))
    assert not left_open("SELECT * { { OPTIONAL { ?a cg:status ?c } FILTER(BOUND(?c)) } OPTIONAL { ?c cg:firm ?d } }")


@pytest.mark.parametrize("path", sorted((PROJECT / "ontology").rglob("*.rq")), ids=lambda path: path.stem)
def test_no_query_of_the_ontology_joins_what_no_source_joins(path: Path) -> None:
    assert not left_open(path.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_what_no_passage_asserts_is_told_only_where_the_stance_is_a_column(name: str, published: Graph) -> None:
    answer = rows(published, name, **{p.name: p.example for p in QUESTIONS[name].parameters if p.required})
    for evidence in answer.evidence:
        stances = {cited.passage.stance for cited in evidence.passages}
        assert not stances or "asserts" in stances or "stance" in answer.columns


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameter"), FILTERING)
def test_a_value_for_a_parameter_only_leaves_rows_out(name: str, parameter: str, published: Graph) -> None:
    others = {p.name: p.example for p in QUESTIONS[name].parameters if p.required}
    whole = rows(published, name, **others)
    column = whole.columns.index(parameter)
    values = {thing.value for row in whole.terms if isinstance(thing := row[column], ox.NamedNode)}
    if "Actor" in next(p for p in QUESTIONS[name].parameters if p.name == parameter).kinds:
        values.add(PREFIXES["actor"] + "romania")  # of whom little is said
    for value in sorted(values):
        part = rows(published, name, **others, **{parameter: value})
        assert part.terms == [row for row in whole.terms if row[column] == ox.NamedNode(value)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_header_says_what_is_asked(name: str) -> None:
    asked = QUESTIONS[name]
    assert asked.summary.endswith("?")
    assert asked.summary[0].isupper()
    assert asked.tags
    words = Ontology.from_inputs(Root.published().read()).schema
    for parameter in asked.parameters:
        assert parameter.example
        assert {PREFIXES["cg"] + kind for kind in parameter.kinds} <= set(words.terms)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_query_keeps_the_house_style(name: str, published: Graph) -> None:
    asked = QUESTIONS[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    found = list(tokens(asked.text))
    declared = {b.text.rstrip(":") for a, b in itertools.pairwise(found) if a.is_word("PREFIX")}
    used = {t.text.split(":")[0] for t in found if t.kind == "name" and not t.text.endswith(":")}
    assert declared == used
    for prefix in declared:
        assert f"PREFIX {prefix}: <{PREFIXES[prefix]}>" in asked.text
    keywords = [token.text for token in found if token.kind == "word" and token.text not in ("a", "true", "false")]
    assert keywords == [keyword.upper() for keyword in keywords]
    assert star(asked.text) is None
    assert "ORDER" in keywords
    columns = rows(published, name, **examples(asked)).columns
    assert {parameter.name for parameter in asked.parameters} <= set(columns)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", column) for column in columns)


def test_a_parameter_is_found_by_label_alias_iri_and_prefixed_name(published: Graph) -> None:
    asked = QUESTIONS["commitments"]
    kingdom = ox.NamedNode(PREFIXES["actor"] + "united-kingdom")
    for typed in ("United Kingdom", "united  kingdom", "UK", "Britain", kingdom.value, f"<{kingdom.value}>"):
        assert asked.bindings({"by": typed}, published.names) == {"by": kingdom}
    assert asked.bindings({"by": "actor:united-kingdom"}, published.names) == {"by": kingdom}
    assert asked.bindings({}, published.names) == {}


def test_dates_numbers_and_text_are_typed(published: Graph) -> None:
    def bound(type_: str, value: str) -> ox.NamedNode | ox.Literal:
        asked = Question("x", "?", (Parameter("x", type_),), (), "", Path("x.rq"))
        return asked.bindings({"x": value}, published.names)["x"]

    xsd = "http://www.w3.org/2001/XMLSchema#"
    for value, kind in (("2025-03-02", "date"), ("2025-03", "gYearMonth"), ("2025", "gYear")):
        assert bound("date", value) == ox.Literal(value, datatype=ox.NamedNode(xsd + kind))
    assert bound("number", "3") == ox.Literal("3", datatype=ox.NamedNode(xsd + "integer"))
    assert bound("number", "-2.5") == ox.Literal("-2.5", datatype=ox.NamedNode(xsd + "decimal"))
    assert bound("text", 'x" . ?s ?p ?o') == ox.Literal('x" . ?s ?p ?o')


@pytest.mark.parametrize("value", ["yesterday", "2025-13", "2025-02-30", "25-03-02", "2025-03-02T10:00:00", "2025-3-2"])
def test_what_is_no_date_is_refused(value: str, published: Graph) -> None:
    with pytest.raises(ParameterError, match=r"is not a date( that is taken: .*)?; write it as 2025-03-02"):
        published.ask("events-between", since=value)


@pytest.mark.parametrize("value", ["many", "1e3", "3,5", "٣", "٣x", "0x10", "inf", "nan", " 3", "1_000", "3\n"])
def test_what_is_no_number_is_refused(value: str, published: Graph) -> None:
    with pytest.raises(ParameterError, match=r"is not a number; write it as 3 or 2\.5"):
        published.ask("stated-by-several", least=value)


@pytest.mark.parametrize("value", ["9" * 19, "-" + "9" * 5000, "0." + "1" * 19, 10**18])
def test_a_number_that_the_engine_cannot_compute_with_is_refused(value: str | int, published: Graph) -> None:
    with pytest.raises(CoalitionError, match="has more than 18 digits") as refused:
        published.ask("stated-by-several", least=value)
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize(
    "value", ['x" . ?s ?p ?o', "x' } UNION { ?s ?p ?o", "actor:nato> . ?s ?p ?o #", "?by", "*", "\\", "{}", "%s"]
)
def test_a_value_is_bound_and_never_pasted(value: str, published: Graph) -> None:
    with pytest.raises(ParameterError, match="there is no actor called"):
        published.ask("commitments", by=value)


def test_text_with_quotes_is_compared_as_it_is(zenda: Graph) -> None:
    asked = "SELECT ?thing ?label WHERE { ?thing skos:prefLabel ?label }"
    for label, number in (("Ruritania", 1), ('Ruritania" . ?s ?p ?o . #', 0)):
        found = zenda.query(asked, label=ox.Literal(label))
        assert isinstance(found, Answer)
        assert len(found) == number


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Strelsau Gazete", "did you mean Strelsau Gazette?"),
        ("Gruastark", "did you mean Graustark?"),
        ("Rudolph Elfberg", "did you mean Rudolf Elphberg?"),
        ("qqqq", "list the actors with coalition ask actors"),
    ],
)
def test_an_unknown_actor_gets_a_hint(typed: str, hint: str, zenda: Graph) -> None:
    with pytest.raises(ParameterError) as caught:
        zenda.ask("commitments", by=typed)
    assert str(caught.value) == f"--by: there is no actor called {typed}; {hint}"


def test_a_thing_of_another_class_is_not_taken(zenda: Graph) -> None:
    with pytest.raises(ParameterError, match="there is no event called Graustark"):
        zenda.ask("who-took-part", event="Graustark")
    with pytest.raises(ParameterError, match=r"list them with coalition query .*a cg:Plan }'$"):
        zenda.ask("plan-points", plan="qqqq")


def test_what_is_only_reported_can_be_asked_for(zenda: Graph) -> None:
    reported = rows(zenda, "not-asserted")
    assert {row.stance for row in reported} == {PREFIXES["cg"] + "Reports"}
    about = resolve("position:graustark-horses", ("Position",), zenda.names)
    assert about in {row.subject for row in reported}
    assert not rows(zenda, "positions-about", about=about)


@pytest.mark.parametrize("typed", ["", " "])
def test_an_empty_name_is_not_taken_for_none(typed: str, published: Graph) -> None:
    with pytest.raises(ParameterError, match="--by: the name is empty"):
        QUESTIONS["commitments"].bindings({"by": typed}, published.names)
    asked = Question("x", "?", (Parameter("x", "text"),), (), "", Path("x.rq"))
    with pytest.raises(ParameterError, match="--x: the value is empty"):
        asked.bindings({"x": typed}, published.names)


def test_a_parameter_that_there_is_none_of(published: Graph) -> None:
    with pytest.raises(ParameterError, match="commitments: there is no parameter to; choose one of --by"):
        published.ask("commitments", to="Ukraine")
    with pytest.raises(ParameterError, match="this question has no parameters"):
        published.ask("aims", of="Ukraine")


def test_a_required_parameter_is_asked_for(published: Graph) -> None:
    with pytest.raises(
        ParameterError, match="events-between: --since is required; give it a value, for example --since"
    ):
        published.ask("events-between")


def test_a_default_is_taken_where_nothing_is_given(published: Graph) -> None:
    assert rows(published, "stated-by-several").terms == rows(published, "stated-by-several", least=2).terms
    assert not rows(published, "stated-by-several", least=99)


def test_a_question_that_there_is_none_of() -> None:
    with pytest.raises(SelectionError, match="there is no question who-took-prt; did you mean who-took-part"):
        question(FILES, "who-took-prt")
    with pytest.raises(SelectionError, match="list them with coalition questions"):
        question(FILES, "qqqqqqqq")


def test_questions_are_read_once(tmp_path: Path) -> None:
    def write(name: str, text: str) -> None:
        (tmp_path / f"{name}.rq").write_text(f"#+ summary: {text}?\nASK {{}}")

    write("first", "One")
    write("second", "One")
    saved = Saved(rq(tmp_path))
    assert saved.named("first").summary == "One?"
    write("first", "Two")
    write("second", "Two")
    assert [each.summary for each in saved.all().values()] == ["One?", "Two?"]
    version = saved.version()
    write("second", "Three")
    write("third", "Three")
    assert [*saved.all()] == ["first", "second"] and saved.named("second").summary == "Two?"
    for name in ("third", "thirrd"):
        with pytest.raises(SelectionError, match=f"there is no question {name}"):
            saved.named(name)
    assert saved.version() == version
    assert Saved(rq(tmp_path)).version() not in ("", version)


def test_another_version_than_the_one_asked_for_is_gone() -> None:
    for asked in (None, "", "a"):
        expect("a", asked)
    with pytest.raises(GoneError, match="changed since"):
        expect("a", "b")


def test_a_question_is_not_looked_for_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "elsewhere.rq").write_text("#+ summary: Elsewhere?\nASK {}")
    for name in ("../elsewhere", str(tmp_path / "elsewhere"), ""):
        with pytest.raises(SelectionError, match="there is no question"):
            question(rq(tmp_path / "queries"), name)


WRONG = {
    b"SELECT * {}": (1, "the question has no summary; begin the file with #+ summary: ..."),
    b"#+ summary: Why?\n#+ parameter who: a person, perhaps": (
        2,
        "the header of the parameter who cannot be read; write",
    ),
    b"#+ summary: Why?\n#+ parameter who person": (2, "this line of the header has no key; write it as #+ KEY: VALUE"),
    b"#+ summary: Why?\n\n#+ paramter who: person": (3, "the header has no key paramter who; write it as"),
    b"#+ sumary: Why?": (1, "the header has no key sumary; write it as #+ KEY: VALUE with one of the keys summary"),
    b"#+ summary: Why?\r\n#+ parameter who: persn": (2, "who has the unknown type persn; did you mean person? write"),
    b"#+ summary: Why?\n#+ parameter who: person\n#+ parameter who: actor": (3, "the parameter who is described twice"),
    b"#+ summary: Why?\n#+ parameter : person": (2, "the parameter has no name; write a letter, then"),
    b"#+ summary: Why?\n#+ parameter the-who: person": (2, "a parameter cannot be called the-who; write a letter"),
    b"#+ summary: Why?\n#+ parameter two words: person": (2, "a parameter cannot be called two words; write"),
    b"#+ summary: Why?\n#+ parameter help: text": (2, "a parameter cannot be called help; write"),
    b"#+ summary: Why?\n#+ parameter n: number, default many": (
        2,
        "the default of the parameter n does not fit: many is",
    ),
    "#+ summary: Why?\n#+ parameter n: number, for example ٣".encode(): (
        2,
        "the example of the parameter n does not fit",
    ),
    b"#+ summary: Why?\n#+ parameter on: date, for example 2025-02-30": (
        2,
        "does not fit: 2025-02-30 is not a date that",
    ),
    b"#+ summary: \xff?": ("", "byte 12 is not UTF-8; save "),
}


@pytest.mark.parametrize(("text", "line", "told"), [(text, *told) for text, told in WRONG.items()])
def test_a_wrong_header_is_told_and_leaves_the_other_questions(
    text: bytes, line: int | str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "why.rq").write_bytes(text + b"\nASK {}")
    (tmp_path / "where.rq").write_text("#+ summary: Where?\nASK {}", encoding="utf-8")
    kinds = ("Person", "Actor")
    assert list(questions(rq(tmp_path), kinds)) == ["where"] and question(rq(tmp_path), "where", kinds)
    with pytest.raises(SelectionError) as caught:
        question(rq(tmp_path), "why", kinds)
    assert str(caught.value).startswith(f"{tmp_path / 'why.rq'}:{line}") and told in str(caught.value)
    assert [str(fault) for fault in unreadable(rq(tmp_path), kinds)] == [str(caught.value)]
    assert [str(fault) for fault in faults(rq(tmp_path), kinds)] == [str(caught.value)]


@pytest.mark.parametrize("name", ["--help", "-", "a\nb", "tab\t", "esc\x1b[1m", "left\u202eright", "cut\udcff"])
def test_a_question_whose_name_cannot_be_typed_is_told_and_not_listed(name: str, tmp_path: Path) -> None:
    for each in (name, "where", "two words", "où-étaient-ils"):
        (tmp_path / f"{each}.rq").write_text("#+ summary: Where?\nASK {}", encoding="utf-8")
    assert set(questions(rq(tmp_path))) == {"where", "two words", "où-étaient-ils"}
    with pytest.raises(SelectionError, match="the name of this question") as caught:
        question(rq(tmp_path), name)
    assert caught.value.remedy == "rename the file" and "\n" not in str(caught.value)
    assert [str(fault) for fault in unreadable(rq(tmp_path))] == [str(caught.value)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#+ summary: Why?\nSELECT ?x { ?x ?y }", "why.rq:2:"),
        ("#+ summary: Why?\n#+ parameter who: thing\nSELECT ?x { ?x a ?y }", "select every variable that is given"),
    ],
)
def test_a_question_whose_query_cannot_be_asked_is_a_fault(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "why.rq").write_text(text, encoding="utf-8")
    (fault,) = faults(rq(tmp_path))
    assert told in str(fault)


def test_the_published_questions_have_no_faults() -> None:
    assert list(faults(FILES, Root.published().kinds())) == []


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_part_of_a_question(tmp_path: Path) -> None:
    (tmp_path / "why.rq").write_bytes("\ufeff#+ summary: Why?\r\n#+ parameter n: number\r\nASK {}".encode())
    assert question(rq(tmp_path), "why").summary == "Why?"
    assert [parameter.type for parameter in question(rq(tmp_path), "why").parameters] == ["number"]


def test_a_folder_with_the_name_of_a_question_is_told(tmp_path: Path) -> None:
    (tmp_path / "why.rq").mkdir()
    assert questions(rq(tmp_path)) == {}
    assert f"{tmp_path / 'why.rq'}: " in str(unreadable(rq(tmp_path))[0])


def test_a_header_in_full(tmp_path: Path) -> None:
    (tmp_path / "b-c.rq").write_text(
        "#+ summary: Who, and when?\n#+ tags: one, two\n#+ parameter who: person, required\n"
        "#+ parameter least: text, default 2, for example 3, not 4\nASK {}\n"
    )
    (tmp_path / "b.rq").write_text("#+ summary: B?\nASK {}\n")
    read = questions(rq(tmp_path))
    assert list(read) == ["b", "b-c"]
    assert read["b-c"].tags == ("one", "two")
    who, least = read["b-c"].parameters
    assert (who.kinds, who.use) == (("Person",), "required")
    assert (least.kinds, least.default, least.example) == ((), "2", "3, not 4")
    assert least.use == "default 2, for example “3, not 4”"
