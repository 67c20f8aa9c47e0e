"""Test the labels of things, and which things a typed name stands for."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lookups import counted
from ruritania import REGISTER

from coalition import Graph
from coalition.columns.table import Columns
from coalition.errors import ParameterError
from coalition.names import LABELLED, Names, Spelled, resolve
from coalition.namespaces import CG, PREFIXES, SKOS, TYPE
from coalition.rdf.store import Store

ACTOR = PREFIXES["actor"]


def parsed(text: str) -> list[ox.Quad]:
    """Return the quads of a TriG text, all in the default graph, as if accepted."""
    quads = ox.parse(text.encode(), format=ox.RdfFormat.TRIG)
    return [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


@pytest.fixture
def names() -> Names:
    wider = parsed(REGISTER.replace("cg:Person", "cg:Actor").replace("cg:State", "cg:Actor"))
    return Names(Store.in_memory([*parsed(REGISTER), *wider]))


def labelled(*statements: str) -> Names:
    heads = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in ("actor", "dcterms", "rdfs", "skos"))
    return Names(Store.in_memory(parsed(f"{heads} actor:x {'; '.join(statements)} .")))


def test_a_thing_goes_by_its_label(names: Names) -> None:
    assert names.label(ACTOR + "rudolf") == "Rudolf Elphberg"
    assert names.label(ACTOR + "nobody") == "actor:nobody"
    assert names.label("http://example.org/a b".replace(" ", "%20")) == "<http://example.org/a%20b>"
    assert names.given(ACTOR + "nobody") == ""


def test_labels_are_chosen_by_word_then_language_then_alphabet() -> None:
    assert labelled('rdfs:label "R"', 'skos:prefLabel "S"', 'dcterms:title "T"').label(ACTOR + "x") == "S"
    assert labelled('dcterms:title "T"', 'rdfs:label "R"').label(ACTOR + "x") == "R"
    assert labelled('skos:prefLabel "Zwei"@de, "Two"@en, "Deux"@fr').label(ACTOR + "x") == "Two"
    assert labelled('skos:prefLabel "b", "a"').label(ACTOR + "x") == "a"
    assert labelled('skos:altLabel "only another name"').label(ACTOR + "x") == "actor:x"


@pytest.mark.parametrize(
    "statements",
    [('rdfs:label "R"', 'skos:prefLabel "S"'), ('skos:prefLabel "Zwei"@de, "Two"@en',), ('skos:altLabel "other"',)],
)
def test_labels_that_are_read_at_once_are_those_of_each_thing(statements: tuple[str, ...]) -> None:
    alone, at_once = labelled(*statements), labelled(*statements)
    at_once.read_labels()
    with counted() as reads:
        found = [at_once.label(ACTOR + name) for name in ("x", "nobody")]
    assert found == [alone.label(ACTOR + name) for name in ("x", "nobody")]
    assert not reads.patterns


def test_terms_are_read_as_people_read_them(names: Names) -> None:
    rudolf = ox.NamedNode(ACTOR + "rudolf")
    assert names.text(rudolf) == "Rudolf Elphberg"
    assert names.text(rudolf, iris=True) == ACTOR + "rudolf"
    assert names.text(ox.Literal("5", datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))) == "5"
    assert names.text(ox.Literal("cinq", language="fr")) == "cinq"
    assert names.text(ox.BlankNode("b")) == "b"
    assert names.text(None) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "Rudolf Elphberg",
        "rudolf  ELPHBERG",
        " the king ",
        "Rüdolf",
        "rudolf",
        "actor:rudolf",
        ACTOR + "rudolf",
        f"<{ACTOR}rudolf>",
    ],
)
def test_a_thing_is_found_by_each_of_its_names(typed: str, names: Names) -> None:
    assert names.resolve(typed, "Person") == [ACTOR + "rudolf"]


def test_a_thing_is_found_in_its_class_only(names: Names) -> None:
    assert names.resolve("Rudolf", "State") == []
    assert names.resolve("actor:rudolf", "State") == []
    assert names.resolve("Rudolf", "Actor") == [ACTOR + "rudolf"]
    assert names.resolve("", "Person") == []


def test_the_last_part_of_an_iri_is_a_name_where_no_other_fits(names: Names) -> None:
    assert names.resolve("strelsau 1894-05-03", "Meeting") == [PREFIXES["meeting"] + "strelsau-1894-05-03"]


def test_all_things_of_that_name_are_found() -> None:
    text = REGISTER.replace('"Queen Flavia"', '"Queen Flavia", "the King"')
    assert Names(Store.in_memory(parsed(text))).resolve("the king", "Person") == [ACTOR + "flavia", ACTOR + "rudolf"]


def test_a_hidden_name_is_understood_where_no_other_is_meant_and_is_never_offered() -> None:
    text = REGISTER.replace('"Rudolf Elphberg"', '"Rudolf Elphberg" ; skos:hiddenLabel "Majesty"')
    text = text.replace('"Queen Flavia"', '"Queen Flavia" ; skos:hiddenLabel "MAJESTY", "the King"')
    names = Names(Store.in_memory(parsed(text)))
    assert names.resolve("majesty", "Person") == [ACTOR + "flavia", ACTOR + "rudolf"]
    assert names.resolve("the King", "Person") == [ACTOR + "rudolf"]
    assert names.resolve("majesty", "State") == []
    assert names.offered("Person", "maj") == []


def test_some_whole_words_of_a_name_will_do(names: Names) -> None:
    assert names.parts("flavia queen", ["Person"]) == [ACTOR + "flavia"]
    assert names.parts("fla", ["Person"]) == []
    assert names.parts(" ", ["Person"]) == []


def test_the_nearest_spellings_are_suggested(names: Names) -> None:
    assert names.nearest("Ruritanien", ["State"]) == ["Ruritania"]
    assert names.nearest("Rudolph", ["Person", "State"])[0] == "Rudolf Elphberg"
    assert names.nearest("zzzzzz", ["Person", "State"]) == []


def test_names_are_offered_by_how_they_begin(names: Names) -> None:
    assert names.offered("Person", "") == ["Flavia of Ruritania", "Rudolf Elphberg"]
    assert names.offered("Person", "ru") == ["Rudolf", "Rudolf Elphberg"]
    assert names.offered("Person", "the k") == ["the King"]
    assert names.offered("Person", "x") == []


MANY = """
    actor:one a cg:Person ; skos:prefLabel "Müller" ; skos:hiddenLabel "Le Réal" .
    actor:two a cg:Person ; skos:prefLabel "Muller of Zenda" ; skos:altLabel "Muller" .
    actor:three a cg:Person ; skos:prefLabel "Zo\u0308e O’Brien" .
    actor:four a cg:Person ; skos:prefLabel "नरेन्द्र मोदी" .
    actor:five a cg:Person ; skos:prefLabel "مُحَمَّد بن سلمان" .
    actor:six a cg:Person ; skos:prefLabel "Işık Çelik" .
    actor:void a cg:Person ; skos:prefLabel "\u200b" .
