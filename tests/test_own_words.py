"""Test that what a graph adds to the ontology and the questions holds everywhere, with a base of its own or without."""

from __future__ import annotations

import json
from pathlib import Path

import paged
import pyoxigraph as ox
import pytest
from endpoint import endpoint
from own_corpus import BASE, OWN, TEXT, harbour
from program import process
from serving import serving

from coalition import Graph
from coalition.build.check import check
from coalition.corpus.canonical import format_files
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.errors import CoalitionError, GraphError
from coalition.namespaces import CG, HOME, STANDARD, shorten, used
from coalition.texts.source import Texts


@pytest.fixture(scope="module", params=["", BASE], ids=["the published base", "a base of its own"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the corpus of the harbour, with either base."""
    return harbour(tmp_path_factory.mktemp("harbour") / "root", base=request.param)


@pytest.fixture(scope="module")
def graph(folder: Path) -> Graph:
    """Return its graph."""
    return Graph.open(folder, store=folder.parent / "store")


def faults(folder: Path) -> list[str]:
    """Return the faults of the files of a root."""
    root = Root.open(folder)
    with root.namespaces.used():
        found = check(root.read(), Texts(root.sources), root.shape_files(), root.question_files())
    return [str(fault) for fault in found.faults]


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Return a corpus that a test may change."""
    return harbour(tmp_path / "root", base=BASE)


def edit(path: Path, old: str, new: str) -> None:
    """Replace what stands once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_whole_corpus_is_without_fault(folder: Path, graph: Graph) -> None:
    assert faults(folder) == []
    assert graph.snapshot.counts["passages"] == 3


def test_prefixes_stand_for_the_base_and_the_words_of_the_graph(graph: Graph) -> None:
    base = graph.namespaces.base
    assert base in (HOME, BASE)
    (row,) = graph.query("SELECT ?ship ?passage { GRAPH ?passage { ?ship ship:colour ship:Green } }").terms  # type: ignore[union-attr]
    start = TEXT.index("The Swallow is painted green")
    assert [*map(str, row)] == [f"<{base}item/swallow>", f"<{base}passage/news-{start}>"]
    turtle = graph.export("trig")
    assert f"@prefix item: <{base}item/> ." in turtle
    assert f"@prefix ship: <{OWN}> ." in turtle
    assert f"@prefix graph: <{HOME}graph/> ." in turtle
    assert (HOME + "item" in turtle) == (base == HOME)
    assert json.loads(graph.export("jsonld"))["@context"]["@base"] == base


def test_own_questions_are_asked_with_evidence(graph: Graph) -> None:
    answer = graph.ask("ships", ship="the Swallow")
    assert list(answer.texts()) == [["Swallow", "Captain Black", "40"]]
    (found,) = answer.evidence
    assert [passage.finding.words for passage in found.passages] == [TEXT.splitlines()[2][:-1]]
    assert graph.questions()["who-took-part"]
    with pytest.raises(CoalitionError, match="there is no ship:Ship called Sparrow"):
        graph.ask("ships", ship="Sparrow")


def test_own_rules_and_wider_words_derive_facts(graph: Graph) -> None:
    assert graph.query("ASK { actor:black ship:knows item:swallow . event:call-1 a cg:Event ; cg:chair actor:black }")
    (found,) = graph.evidence("SELECT ?who { ?who ship:knows ?ship . ?call cg:chair ?who ; a cg:Event }")
    assert found.rules == ("knows", "superclass", "superproperty")
    assert [passage.passage.start for passage in found.passages] == [TEXT.index("Captain Black")]


def test_own_kinds_of_conflicts_are_found_beside_the_published_ones(graph: Graph) -> None:
    found = [(each.kind, each.label, *(side.value for side in each.sides)) for each in graph.conflicts()]
    assert found == [("few and green", "Swallow", "40", "green"), ("two values", "Swallow", "green", "red")]


def test_own_words_are_listed_and_explained(graph: Graph) -> None:
    names = [word.name for word in graph.words()]
    assert {"ship:Ship", "ship:colour", "ship:Green", "Meeting"} <= {*names}
    told = graph.word("ship:call").to_dict()
    assert (told["iri"], told["relations"][0]) == (OWN + "Call", {"relation": "narrower than", "values": ["cg:Event"]})
    assert {"Name with ship:calls the ship that came.", "Give ship:barrels a number above zero."} <= {*told["rules"]}
    assert {"ship:barrels", "ship:captain", "ship:calls"} <= {*told["properties"]}
    assert (told["used"], told["things"]) == (1, ["event:call-1"])
    assert [each.name for each in graph.word("ship:Colour").values] == ["ship:Green", "ship:Red"]


def test_own_classes_have_forms(folder: Path) -> None:
    root = Root.open(folder)
    with root.namespaces.used():
        forms = Forms.from_root(root).forms
        assert [kind for kind in forms if ":" in kind] == ["ship:Call", "ship:Ship"]
        form = forms["ship:Call"]
        assert {"ship:captain", "ship:barrels", "date"} <= {field.name for field in form.fields}
        assert form.field("ship:calls").required
        assert (form.field("ship:barrels").takes, form.field("ship:barrels").kind) == ("number", "integer")
        assert form.iri({}, "Call of the Swallow", ()) == f"{root.namespaces.base}event/call-of-the-swallow"
        assert dict(Forms.from_root(root).choices("ship:Colour")) == {"ship:Green": "green", "ship:Red": "red"}


def test_own_words_have_pages(graph: Graph) -> None:
    with graph.namespaces.used():  # as in the processes that make pages
        listed, page = paged.page(graph, "words"), paged.page(graph, "words", "ship:Call")
        thing = paged.thing(graph, "Swallow")
    assert ("/words/ship:Call", "call at a port") in listed.links
    assert "That a ship comes into a port." in page.text and "Name with ship:calls" in page.text
    assert "event/call-1" in "".join(address for address, _ in page.links)
    assert "green" in thing.text and "https://" not in "".join(address for address, _ in thing.links)


def test_the_base_of_what_a_server_holds_is_found(graph: Graph, folder: Path, tmp_path: Path) -> None:
    quads = ox.parse(graph.export("nquads").encode(), format=ox.RdfFormat.N_QUADS)
    with endpoint(quads) as served:
        asked = Graph.connect(served.url, store=tmp_path)
        assert asked.namespaces.base == graph.namespaces.base
        assert asked.query("ASK { actor:black a cg:Person }")
        there = Graph.connect(served.url, folder, store=tmp_path)
        assert there.ask("ships", ship="Swallow").terms == graph.ask("ships", ship="Swallow").terms
        copy = Graph.connect(served.url, store=tmp_path, copy=True)
        assert copy.namespaces.base == graph.namespaces.base


def test_a_service_and_the_commands_work_in_the_namespaces_of_the_graph(changed: Path, tmp_path: Path) -> None:
    (changed / "queries" / "events.rq").write_text("#+ summary: Mine?\nSELECT ?x { ?x a cg:Event }", encoding="utf-8")
    own = ("--root", str(changed), "--store", str(tmp_path / "store"))
    checked, listed = process(*own, "check"), process(*own, "questions").out.splitlines()
    assert (checked.code, checked.err) == (
        0,
        f"{changed / 'queries' / 'events.rq'}: in the place of the published query of this name\n",
    )
    assert {"ships (own)", "events (in the place of the published one)", "who-took-part"} <= {*listed}
    assert process(*own, "ask", "ships", "--ship", "Swallow", "--format", "csv", "--iris").out.splitlines() == [
        "ship,captain,barrels",
        f"{BASE}item/swallow,{BASE}actor/black,40",
    ]
    with serving(tmp_path / "store", root=changed) as server:
        asked = server.ask("/sparql?query=SELECT%20*%7B%3Fs%20ship:colour%20ship:Green%7D", accept="text/csv")
        assert asked.text.splitlines() == ["s", f"{BASE}item/swallow"]
        turtle = server.ask("/item/swallow.ttl").text
        assert f"<{BASE}item/> ." in turtle and "item:swallow a ship:Ship" in turtle
        assert "Swallow" in server.ask("/item/swallow.html").text
        assert "call at a port" in server.ask("/words/ship:Call", accept="text/html").text
        assert f'"{BASE}"' in server.ask("/reconcile/0.2").text


def test_two_graphs_of_different_bases_are_asked_in_turn(tmp_path: Path) -> None:
    ours = Graph.open(harbour(tmp_path / "a", base=BASE), store=tmp_path / "store")
    other = Graph.open(harbour(tmp_path / "b", base="https://example.com/other/"), store=tmp_path / "store")
    assert ours.snapshot.digest != other.snapshot.digest
    text = "SELECT ?who { ?who a cg:Person ; ship:knows item:swallow }"
    mine, theirs = ours.select(text), other.select(text)
    found = [str(answer.terms[0][0]) for answer in (mine, theirs)]
    assert found == [f"<{BASE}actor/black>", "<https://example.com/other/actor/black>"]
    # What is found out later is found out in the namespaces of its own graph.
    for answer, base in ((mine, BASE), (theirs, "https://example.com/other/")):
        (evidence,) = answer.evidence
        assert evidence.passages[0].passage.iri.startswith(base) and evidence.rules
        assert [*answer.traced(1)] == [evidence]
    assert [graph.word("ship:Call").to_dict()["things"] for graph in (ours, other)] == [["event:call-1"]] * 2
    assert ours.names.label(f"{BASE}actor/nobody") == "actor:nobody"
    assert used() == STANDARD and shorten(f"{BASE}actor/black") is None


def test_a_fault_against_an_own_shape_is_told_at_its_line(changed: Path) -> None:
    path = changed / "graph" / "news.trig"
    edit(path, "ship:barrels 40", "ship:barrels 0")
    line = path.read_text(encoding="utf-8").partition("ship:barrels")[0].count("\n") + 1
    (fault,) = faults(changed)
    assert fault.startswith(f"{path}:{line}:")
    assert fault.endswith("(0); give ship:barrels a number above zero")


WRONG_FACTS = {
    "an unknown word": (
        "ship:barrels 40",
        "ship:barels 40",
        "no property ship:barels; did you mean ship:barrels",
    ),
    "an unknown class": ("a ship:Call ;", "a ship:Cal ;", "no class ship:Cal; did you mean ship:Call"),
    "an unknown value": (
        "ship:colour ship:Red",
        "ship:colour ship:Reed",
        "no term ship:Reed; did you mean ship:Red",
    ),
    "a wrong datatype": ("ship:barrels 40", 'ship:barrels "40"', "is not of the datatype xsd:integer (ship:barrels)"),
    "a thing with an irregular IRI": (
        "item:swallow ship:colour ship:Red",
        "item:Swallow_2 a ship:Ship",
        "Name the item",
    ),
}


@pytest.mark.parametrize(("old", "new", "told"), WRONG_FACTS.values(), ids=WRONG_FACTS)
def test_own_words_are_checked_as_published_ones(changed: Path, old: str, new: str, told: str) -> None:
    edit(changed / "graph" / "news.trig", old, new)
    assert any(told.casefold() in fault.casefold() and "news.trig:" in fault for fault in faults(changed))


WRONG_WORDS = {
    "a word in our namespace": ("cg:Whale a cg:Item .", "cg:Whale is no word of the published ontology; define it in"),
    "another meaning": ('cg:Meeting skos:definition "A party."@en .', "cg:Meeting is a published word; leave out"),
    "another range": ("cg:chair rdfs:range cg:Actor .", "cg:chair is a published word; leave out rdfs:range"),
    "no definition": ('ship:Whale a owl:Class ; rdfs:label "whale"@en .', "ship:Whale has no skos:definition; say in"),
    "no label": ('ship:Whale a owl:Class ; skos:definition "A whale."@en .', "ship:Whale has no rdfs:label; say in"),
    "a word and a shape": (
        "ship:Ship <http://www.w3.org/ns/shacl#closed> true .",
        "ship:Ship is a word and a shape at once; give the shape an IRI of its own",
    ),
    "no Turtle": ("ship:Ship a .", "this is not Turtle"),
    "a prefix of another meaning": ("@prefix skos: <x:y#> .", "skos: stands for <x:y#> here, and for <http://www.w3"),
}


@pytest.mark.parametrize(("added", "told"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_words_that_cannot_be_added_are_refused(changed: Path, added: str, told: str) -> None:
    path = changed / "ontology" / "own.ttl"
    path.write_text(f"{path.read_text(encoding='utf-8')}{added}\n", encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        Graph.open(changed, store=changed.parent / "store")
    assert str(caught.value).startswith(f"{path}: {told}")


def test_published_words_may_have_more_labels_and_conflict(changed: Path) -> None:
    path = changed / "ontology" / "own.ttl"
    path.write_text(f"{path.read_text(encoding='utf-8')}cg:host cg:conflictRule cg:OneValue .\n", encoding="utf-8")
    graph = Graph.open(changed, store=changed.parent / "store")
    assert graph.query('ASK { GRAPH <https://w3id.org/coalition-graph/ontology> { cg:Item rdfs:label "Ware"@de } }')


def test_a_query_of_the_same_name_takes_the_place_of_the_published_one_and_is_told(changed: Path) -> None:
    (changed / "queries" / "events.rq").write_text("#+ summary: Mine?\nSELECT ?x { ?x a cg:Event }", encoding="utf-8")
    rule = changed / "ontology" / "rules" / "superproperty.rq"
    rule.write_text("#+ summary: None.\nCONSTRUCT { ?a cg:chair ?b } WHERE { ?a cg:chair ?b }", encoding="utf-8")
    root = Root.open(changed)
    assert {path.name: found.parent.name for path, found in root.replaced().items()} == {
        "events.rq": "queries",
        "superproperty.rq": "rules",
    }
    graph = Graph.open(changed, store=changed.parent / "store")
    assert graph.questions()["events"].summary == "Mine?"
    assert not graph.query("ASK { ?call cg:chair ?who }")


def test_words_in_another_format_are_refused(changed: Path) -> None:
    (changed / "ontology" / "more.owl").touch()
    with pytest.raises(GraphError, match=r"more\.owl: words in this format are not read; convert it to Turtle"):
        Root.open(changed)


BASES = {
    "no slash": (
        'base = "https://example.org/x"',
        "https://example.org/x cannot be the base of IRIs; write",
    ),
    "no address": ('base = "x/"', "x/ cannot be the base of IRIs"),
    "a space": ('base = "https://example.org/a b/"', "https://example.org/a b/ cannot be the base of IRIs"),
    "a number": ("base = 3", "3 cannot be the base of IRIs"),
    "no TOML": ("base", "this is not TOML"),
    "another setting": ('bass = "https://example.org/"', "there is no setting bass; set only base"),
}


@pytest.mark.parametrize(("text", "told"), BASES.values(), ids=BASES)
def test_what_cannot_be_a_base_is_refused(changed: Path, text: str, told: str) -> None:
    (changed / "coalition.toml").write_text(text, encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        Root.open(changed)
    assert str(caught.value).startswith(f"{changed / 'coalition.toml'}: {told}")


def test_a_file_whose_prefixes_stand_for_another_base_is_told_of_at_the_line(changed: Path) -> None:
    path = changed / "graph" / "news.trig"
    path.write_text(f"\n@prefix item: <{HOME}item/> .\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    (fault,) = faults(changed)
    assert fault.startswith(f"{path}:2: item: stands for <{HOME}item/> here, but the base of the graph is {BASE}; ")


def test_the_canonical_form_declares_the_base(changed: Path) -> None:
    root = Root.open(changed)
    with root.namespaces.used():
        assert format_files(root, write=True)
        assert format_files(root, write=False) == []
    text = (changed / "graph" / "news.trig").read_text(encoding="utf-8")
    assert f"@prefix passage: <{BASE}passage/> ." in text and f"@prefix ship: <{OWN}> ." in text


def test_a_snapshot_says_its_base_only_where_it_is_not_the_published_one(folder: Path, graph: Graph) -> None:
    said = json.loads((graph.snapshot.folder / "snapshot.json").read_text(encoding="utf-8"))["origin"]
    assert said.get("base", HOME) == graph.namespaces.base
    assert ("base" in said) == (folder / "coalition.toml").exists()
    again = Graph.open(folder, store=folder.parent / "store", snapshot=graph.snapshot.digest)
    assert again.namespaces == graph.namespaces


def test_views_keep_the_namespaces(graph: Graph) -> None:
    view = graph.view(stances=["Asserts", "Reports"])
    assert view.namespaces == graph.namespaces
    assert view.query("ASK { item:swallow ship:colour ship:Red }")
    assert not graph.query("ASK { item:swallow ship:colour ship:Red }")


def test_no_word_of_the_published_ontology_has_another_namespace(published: Graph) -> None:
    assert published.namespaces == STANDARD
    assert published._ontology.schema.spaces == (CG,)
