"""Test that the position of each statement is found, however a file is laid out."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.rdf.positions import Positions

MARK = "▶"
PREFIX = "@prefix x: <https://example.org/> .\n"


def x(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/{name}")


def marked(text: str) -> tuple[str, str]:
    """Return a text without its mark, and the line and column that the mark stood at."""
    before, after = textwrap.dedent(text).split(MARK)
    return before + after, f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


LAYOUTS = {
    "plain": "x:s x:p ▶x:o .",
    "a": "x:s x:q 1 ; a ▶x:T .",
    "semicolons": "x:s x:q 1 ;\n  ;\n  x:p x:n ;; x:p ▶x:o ; .",
    "commas": "x:s x:p 1 , 2 ,\n ▶x:o, 3 .",
    "nothing between tokens": "<https://example.org/s><https://example.org/p>▶<https://example.org/o>.",
    "no space before the full stop": 'x:s x:p ▶x:o.<x:t> x:q "1".',
    "prefixes of SPARQL": "PREFIX y: <https://example.org/>\nprefix z: <https://example.org/>\ny:s z:p ▶y:o .",
    "a prefix that is redefined": "@prefix x: <x:> . x:s x:p x:o .\nPREFIX x: <https://example.org/> x:s x:p ▶x:o .",
    "the empty prefix": "@prefix : <https://example.org/> . :s :p ▶:o .",
    "a prefix named prefix": "@prefix prefix: <https://example.org/> . prefix:s prefix:p ▶prefix:o .",
    "a base": "@base <https://example.org/> . <s> <p> ▶<o> .",
    "a base of SPARQL": "BASE <https://example.org/>\n<s> <p> ▶<o> .",
    "comments": "# x:s x:p x:o .\nx:s # a comment . ; ,\n x:p#another\n ▶x:o .",
    "a hash in an IRI": "<x:s#s> x:p <x:#a> , <x:#b> . x:s x:p ▶x:o .",
    "a string of several lines": 'x:s x:q """x:s x:p x:o .\n# no \\""" comment "" \n""" ; x:p ▶x:o .',
    "a string of single quotes": "x:s x:q '''it's\n''' , 'x:o . \\' ' ; x:p ▶x:o .",
    "numbers": "x:s x:q 5, .5, -5.25, +1e3, 1.E3, 5.0E-3 , 5. x:s x:p ▶x:o .",
    "booleans": "x:s x:q true, false ; x:p ▶x:o .",
    "languages": 'x:s x:q "a"@en, "a"@es-419 , "a"@de-1996 ; x:p ▶x:o .',
    "space around a datatype": 'x:s x:q "a" ^^ x:d , "b" @en ; x:p ▶x:o .',
    "escapes in names": "x:s x:q x:a\\,b , x:a%2Cb, x:a.b:c , x:é·e\u0301😀 ; x:p ▶x:o .",
    "names as the grammar has them": "@prefix é·‿: <x:> . x:s x:q é·‿:o\u200d· , x:_·o, x:a\u0301:b , "
    '"a"^^é·‿:d\u0301 , "^^x:d"^^x:d·e ; x:p ▶x:o .',
    "escapes in IRIs": "<https://example.org/\\u0073> x:p ▶<https://example.org/\\U0000006F> .",
    "a graph": "x:g { x:s x:p x:n }\nx:s x:p ▶x:o .",
    "a default graph in braces": "x:s x:q 1 . { x:s x:p ▶x:o }",
    "words before the statement": "x:g { x:s x:p x:o } GRAPH x:h { x:s x:p x:o } x:s x:p ▶x:o .",
    "wide letters before it on the line": 'x:s x:q "🇬🇧é\u0301" ; x:p ▶x:o .',
    "tabs": "x:s\tx:p\t▶x:o\t.",
    "Windows line ends": 'x:s x:q "a" ;\r\n  x:p ▶x:o .\r\n',
    "blank nodes before it": "x:s x:q [ x:p x:o ] , ( x:o [ x:p 1 ] 2 ) ; x:p ▶x:o .",
    "a blank node as subject": "[ x:p x:o ] x:p x:o . [] x:p x:o . x:s x:p ▶x:o .",
    "triple terms before it": "x:s x:q 1 {| x:p x:o |} . << x:s x:p x:n >> x:p 1 . x:s x:p ▶x:o .",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_statement_is_found_in_any_layout(layout: str) -> None:
    text, position = marked(PREFIX + layout)
    verb = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type") if " a ▶" in layout else x("p")
    thing = x("T") if " a ▶" in layout else x("o")
    quad = ox.Quad(x("s"), verb, thing)
    assert quad in list(ox.parse(text, format=ox.RdfFormat.TRIG))
    assert Positions(text).find(quad) == position