"""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mu\u0308ller", "one"),
        ("MULLER", "two"),
        ("le real", "one"),
        ("Zöe O'Brien", "three"),
        ("zoe o’brien", "three"),
        ("o'brien", "three"),
        ("नरेन्द्र", "four"),
        ("محمد", "five"),
        ("IŞIK ÇELİK", "six"),
        ("isik celik", "six"),
    ],
)
def test_names_are_found_as_unicode_has_them(typed: str, found: str) -> None:
    names = Names(Store.in_memory(parsed(REGISTER.replace("graph:register {", f"graph:register {{ {MANY}"))))
    assert resolve(typed, ("Person",), names) == ACTOR + found


def test_names_are_offered_without_their_accents_and_in_any_script() -> None:
    names = Names(Store.in_memory(parsed(REGISTER.replace("graph:register {", f"graph:register {{ {MANY}"))))
    assert names.offered("Person", "mu") == ["Muller", "Muller of Zenda", "Müller"]
    assert names.offered("Person", "मो") == []
    assert names.offered("Person", "नरे") == ["नरेन्द्र मोदी"]
    assert names.nearest("नरेन्द मोदी", ["Person"])[0] == "नरेन्द्र मोदी"


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u00ad\u202e"])
def test_a_name_without_a_visible_character_is_empty(typed: str, names: Names) -> None:
    with pytest.raises(ParameterError, match=r"^--by: the name is empty; type a label"):
        resolve(typed, ("Person",), names, "--by")


@pytest.mark.parametrize("typed", ["x" * 10_000, "\u0301" * 10_000, "سلام" * 2_500, "\u202ex" * 5_000])
def test_a_very_long_name_is_refused_with_its_beginning(typed: str, names: Names) -> None:
    with pytest.raises(ParameterError) as refused:
        resolve(typed, ("Person",), names)
    assert len(str(refused.value)) < 500


def test_a_name_of_several_things_is_not_guessed(graph: Graph) -> None:
    with pytest.raises(ParameterError, match=r"names 2 things; type one of .*actor:.*, .*actor:"):
        resolve("of", ("Actor",), graph.names)  # Flavia of Ruritania, and the League of Nations of Zenda
    assert resolve("of Nations", ("Actor",), graph.names).endswith("actor/league")


def test_names_in_questions_are_those_of_the_store() -> None:
    quads = [
        ox.Quad(ox.NamedNode(PREFIXES["actor"] + "x"), ox.NamedNode(PREFIXES["rdf"] + "type"), node)
        for node in (ox.NamedNode(PREFIXES["cg"] + "Actor"),)
    ]
    assert resolve("X", ("Actor",), Names(Store.in_memory(quads))) == PREFIXES["actor"] + "x"


@pytest.mark.parametrize("typed", ["the King", "Elphberg", "actor:rudolf"])
def test_one_thing_is_resolved_by_a_name_or_by_some_words_of_it(typed: str, names: Names) -> None:
    assert resolve(typed, ("State", "Person"), names) == ACTOR + "rudolf"


def test_the_first_class_in_which_something_fits_counts() -> None:
    text = REGISTER.replace('"Ruritania"', '"Ruritania" ; skos:altLabel "the King"')
    names = Names(Store.in_memory(parsed(text)))
    assert resolve("the King", ("Person", "State"), names) == ACTOR + "rudolf"
    assert resolve("the King", ("State", "Person"), names) == ACTOR + "ruritania"


@pytest.mark.parametrize(
    ("typed", "kinds", "remedy"),
    [
        ("Rudolph", ("Person",), "did you mean Rudolf Elphberg?"),
        ("qqqqqq", ("Person",), "coalition query 'SELECT * { ?thing a cg:Person }'"),
        ("qqqqqq", ("Actor",), "coalition ask actors"),
    ],
)
def test_a_name_of_nothing_is_refused_with_the_option_and_what_to_do(
    typed: str, kinds: tuple[str, ...], remedy: str, names: Names
) -> None:
    with pytest.raises(ParameterError, match=rf"^--by: .*called {typed}; ") as refused:
        resolve(typed, kinds, names, "--by")
    assert remedy in refused.value.remedy


def test_a_name_of_several_things_is_told_in_full(graph: Graph) -> None:
    with pytest.raises(ParameterError) as refused:
        resolve("of", ("Actor",), graph.names, "--by")
    assert str(refused.value) == (
        "--by: of names 2 things; type one of Flavia of Ruritania (actor:flavia), "
        "League of Nations of Zenda (actor:league)"
    )


def test_of_many_things_of_one_name_the_first_five_are_told() -> None:
    text = "".join(f'actor:a{n} a cg:Actor ; skos:prefLabel "Guard {n}" .' for n in range(7))
    heads = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in ("actor", "cg", "skos"))
    with pytest.raises(ParameterError) as refused:
        resolve("guard", ("Actor",), Names(Store.in_memory(parsed(heads + text))))
    assert str(refused.value) == (
        f"guard names 7 things; type one of {', '.join(f'Guard {n} (actor:a{n})' for n in range(5))} ..."
    )


@pytest.mark.parametrize(
    ("kinds", "what"), [(("PlanPoint",), "planpoint"), (("State",), "state"), (("State", "Person"), "thing")]
)
def test_a_name_of_nothing_is_told_by_the_class_that_was_looked_in(
    kinds: tuple[str, ...], what: str, names: Names
) -> None:
    with pytest.raises(ParameterError) as refused:
        resolve("qqqqqq", kinds, names)
    assert str(refused.value) == (
        f"there is no {what} called qqqqqq; list them with coalition query 'SELECT * {{ ?thing a cg:{kinds[0]} }}'"
    )


def test_a_hidden_name_as_it_is_written_comes_before_one_without_its_accents() -> None:
    text = REGISTER.replace('"Rudolf Elphberg"', '"Rudolf Elphberg" ; skos:hiddenLabel "Le Réal"')
    text = text.replace('"Queen Flavia"', '"Queen Flavia" ; skos:hiddenLabel "Le Real"')
    names = Names(Store.in_memory(parsed(text)))
    assert names.resolve("le réal", "Person") == [ACTOR + "rudolf"]
    assert names.resolve("le real", "Person") == [ACTOR + "flavia"]


def test_the_last_part_of_an_iri_is_suggested_as_words(names: Names) -> None:
    assert names.nearest("strelsau 1894 05 30", ["Meeting"]) == ["Meeting in Strelsau"]


ELSEWHERE = """
@prefix actor: <https://w3id.org/coalition-graph/actor/> .
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix event: <https://w3id.org/coalition-graph/event/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix place: <https://w3id.org/coalition-graph/place/> .
@prefix post: <https://w3id.org/coalition-graph/post/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
actor:uk a cg:Actor, cg:State ; skos:prefLabel "United Kingdom" ; cg:isoCode "GBR" .
actor:turkey a cg:Actor, cg:State ; skos:prefLabel "Turkey" ; cg:isoCode "TUR" .
actor:kor a cg:Actor, cg:State ; skos:prefLabel "South" ; cg:isoCode "KOR" .
actor:planners a cg:Actor ; skos:prefLabel "Planners of the UK meeting of Turkey" .
actor:anna a cg:Actor, cg:Person ; skos:prefLabel "Anna Ray" ; org:holds post:pm .
actor:aide a cg:Actor, cg:Person ; skos:prefLabel "Ray's aide" ; org:holds post:aide .
actor:ben a cg:Actor, cg:Person ; skos:prefLabel "Ben Ray" ; org:holds post:sg .
actor:cara a cg:Actor, cg:Person ; skos:prefLabel "Cara Lund" ; org:holds post:pm .
actor:dora a cg:Actor, cg:Person ; skos:prefLabel "Dora Lund" ; org:holds post:pm .
post:pm skos:prefLabel "Prime Minister of the Isles" .
post:aide skos:prefLabel "Aide of the Prime Minister" .
post:sg skos:prefLabel "Secretary General of the League" .
place:zenda a cg:Place ; skos:prefLabel "Zenda" .
place:strelsau a cg:Place ; skos:prefLabel "Strelsau" .
event:ball a cg:Event, cg:Meeting ; skos:prefLabel "The ball" ; cg:place place:zenda ; cg:date "1894-05-03"^^xsd:date .
event:speech a cg:Event ; skos:prefLabel "The speech" ; cg:place place:zenda ; cg:date "1894-05"^^xsd:gYearMonth .
event:one a cg:Event ; skos:prefLabel "One" ; cg:place place:strelsau ; cg:inferredDate "1894-06-01"^^xsd:date .
event:two a cg:Event ; skos:prefLabel "Two" ; cg:place place:strelsau ; cg:date "1894-06-01"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("typed", "kind", "found"),
    [
        ("the Zenda", "Place", ["place:zenda"]),
        ("the UK", "Actor", ["actor:uk"]),
        ("Great Britain", "Actor", ["actor:uk"]),
        ("Türkiye", "State", ["actor:turkey"]),
        ("Türkiye", "Event", []),
        ("Korea", "State", []),
        ("Republic of Korea", "State", ["actor:kor"]),
        ("France", "State", []),
        ("PM Ray", "Person", ["actor:anna"]),
        ("Prime Minister Anna Ray", "Person", ["actor:anna"]),
        ("League Secretary General Ray", "Actor", ["actor:ben"]),
        ("Prime Minister Lund", "Person", ["actor:cara", "actor:dora"]),
        ("Dr. Lund", "Person", ["actor:cara", "actor:dora"]),
        ("President Ray", "Person", []),
        ("PM Ray" + " x" * 500_000, "Person", []),
        ("the", "Actor", []),
        ("the ", "Actor", []),
        ("\0", "Actor", []),
        ("1894-05-03", "Event", ["event:ball"]),
        ("1894-05", "Event", ["event:speech"]),
        ("1894-06-01", "Event", ["event:one", "event:two"]),
        ("1894-13-01", "Event", []),
        ("Zenda", "Event", ["event:ball"]),
        ("Strelsau", "Event", ["event:one", "event:two"]),
    ],
)
def test_names_met_elsewhere_name_what_fits(typed: str, kind: str, found: list[str]) -> None:
    names = Names(Store.in_memory(parsed(ELSEWHERE)))
    assert names.elsewhere(typed, kind) == [PREFIXES[each.split(":")[0]] + each.split(":")[1] for each in found]


