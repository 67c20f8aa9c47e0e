"""Test the ontology: terms are documented, alignments use them, and shapes have examples that break them.

The first line of an invalid example names the one shape that it breaks: `# fails: shape:NAME`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, SDO, SKOS, DefinedNamespaceMeta

from coalition import Graph as CoalitionGraph
from coalition.namespaces import PREFIXES
from coalition.rdf.store import Store, as_quad

FOLDER = Path(__file__).parents[1] / "ontology"
VALID = sorted((FOLDER / "examples" / "valid").glob("*.ttl"))
INVALID = sorted((FOLDER / "examples" / "invalid").glob("*.ttl"))
assert VALID and INVALID, "a folder of examples is empty"

ONTOLOGY = URIRef("https://w3id.org/coalition-graph/ontology")
CG = Namespace(f"{ONTOLOGY}#")
LIST = Namespace("https://w3id.org/coalition-graph/list/")
SHAPE = Namespace("https://w3id.org/coalition-graph/shape/")
OA = Namespace("http://www.w3.org/ns/oa#")
NEIGHBOURS: tuple[DefinedNamespaceMeta, ...] = (DCTERMS, FOAF, ORG, PROV, SDO, SH, SKOS)
# rdflib knows the terms of the neighbours, but not those of Web Annotation.
SELECTION = ("Annotation", "ResourceSelection", "SpecificResource", "TextPositionSelector", "end", "start")
ALIGNING = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, SKOS.closeMatch, SKOS.relatedMatch}
DOCUMENTING = (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy)
# What stands at a shape without constraining anything.
SILENT = {RDF.type, SH.message, SH.path, SH.property, SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf}
# What a field of a form is called whose property is of another vocabulary.
SILENT |= {SH["name"], SH.description}

LISTS = sorted((FOLDER / "lists").glob("*.ttl"))
WORDS = Graph()
for file in (FOLDER / "coalition.ttl", FOLDER / "conflicts.ttl", *LISTS):
    WORDS.parse(file)
ALIGNMENTS = Graph().parse(FOLDER / "alignments.ttl")
SHAPES = Graph().parse(FOLDER / "shapes.ttl")

Broken = tuple[URIRef, URIRef]
"""A shape and the constraint component of SHACL that was broken in it."""


def iris(nodes: Iterable[object]) -> set[URIRef]:
    return {node for node in nodes if isinstance(node, URIRef)}


def name(node: URIRef | Path) -> str:
    return node.stem if isinstance(node, Path) else re.split(r"[/#]", node)[-1]


TERMS = sorted(node for node in iris(WORDS.subjects()) if node.startswith(CG))
DEPRECATED = iris(WORDS.subjects(OWL.deprecated))
COLLECTIONS = sorted(iris(WORDS.subjects(RDF.type, SKOS.Collection)))
SCHEMES = sorted(iris(WORDS.subjects(RDF.type, SKOS.ConceptScheme)))
ALL_SHAPES = sorted(iris(SHAPES.subjects(RDF.type, SH.NodeShape)) | iris(SHAPES.subjects(RDF.type, SH.PropertyShape)))


def exists(term: URIRef) -> bool:
    """Tell whether a neighbouring vocabulary has a term."""
    return any(term in neighbour for neighbour in NEIGHBOURS) or term in {OA[word] for word in SELECTION}


def parts() -> set[URIRef]:
    """Return the shapes that are only parts of other shapes, and so never report a violation."""
    heads = [head for kind in (SH["or"], SH["and"], SH.xone) for head in SHAPES.objects(None, kind)]
    listed = {part for head in heads for part in Collection(SHAPES, head)}
    single = {part for kind in (SH["not"], SH.node) for part in SHAPES.objects(None, kind)}
    return iris(listed | single)


def constraints(shape: URIRef) -> set[Broken]:
    """Return each constraint of a shape, with the component that checks it.

    The component is named after the parameter of the constraint (SHACL, section 4).
    """
    used = iris(SHAPES.predicates(shape)) - SILENT
    names = ("SPARQL" if word == SH.sparql else name(word)[0].upper() + name(word)[1:] for word in used)
    return {(shape, SH[f"{component}ConstraintComponent"]) for component in names}


@cache
def broken(path: Path) -> frozenset[Broken]:
    """Return the constraints that an example breaks."""
    # pyshacl takes only classes and properties out of an ontology that it is given apart, not our lists of values.
    data = Graph().parse(path) + WORDS
    conforms, report, _ = pyshacl.validate(data, shacl_graph=SHAPES, inference="none", advanced=False)
    assert isinstance(report, Graph)
    results = list(report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result))
    assert conforms is not bool(results)
    pairs = [(report.value(r, SH.sourceShape), report.value(r, SH.sourceConstraintComponent)) for r in results]
    return frozenset((URIRef(str(shape)), URIRef(str(component))) for shape, component in pairs)


def failing(path: Path) -> URIRef:
    """Return the shape that the first line of an invalid example names."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    stated = re.fullmatch(r"# fails: shape:([A-Za-z-]+)", first)
    assert stated, f"{path.name} must begin with a line # fails: shape:NAME, not with {first}"
    return SHAPE[stated[1]]


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_each_term_has_a_label_a_definition_an_example_and_a_home(term: URIRef) -> None:
    for word in DOCUMENTING:
        needed = 0 if word == SKOS.example and term in DEPRECATED else 1
        assert len(list(WORDS.objects(term, word))) == needed, f"{term} needs exactly {needed} {word}"
    assert WORDS.value(term, RDFS.isDefinedBy) == ONTOLOGY
    assert str(WORDS.value(term, SKOS.definition)).endswith(".")