GRAPHS = """
x:g { x:s x:p x:o ; x:p x:other . x:t x:p x:o }
GRAPH x:h { x:s x:p x:n , ▶x:o . }
x:i { x:s x:p x:o } x:s x:p x:o .
"""


def test_the_same_triple_is_told_apart_by_its_graph() -> None:
    text, position = marked(PREFIX + GRAPHS)
    assert Positions(text).find(ox.Quad(x("s"), x("p"), x("o"), x("h"))) == position


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        ('"5"', ox.Literal("5")),
        ("5", ox.Literal(5)),
        ("05", ox.Literal("05", datatype=ox.Literal(5).datatype)),
        ("5.0", ox.Literal("5.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
        ('"5"@en', ox.Literal("5", language="en")),
        ('"""5"""^^x:d', ox.Literal("5", datatype=x("d"))),
        ('"5"^^x:d·e\u0301', ox.Literal("5", datatype=x("d·e\u0301"))),
        ('"5" ^^ x:d:e.f', ox.Literal("5", datatype=x("d:e.f"))),
        ('"5^^x:d"^^x:d', ox.Literal("5^^x:d", datatype=x("d"))),
        ("'5\\n'", ox.Literal("5\n")),
        ("true", ox.Literal(True)),
    ],
)
def test_values_that_look_alike_are_told_apart(written: str, literal: ox.Literal) -> None:
    decoys = '"5"@fr, "5"^^x:e, "5"^^x:d·, 5e0, 6, "05", "5.00", "true"'
    text, position = marked(f"{PREFIX}x:s x:p {decoys} ,\n  {MARK}{written} .")
    assert Positions(text).find(ox.Quad(x("s"), x("p"), literal)) == position


LINES = """# a comment
<https://example.org/s> <https://example.org/p> "x . y" <https://example.org/g> .
<https://example.org/s> <https://example.org/p> ▶<https://example.org/o> <https://example.org/h> .
<https://example.org/s> <https://example.org/p> <https://example.org/o> <https://example.org/g> .
<https://example.org/s> <https://example.org/p> <https://example.org/o> .
"""


def test_a_line_of_n_quads_is_found_by_its_graph() -> None:
    text, position = marked(LINES)
    assert Positions(text).find(ox.Quad(x("s"), x("p"), x("o"), x("h"))) == position
    assert Positions(text).find(ox.Quad(x("s"), x("p"), x("o"))).startswith("5:")


@pytest.mark.parametrize(
    "text",
    [
        "x:s x:p 1 .\nx:s x:q ▶[ x:p 2 ] .",
        "x:s x:p 1 .\nx:s x:q ▶[ ] .",
        "x:s x:p 1 .\nx:s x:q ▶_:b .",
        "x:s x:p 1 .\nx:g { x:s x:q ▶[ x:p [ x:q 2 ] ] }",
    ],
)
def test_a_blank_node_is_found(text: str) -> None:
    text, position = marked(PREFIX + text)
    quad = next(
        quad
        for quad in ox.parse(text, format=ox.RdfFormat.TRIG)
        if quad.subject == x("s") and isinstance(quad.object, ox.BlankNode)
    )
    assert Positions(text).find(quad) == position


@pytest.mark.parametrize("nodes", ["( 1 2 )", "<< x:s x:p x:o >>", "<<( x:s x:p x:o )>>"])
def test_other_nodes_without_an_iri_are_found_where_the_first_of_them_opens(nodes: str) -> None:
    text, position = marked(f"{PREFIX}x:s x:p 1 .\nx:s x:q {MARK}{nodes} .")
    for quad in ox.parse(text, format=ox.RdfFormat.TRIG):
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in quad):
            assert Positions(text).find(quad) == position


@pytest.mark.parametrize(
    "quad",
    [
        ox.Quad(x("s"), x("p"), x("absent"), x("g")),
        ox.Quad(x("s"), x("p"), ox.Literal("absent"), x("g")),
        ox.Quad(x("s"), x("p"), x("absent"), x("absent")),
    ],
)
def test_what_is_not_there_is_placed_at_the_nearest(quad: ox.Quad) -> None:
    text, position = marked(f"{PREFIX}x:a x:b 1 .\nx:g {{ x:b x:c 1 ; x:d 2 . x:s x:q 3 ; x:p {MARK}4 , 5 }}")
    assert Positions(text).find(quad) == position