def test_a_name_met_elsewhere_comes_after_exact_names_and_before_words_of_names() -> None:
    names = Names(Store.in_memory(parsed(ELSEWHERE)))
    assert resolve("the UK", ("Actor",), names) == ACTOR + "uk"
    assert resolve("Zenda", ("Event", "Place"), names) == PREFIXES["place"] + "zenda"
    with pytest.raises(ParameterError, match="Prime Minister Lund names 2 things; type one of Cara Lund"):
        resolve("Prime Minister Lund", ("Actor",), names)


def register(*things: str) -> Names:
    """Return the names of things, each written as `Class Name` or `Class Name | other name`."""
    lines = [f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in ("actor", "cg", "skos")]
    for number, thing in enumerate(things):
        cls, _, rest = thing.partition(" ")
        label, *others = (name.strip() for name in rest.split("|"))
        kinds = f"cg:{cls}, cg:Actor" if cls in ("Person", "State", "Organisation") else f"cg:{cls}"
        code = {"North Korea": "PRK", "South Korea": "KOR", "Equatorial Guinea": "GNQ", "Jordan": "JOR"}.get(label)
        words = [f'skos:prefLabel "{label}"', *(f'skos:altLabel "{name}"' for name in others)]
        words += [f'cg:isoCode "{code}"'] if code else []
        lines.append(f"actor:t{number} a {kinds} ; {' ; '.join(words)} .")
    return Names(Store.in_memory(parsed("\n".join(lines))))