def test_each_term_is_a_class_a_property_a_datatype_or_a_value_of_a_class_of_ours() -> None:
    kinds = {
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
        RDFS.Datatype,
        OWL.NamedIndividual,
    }
    ours = set(WORDS.subjects(RDF.type, OWL.Class))
    for term in TERMS:
        types = set(WORDS.objects(term, RDF.type))
        assert term.startswith(CG) and types and types <= kinds | ours, term


@pytest.mark.parametrize("path", [*sorted(FOLDER.glob("*.ttl")), *LISTS, *VALID, *INVALID], ids=name)
def test_no_word_is_used_that_the_ontology_does_not_define(path: Path) -> None:
    graph = Graph().parse(path)
    used = {node for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(CG)}
    written = " ".join(str(node) for node in graph.objects() if isinstance(node, Literal))
    used |= {CG[word] for word in re.findall(rf"(?:\bcg:|{re.escape(CG)})([A-Za-z]+)", written)}
    assert used <= set(TERMS)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the published graph as it is built, with the ontology in a graph of its own."""
    return CoalitionGraph.open(store=tmp_path_factory.mktemp("snapshots")).store


@pytest.fixture(scope="module")
def valid_examples() -> Store:
    return Store.in_memory(
        as_quad(quad.triple, ox.NamedNode(PREFIXES["graph"] + "examples"))
        for path in VALID
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    )


def holds(store: Store, pattern: str) -> bool:
    """Tell whether some named graph of a store matches a pattern."""
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
    return bool(store.query(f"{prefixes}ASK {{ GRAPH ?any {{ {pattern} }} }}"))


def example_pattern(term: URIRef) -> str:
    """Return the triple of the example of a term; an IRI as example means a thing of that class."""
    example, local = str(WORDS.value(term, SKOS.example)), f"cg:{name(term)}"
    if re.fullmatch(r"\S+", example):
        assert (term, RDF.type, OWL.Class) in WORDS, f"the example of {local} must be a triple, not {example}"
        return f"{example} a {local}"
    if term == CG.PartialDate:
        (datatype,) = re.findall(r"\^\^xsd:(\w+)$", example)
        union = WORDS.value(term, OWL.unionOf)
        assert union is not None
        assert XSD[datatype] in set(Collection(WORDS, union))
    else:
        assert re.search(rf"(^|\s){local}(\s|$)", example), f"the example of {local} must be a triple with it"
    return example


def use_pattern(term: URIRef) -> str:
    """Return the pattern that finds a use of a term outside the ontology itself."""
    local = f"cg:{name(term)}"
    kinds = set(WORDS.objects(term, RDF.type))
    if OWL.Class in kinds:
        pattern = f"?thing a {local}"
    elif kinds & {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}:
        pattern = f"?thing {local} ?value"
    else:
        pattern = f"?thing ?property {local}"
    return f"{pattern} . FILTER(?any != <{ONTOLOGY}>)"


@pytest.mark.parametrize("term", [term for term in TERMS if term not in DEPRECATED], ids=name)
def test_an_example_stands_in_the_published_graph_or_in_a_valid_example_where_that_does_not_use_the_term(
    term: URIRef, published: Store, valid_examples: Store
) -> None:
    example = example_pattern(term)
    if holds(published, example):
        return
    assert not holds(published, use_pattern(term)), f"the graph has no such example of {term}: {example}"
    assert holds(valid_examples, example), f"no file in examples/valid holds the example of {term}: {example}"


def test_the_drawing_of_the_model_fits_a_screen_and_names_terms_that_exist() -> None:
    (drawing,) = re.findall(r"```text\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert drawing.count("\n") <= 30
    assert max(map(len, drawing.splitlines())) <= 110
    arrows = re.findall(r"(?=\b(\w+) --([\w:]+)-+> (\w+))", drawing)
    arrows += [(one, word, other) for other, word, one in re.findall(r"(\w+) <--([\w:]+)-- (\w+)", drawing)]
    assert len(arrows) == 14
    for one, word, other in arrows:
        assert all((CG[kind], RDF.type, OWL.Class) in WORDS for kind in (one, other)), (one, other)
        assert CG[word] in TERMS or word in ("prov:wasQuotedFrom", "org:holds", "org:postIn"), word
    named = {CG[word] for word in re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)?\b", drawing)}
    assert named <= set(TERMS)


def test_a_deprecated_term_names_the_one_that_replaces_it() -> None:
    assert CG.About in DEPRECATED
    for term in DEPRECATED:
        assert list(WORDS.objects(term, OWL.deprecated)) == [Literal(True)]
        (replacement,) = WORDS.objects(term, DCTERMS.isReplacedBy)
        assert replacement in set(TERMS) - DEPRECATED
        assert set(WORDS.objects(term, RDF.type)) == set(WORDS.objects(replacement, RDF.type))


def test_no_two_terms_or_lists_have_one_label() -> None:
    labels = Counter(str(label).casefold() for label in WORDS.objects(None, RDFS.label))
    assert [label for label, count in labels.items() if count > 1] == []


def test_names_that_differ_by_case_alone_are_those_of_a_class_and_the_property_that_leads_to_it() -> None:
    by_name: dict[str, list[URIRef]] = {}
    for term in set(TERMS) - DEPRECATED:
        by_name.setdefault(term.casefold(), []).append(term)
    alike = [sorted(terms) for terms in by_name.values() if len(terms) > 1]  # capitals are sorted first
    for kind, leading in alike:
        assert (kind, RDF.type, OWL.Class) in WORDS
        assert WORDS.value(leading, RDFS.range) == kind, leading


def test_only_terms_of_ours_and_their_lists_are_described() -> None:
    described = iris(WORDS.subjects()) - {ONTOLOGY}
    assert described - set(TERMS) == {*SCHEMES, *COLLECTIONS}
    assert all(described.startswith(LIST) for described in (*SCHEMES, *COLLECTIONS))


@pytest.mark.parametrize("path", LISTS, ids=name)
def test_a_list_is_one_concept_scheme_of_the_values_of_one_class(path: Path) -> None:
    listed = Graph().parse(path)
    (scheme,) = listed.subjects(RDF.type, SKOS.ConceptScheme)
    assert scheme == LIST[path.stem]
    for word in (RDFS.label, SKOS.definition, RDFS.isDefinedBy):
        assert len(list(listed.objects(scheme, word))) == 1, word
    values = iris(listed.subjects()) - {scheme, *COLLECTIONS}
    (kind,) = {kind for value in values for kind in listed.objects(value, RDF.type)}
    assert (kind, RDF.type, OWL.Class) in WORDS
    assert (kind, RDFS.subClassOf, SKOS.Concept) in ALIGNMENTS
    assert values == set(listed.subjects(SKOS.inScheme, scheme)) == set(listed.subjects(SKOS.topConceptOf, scheme))
    assert values == set(WORDS.subjects(RDF.type, kind))


def test_a_collection_has_members_of_one_list() -> None:
    assert LIST.told in COLLECTIONS
    for collection in COLLECTIONS:
        for word in (RDFS.label, SKOS.definition, RDFS.isDefinedBy):
            assert len(list(WORDS.objects(collection, word))) == 1, word
        members = set(WORDS.objects(collection, SKOS.member))
        assert members and len({WORDS.value(member, SKOS.inScheme) for member in members}) == 1


def test_every_value_stands_in_a_list() -> None:
    values = {term for kind in WORDS.subjects(RDF.type, OWL.Class) for term in WORDS.subjects(RDF.type, kind)}
    assert values == set(WORDS.subjects(SKOS.inScheme))


def test_alignments_are_about_our_terms_and_lead_to_terms_that_exist() -> None:
    assert len(ALIGNMENTS) > 0
    assert set(ALIGNMENTS.subjects()) <= set(TERMS)
    assert set(ALIGNMENTS.predicates()) <= ALIGNING
    assert all(exists(term) for term in iris(ALIGNMENTS.objects()))


def test_shapes_use_terms_of_others_that_exist() -> None:
    used = iris(node for triple in SHAPES for node in triple)
    others = {node for node in used if any(node.startswith(str(neighbour)) for neighbour in NEIGHBOURS)}
    assert others and all(exists(term) for term in others)


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        (RDFS.subClassOf, {OWL.Class}),
        (OWL.equivalentClass, {OWL.Class}),
        (RDFS.subPropertyOf, {OWL.ObjectProperty, OWL.DatatypeProperty}),
    ],
    ids=["subClassOf", "equivalentClass", "subPropertyOf"],
)
def test_classes_are_aligned_as_classes_and_properties_as_properties(word: URIRef, kinds: set[URIRef]) -> None:
    for term in ALIGNMENTS.subjects(word):
        assert kinds.intersection(WORDS.objects(term, RDF.type)), term


def test_every_shape_has_an_iri_of_ours() -> None:
    assert ALL_SHAPES and all(shape.startswith(SHAPE) for shape in ALL_SHAPES)
    shaped = {node for word in (SH.message, SH.path, SH.property, RDF.type) for node in SHAPES.subjects(word)}
    assert not any(isinstance(node, BNode) for node in shaped)
    named = set(SHAPES.objects(None, SH.property)) | parts()
    assert named <= set(ALL_SHAPES)


@pytest.mark.parametrize("shape", ALL_SHAPES, ids=name)
def test_every_shape_constrains_and_has_a_message_of_one_sentence(shape: URIRef) -> None:
    assert constraints(shape)
    (message,) = SHAPES.objects(shape, SH.message)
    assert re.fullmatch(r"[A-Z][a-z]+ [^.]*(\.[^.\s]+)*[^.]*\.", str(message)), message


def ranges(kind: URIRef) -> dict[URIRef, object]:
    """Return the range of each property of a kind, None where it has none."""
    return {term: WORDS.value(term, RDFS.range) for term in iris(WORDS.subjects(RDF.type, kind))}


def test_shapes_ask_of_each_property_the_class_that_the_ontology_gives_it() -> None:
    asked = {
        term: kind
        for shape, kind in SHAPES.subject_objects(SH["class"])
        for word in (SH.targetObjectsOf, SH.path)
        for term in iris(SHAPES.objects(shape, word))
        if term.startswith(CG)
    }
    # Of a commitment that no passage asserts, only the name is known.
    named = {term for term, kind in ranges(OWL.ObjectProperty).items() if kind in {CG.Commitment, None}}
    assert set(SHAPES.objects(SHAPE.ThingMeant, SH.targetObjectsOf)) == named
    assert asked == {term: kind for term, kind in ranges(OWL.ObjectProperty).items() if term not in named}


def test_shapes_ask_of_each_property_the_datatype_that_the_ontology_gives_it() -> None:
    declared = ranges(OWL.DatatypeProperty)
    for shape, kind in SHAPES.subject_objects(SH.datatype):
        path = SHAPES.value(shape, SH.path)
        assert path is None or declared[URIRef(str(path))] == kind, shape
    dates = {term for term, kind in declared.items() if kind == CG.PartialDate}
    written = set(SHAPES.objects(SHAPE.date, SH.targetSubjectsOf))
    assert written == dates - {CG.inferredDate, CG.inferredLatestDate} | {DCTERMS.issued}
    path = SHAPES.value(SHAPE.date, SH.path)
    assert {term for several in SHAPES.objects(path) for term in Collection(SHAPES, several)} == written


def test_shapes_and_words_agree_on_the_kinds_that_exclude_each_other() -> None:
    declared = {
        frozenset(Collection(WORDS, members))
        for several in WORDS.subjects(RDF.type, OWL.AllDisjointClasses)
        for members in WORDS.objects(several, OWL.members)
    }
    asked = {
        frozenset(SHAPES.value(part, SH["class"]) for part in Collection(SHAPES, parts))
        for shape in (SHAPE["Actor-kind"], SHAPE.Slice)
        for parts in SHAPES.objects(shape, SH.xone)
    }
    assert len(asked) == 2
    assert asked <= declared
    assert all(kind in TERMS for kinds in declared for kind in kinds)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid_example_conforms(path: Path) -> None:
    assert broken(path) == frozenset()


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_invalid_example_breaks_the_shape_that_it_names_and_no_other(path: Path) -> None:
    assert {shape for shape, _ in broken(path)} == {failing(path)}


@pytest.mark.parametrize("shape", sorted(set(ALL_SHAPES) - parts()), ids=name)
def test_every_constraint_of_a_shape_is_broken_by_an_invalid_example(shape: URIRef) -> None:
    examples = [path for path in INVALID if failing(path) == shape]
    assert examples, f"no invalid example names {shape}"
    assert constraints(shape) == {pair for path in examples for pair in broken(path)}