def test_an_empty_text_has_a_place_for_everything() -> None:
    assert Positions("").find(ox.Quad(x("s"), x("p"), x("o"))) == "1:1"


def test_comments_are_told_from_what_only_looks_like_one() -> None:
    text = '# one\nx:s x:p <x:#a>, "#b", """\n#c\n""" . # two  \r\n  #\n'
    assert list(Positions(text).comments()) == [("# one", "1:1"), ("# two", "4:7"), ("#", "5:3")]


# Any layout at all: a text is put together from tokens, and the place of each object is noted on the way.

OBJECTS = st.sampled_from(
    [
        "x:o",
        "x:o.1",
        "<https://example.org/o>",
        "5",
        "-5.5",
        "5e1",
        "true",
        "'a.b;c'",
        '"#"',
        '"""\n"x:s""\n"""',
        '"é"@en',
    ]
)
GAPS = st.sampled_from([" ", "\n", "\t", " # x:s x:p x:o .\n", "\r\n", "  \n  "])


@dataclass
class Draft:
    """Build a text, and record the position of the object of each statement."""

    text: str = PREFIX
    places: list[tuple[ox.Quad, str]] = field(default_factory=list)

    def position(self) -> str:
        return f"{self.text.count(chr(10)) + 1}:{len(self.text) - self.text.rfind(chr(10))}"

    def state(self, graph: str, subject: str, verb: str, word: str) -> None:
        parsed = next(iter(ox.parse(f"{PREFIX}{subject} {verb} {word} .", format=ox.RdfFormat.TURTLE)))
        home = x(graph.partition(":")[2]) if graph else ox.DefaultGraph()
        quad = ox.Quad(parsed.subject, parsed.predicate, parsed.object, home)
        if quad not in [other for other, _ in self.places]:
            self.places.append((quad, self.position()))
        self.text += word


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    draft = Draft()

    def gap() -> None:
        draft.text += draw(GAPS)

    for graph in draw(st.lists(st.sampled_from(["", "x:g", "x:h"]), max_size=4)):
        if graph:
            draft.text += draw(st.sampled_from(["", "GRAPH "])) + graph
            gap()
            draft.text += "{"
        for subject in draw(st.lists(st.sampled_from(["x:s", "x:t", "<https://example.org/s>"]), max_size=3)):
            gap()
            draft.text += subject
            verbs = draw(st.lists(st.sampled_from(["a", "x:p", "x:q"]), min_size=1, max_size=3))
            for number, verb in enumerate(verbs):
                if number:
                    draft.text += draw(st.sampled_from([";", " ;\n", " ; ; "]))
                gap()
                draft.text += verb
                words = draw(st.lists(OBJECTS, min_size=1, max_size=3))
                for count, word in enumerate(words):
                    if count:
                        draft.text += draw(st.sampled_from([",", " , "]))
                    gap()
                    draft.state(graph, subject, verb, word)
            draft.text += " ." if not graph else draw(st.sampled_from([" .", " ; .", "\n."]))
        draft.text += "}" if graph else ""
        gap()
    return draft


@given(drafts())
@settings(max_examples=150)
def test_every_statement_is_found_where_it_was_written(draft: Draft) -> None:
    assert set(ox.parse(draft.text, format=ox.RdfFormat.TRIG)) == {quad for quad, _ in draft.places}
    positions = Positions(draft.text)
    for quad, position in draft.places:
        assert positions.find(quad) == position


@pytest.mark.parametrize(
    "layout",
    [
        "x:s x:q 1 ; x:p ▶x:o .",
        "x:s x:p x:n , ▶x:o .",
        "@prefix y: <https://example.org/> .\nx:s x:q 1 . y:s x:p ▶y:o .",
        "@prefix x: <x:> . x:s x:p x:o .\n@prefix x: <https://example.org/> . x:s x:p ▶x:o .",
        "x:s x:p x:o1 .\n@prefix x: <x:> .\nx:s x:p x:o .",
    ],
)
def test_prefixes_that_are_given_hold_until_the_text_declares_its_own(layout: str) -> None:
    text, position = marked(layout) if MARK in layout else (layout, "1:9")
    given = {"x": "https://example.org/"}
    assert Positions(text, given).find(ox.Quad(x("s"), x("p"), x("o"))) == position
    assert given == {"x": "https://example.org/"}