@pytest.mark.parametrize(
    ("typed", "things", "told"),
    [
        # Parts of the names of states that the graph has, or has not.
        ("Korea", ("State North Korea", "State South Korea"), "Korea names 2 things; type one of North Korea"),
        ("Korea", ("State North Korea",), "Korea also names South Korea, which is not in the graph; type North Korea"),
        ("guinea", ("State Equatorial Guinea",), "also names Guinea, Guinea-Bissau, Papua New Guinea, which are not"),
        ("Equatorial", ("State Equatorial Guinea",), ""),
        # The whole name of a state that the graph has not.
        (
            "Jordan",
            ("Person Ann Jordan", "State North Korea"),
            "Jordan also names Jordan, which is not in the graph; type Ann Jordan",
        ),
        ("Jordan", ("Person Ann Jordan", "State Jordan"), ""),
        # Posts, actors and places count alike.
        ("Prime Minister", ("Organisation Prime Minister's Office", "Post Prime Minister of Zenda"), "names 2 things"),
        ("the Minister", ("Post Minister of Zenda", "Post Minister of the Isles"), "the Minister names 2 things"),
        ("York", ("Place New York", "Person Ann York"), "York names 2 things; type one of Ann York"),
        ("Ann", ("Person Ann York", "Person Ann Lee"), "Ann names 2 things"),
        ("A.", ("Person A. York", "Person A. Lee"), "A. names 2 things"),
        ("Council", ("Organisation Zenda Council", "Post President of the Zenda Council"), ""),
        ("Isles", ("State Kingdom of the Isles", "Place Kingdom of the Isles"), ""),
        ("Council", ("Organisation Zenda Council", "Post Council clerk"), "Council names 2 things"),
        # What people say and do is named by them; it counts only where nothing else has the words.
        ("York", ("Person Ann York", "Position York: no war", "Event York's speech"), ""),
        ("no war", ("Person Ann York", "Position York: no war", "Event The no war speech"), "no war names 2 things"),
        ("no war", ("Event The no war speech", "Source Why no war was good"), ""),
    ],
)
def test_a_part_of_several_names_picks_none(typed: str, things: tuple[str, ...], told: str) -> None:
    names = register(*things)
    if not told:
        assert resolve(typed, LABELLED, names)
        return
    with pytest.raises(ParameterError) as refused:
        resolve(typed, LABELLED, names)
    assert told in str(refused.value)
    assert refused.value.remedy.startswith("type ")


WORDS = ("North", "Korea", "Zenda", "Ann", "Minister", "the", "of")
INVENTED = st.lists(
    st.tuples(
        st.sampled_from(["Person", "Post", "Place", "Event", "Plan", "Source"]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    ),
    min_size=1,
    max_size=6,
)


def _named_after(name: str, other: str) -> bool:
    return f" {other} " in f" {name} "


@settings(max_examples=300)
@given(INVENTED, st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join))
def test_only_a_whole_name_or_the_only_fitting_part_names_a_thing(things: list[tuple[str, str]], typed: str) -> None:
    names = register(*(f"{cls} {name}" for cls, name in things))
    try:
        found = int(resolve(typed, LABELLED, names).removeprefix(f"{ACTOR}t"))
    except ParameterError:
        return  # it names nothing, or several things
    cls, name = things[found]
    bare = typed.lower().removeprefix("the ")
    if name.lower() in (typed.lower(), bare):
        return
    # Only a part of the name was typed: nothing of the same rank has all these words, or the graph picked silently.
    ranks = [("Person", "Post", "Place"), ("Event", "Plan"), ("Source",)]
    rank = next(each for each in ranks if cls in each)
    fitting = {bare, typed.lower()}
    rivals = [
        other
        for number, other in enumerate(things)
        if number != found
        and other[0] in rank
        and any(set(words.split()) <= set(other[1].lower().split()) for words in fitting)
        # A post or a plan that is called after the thing is no rival.
        and not (rank.index(other[0]) > rank.index(cls) and _named_after(other[1].lower(), name.lower()))
    ]
    assert rivals == []


def test_names_in_columns_are_those_of_the_store(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.names.FEW_LABELS", 3)
    columns = graph.snapshot.columns()
    names, large = Names(graph.store), Names(graph.store, lambda: columns)
    nodes = {node for quad in graph.store.quads() for node in quad.triple if isinstance(node, ox.NamedNode)}
    labels = {node.value: names.label(node.value) for node in nodes}
    assert {iri: large.label(iri) for iri in labels} == labels
    assert {kind: large.things(kind) for kind in LABELLED} == {kind: names.things(kind) for kind in LABELLED}


def test_what_is_only_reported_gives_no_name() -> None:
    text = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix cg: <https://w3id.org/coalition-graph/ontology#> .
        <x:passage> { <x:a> a cg:Actor ; skos:prefLabel "told" } <https://w3id.org/coalition-graph/graph/register> {
        <x:a> skos:altLabel "known" }"""
    columns = Columns.from_quads(ox.parse(text.encode(), format=ox.RdfFormat.TRIG))
    names = Names(Store.in_memory(ox.parse(text.encode(), format=ox.RdfFormat.TRIG)), lambda: columns)
    assert names.things("Actor") == {"x:a": {"known"}}
    assert names.label("x:a") == "told"


def test_labels_are_read_at_once_when_many_were_asked_for(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.names.FEW_LABELS", 3)
    columns = graph.snapshot.columns()
    names = Names(graph.store, lambda: columns)
    with counted() as reads:
        for number in range(names._worthwhile):
            names.label(f"x:{number}")
    assert reads.patterns
    with counted() as reads:
        assert names.label(ACTOR + "rudolf") == "Rudolf Elphberg"
    assert not reads.patterns


def test_the_labels_of_some_things_are_read_at_once(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.names.FEW_LABELS", 2)
    columns = graph.snapshot.columns()
    names, iris = (
        Names(graph.store, lambda: columns),
        [ACTOR + "rudolf", ACTOR + "nobody", PREFIXES["source"] + "zenda"],
    )
    with counted() as reads:
        names.read(iris)
        found = {iri: names.given(iri) for iri in iris}
    assert found == {iri: graph.names.given(iri) for iri in iris}
    assert found[ACTOR + "rudolf"] == "Rudolf Elphberg"
    assert not reads.patterns


WRITTEN = (
    "Zenda",
    "ZENDA",
    "Łódź",
    "Lodz",
    "O'Hara",
    "O`Hara",
    "O’Hara",
    "The  Hague",
    " The Hague",
    "ﬁne",
    "fine",
    "a-b",
    "K",
)
"""Names of which `fold` or `plain` makes several one: by case, accents, apostrophes, spaces, ligatures and signs."""


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=5), st.sampled_from((*WRITTEN, "a b", "the hague", "x")))
def test_a_name_is_found_whether_all_names_are_read_or_the_engine_looks_for_it(written: list[str], typed: str) -> None:
    quads = [
        ox.Quad(ox.NamedNode(ACTOR + each), ox.NamedNode(word), value)
        for number, name in enumerate(written)
        for each in (f"t{number}", *(() if number else ("a-b", "lodz")))
        for word, value in ((TYPE, ox.NamedNode(CG + "Actor")), (SKOS + "altLabel", ox.Literal(name)))
    ]
    quads.append(ox.Quad(ox.BlankNode("b"), ox.NamedNode(SKOS + "altLabel"), ox.Literal(typed)))
    sought, read = Names(Store.in_memory(quads)), Names(Store.in_memory(quads))
    read.nearest("", ("Actor",))  # which reads all names
    assert sought.resolve(typed, "Actor") == read.resolve(typed, "Actor")
    assert not sought._spelled.is_read


def test_after_some_names_all_are_read() -> None:
    names = register("Person Ann", "Person Rudolf")
    for typed in ("Ann", "ann", "x", "RUDOLF"):
        assert bool(names.resolve(typed, "Person")) == (typed != "x")
    assert names._spelled.is_read
    assert not register("Person Ann").resolve("x" * 300, "Person")


def test_names_of_columns_are_those_of_the_store_and_need_none(published: Graph) -> None:
    shared, alone = Spelled.from_columns(lambda: published._columns), Names(published.store)
    shared.read_all()
    for form in ("names", "folded", "alike", "last_parts"):
        of_columns, of_store = getattr(shared, form), getattr(alone._spelled, form)
        assert {key: set(each) for key, each in of_columns.items()} == {
            key: set(each) for key, each in of_store.items()
        }
    assert Names(published.store, spelled=shared)._spelled is shared
