"""Test that RDF is read in every syntax, and that nothing in it ends the process or makes it hang."""

from __future__ import annotations

import contextlib
import os
import random
import re

import pyoxigraph as ox
import pytest

from coalition.errors import RDFSyntaxError
from coalition.rdf.formats import FORMATS
from coalition.rdf.parser import (
    JSON_NESTING,
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_TERMS,
    TURTLE_NESTING,
    levels,
    parse,
)

RDFXML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">{}</rdf:RDF>'
ONE = {
    "turtle": "<x:s> <x:p> <x:é> .",
    "trig": "<x:g> { <x:s> <x:p> <x:é> }",
    "nquads": "<x:s> <x:p> <x:é> <x:g> .",
    "ntriples": "<x:s> <x:p> <x:é> .",
    "jsonld": '{"@id": "x:s", "x:p": {"@id": "x:é"}}',
    "rdfxml": RDFXML.format('<rdf:Description rdf:about="x:s"><x:p rdf:resource="x:é"/></rdf:Description>'),
}
"""The same statement in every format."""

# What opens a level, what stands in the innermost, and what closes one.
TURTLE = {
    "blank node": ("[ <x:p> ", "1", " ]"),
    "list": ("( ", "1", " )"),
    "triple term": ("<<( <x:s> <x:p> ", "<x:o>", " )>>"),
    "reified triple": ("<< <x:s> <x:p> ", "1", " >>"),
    "annotation": ("1 {| <x:p> ", "1", " |}"),
}
JSON = {
    "array": ("[", "", "]"),
    "node": ('{"@id": "x:s", "x:p": ', "1", "}"),
    "list": ('{"@list": [', "1", "]}"),
    "graph": ('{"@graph": ', "[]", "}"),
    "included": ('{"@included": ', '{"@id": "x:s"}', "}"),
    "context": ('{"@context": {"a": {"@id": "x:a", "@context": ', "{}", "}}}"),
    "JSON literal": ('{"@type": "@json", "@value": {"a": ', "1", "}}"),
    "reverse": ('{"@reverse": {"x:q": ', '{"@id": "x:o"}', "}}"),
}
XML = {
    "node": ("<rdf:Description><x:p>", "", "</x:p></rdf:Description>"),
    "resource": ('<x:p rdf:parseType="Resource">', "", "</x:p>"),
    "literal": ("<a>", "", "</a>"),
    "collection": ('<rdf:Description><x:p rdf:parseType="Collection">', "", "</x:p></rdf:Description>"),
}
NESTS = [
    *(
        (format, f"{start}<x:s> <x:p> ", parts, end)
        for format, start, end in (("turtle", "", " ."), ("trig", "<x:g> { ", " }"))
        for parts in TURTLE.values()
    ),
    *((format, "<x:s> <x:p> ", TURTLE["triple term"], " .") for format in ("ntriples", "nquads")),
    *(("jsonld", "", parts, "") for parts in JSON.values()),
    *(("rdfxml", RDFXML.partition("{}")[0], parts, "</rdf:RDF>") for parts in XML.values()),
]


def nested(number: int, start: str, parts: tuple[str, str, str], end: str) -> str:
    opening, middle, closing = parts
    return start + opening * number + middle + closing * number + end


def problem(text: str | bytes, format: str) -> str:
    """Return the message with which a text is refused."""
    with pytest.raises(RDFSyntaxError) as caught:
        list(parse(text if isinstance(text, bytes) else text.encode(), format, "F"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_format_is_read_with_a_byte_order_mark_or_without(format: str, mark: str) -> None:
    (quad,) = parse((mark + ONE[format]).encode(), format, "F")
    assert quad.triple == ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:é"))


@pytest.mark.parametrize("format", FORMATS)
def test_other_encodings_are_refused(format: str) -> None:
    assert problem(ONE[format].encode("utf-16"), format) == "F: the file is in UTF-16; save it as UTF-8"
    before = ONE[format].partition("é")[0]
    message = f"F:1:{len(before) + 1}: byte {len(before)} is not UTF-8; save it as UTF-8"
    assert problem(ONE[format].encode("latin-1"), format) == message


def test_a_syntax_error_has_its_position_in_code_points() -> None:
    text = '<x:é😀> <x:p> "é" .\n<x:é😀> <x:p> nonsense .'
    message = "F:2:14: nonsense is not a valid RDF object; mend the statement at this place"
    assert problem(text, "trig") == message


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_cut_off_is_refused_in_one_line(format: str) -> None:
    for length in range(1, len(ONE[format]) - 1, 3):
        with contextlib.suppress(RDFSyntaxError):  # of a line of N-Triples, the beginning may be a statement
            assert len(list(parse(ONE[format][:length].encode(), format, "F"))) <= 1


def is_too_deep(text: str, format: str) -> bool:
    try:
        list(parse(text.encode(), format, "F"))
    except RDFSyntaxError as fault:
        return f"this nests deeper than {MAX_DEPTH} levels" in str(fault)
    return False


@pytest.mark.parametrize(("format", "start", "parts", "end"), NESTS)
def test_what_nests_is_read_up_to_the_limit_and_refused_beyond(
    format: str, start: str, parts: tuple[str, str, str], end: str
) -> None:
    each = len(re.findall(r"[\[{]" if format == "jsonld" else "<", parts[0])) if format in ("jsonld", "rdfxml") else 1
    around = len(re.findall("[{]|<rdf:RDF", start)) + len(re.findall(r"[\[{]", parts[1]) if format == "jsonld" else ())
    most = (MAX_DEPTH - around) // each
    assert not is_too_deep(nested(most, start, parts, end), format)
    assert is_too_deep(nested(most + 1, start, parts, end), format)


def test_no_depth_ends_the_process() -> None:
    # The engine dies of 100,000 nested triple terms and of 10,000 objects, so this would not return.
    child = os.fork()
    if child == 0:
        try:
            for format, start, parts, end in NESTS:
                for closing in (end, ""):
                    problem(nested(300_000, start, parts, closing), format)
            os._exit(0)
        finally:  # an error
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_brackets_that_open_nothing_are_not_counted() -> None:
    many = "([{<<" * MAX_DEPTH
    literals = f'"{many}", \'{many}\', """a"b\n{many}""", \'\'\'{many}\'\'\', "\\"{many}"'
    text = f"@prefix p: <x:(((> . # {many}\np:\\(\\( <x:p((> {literals} ." + " <x:s> <x:p> [], () ." * 300
    assert len(list(parse(text.encode(), "turtle", "F"))) == 605
    values = ", ".join(f'{{"x:p": "{many}\\"{many}"}}' for _ in range(300))
    assert len(list(parse(f"[{values}]".encode(), "jsonld", "F"))) == 300


CONTEXTS = {
    "a chain of terms": ", ".join(f'"p{n}": "p{n + 1}"' for n in range(MAX_TERMS)) + f', "p{MAX_TERMS}": "x:"',
    "a chain of objects": ", ".join(f'"p{n}": {{"@id": "p{n + 1}:a"}}' for n in range(MAX_TERMS)) + ', "x": "x:"',
    "one in another": '"p": {"@id": "x:p", "@context": {'
    + ", ".join(f'"p{n}": "x:{n}"' for n in range(MAX_TERMS))
    + "}}",
}


@pytest.mark.parametrize("terms", CONTEXTS.values(), ids=CONTEXTS)
def test_a_context_that_the_engine_would_recurse_along_is_refused(terms: str) -> None:
    for text in (f'{{"@context": {{{terms}}}}}', f'[{{"@context": [{{}}, {{{terms}}}]}}]'):
        message = f"F: a JSON-LD context has more than {MAX_TERMS} terms; define only the terms that the file uses"
        assert problem(text, "jsonld") == message
    assert problem(f'{{"\\u0040context": {{{terms}}}}}', "jsonld") == message


def test_a_large_context_is_read() -> None:
    terms = ", ".join(f'"p{number}": "x:{number}"' for number in range(MAX_TERMS))
    text = f'{{"@context": {{{terms}}}, "p1": 1, "p2": {"1" * 5000}, "p3": 1e5}}'
    assert len(list(parse(text.encode(), "jsonld", "F"))) == 3


XML_BAD = {
    "attributes": (
        RDFXML.format("<rdf:Description " + " ".join(f"x:a{n}='1'" for n in range(MAX_ATTRIBUTES + 1)) + "/>"),
        f"F:1:79: more than {MAX_ATTRIBUTES} attributes and namespaces; write the attributes as elements",
    ),
    "namespaces": (
        RDFXML.format(
            "<x:a " + " ".join(f"xmlns:a{n}='x:{n}'" for n in range(MAX_ATTRIBUTES - 2)) + "><x:b y='1'/></x:a>"
        ),
        f": more than {MAX_ATTRIBUTES} attributes and namespaces; write the attributes as elements",
    ),
    "entities of entities": (
        '<!DOCTYPE r [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>' + RDFXML.format(""),
        ": the entity b is longer than 200 characters, or stands for other entities or files; write what it ",
    ),
    "a long entity": (f'<!DOCTYPE r [<!ENTITY a "{"a" * 201}">]>' + RDFXML.format(""), ": the entity a is longer"),
    "an entity of a file": ('<!DOCTYPE r [<!ENTITY a SYSTEM "/etc/passwd">]>' + RDFXML.format("&a;"), "entity a "),
    "not XML": (RDFXML.format("<x:a></x:b>"), ": this is not XML (mismatched tag); mend it at this place"),
    "another encoding": ('<?xml version="1.0" encoding="latin-1"?>' + RDFXML.format(""), "Only UTF-8 is supported"),
}


@pytest.mark.parametrize(("text", "message"), XML_BAD.values(), ids=XML_BAD)
def test_xml_that_would_grow_is_refused(text: str, message: str) -> None:
    assert message in problem(text, "rdfxml")


def test_entities_that_abbreviate_namespaces_are_read() -> None:
    text = '<!DOCTYPE r [<!ENTITY x "x:">]>' + ONE["rdfxml"].replace('"x:é"', '"&x;é"')
    assert len(list(parse(text.encode(), "rdfxml", "F"))) == 1


def test_a_literal_that_the_engine_cannot_hold_is_refused() -> None:
    message = (
        "F: an IRI or a literal is longer than the 16 MiB that can be read; divide it, or keep it in a file of its own"
    )
    assert problem(f'<x:s> <x:p> "{"a" * 2**24}" .', "turtle") == message


# A text is made of tokens that look like brackets to a careless reader. Whatever the engine accepts, the brackets that
# are counted close again, and their depth is the one that the text was made with.

IRIS = ["<x:a>", "<x:a(b>", "<x:)>", "<x:'>", "<x:#(>", "<x:\\u0028>", "<x:é>", "p:a\\(b", "p:\\)", "p:a\\#b", "p:\\'x"]
LITERALS = ['"("', '"a\\"["', "'['", "'a\\'('", '""', "''", '"a"@en', '"("^^<x:(>', "1", "-1.5", '"\\\\"', '"#("']
LONG = ['"""a"b(""c\n[\\""""', "'''a'b''(\n'''", '"""("""', '"""\\"""("""', "'''\\'''('''"]
GAPS = [" ", "\n", "\t", ' # (["<<(\n', "\r\n", "#{|\r"]
MARKS = ["", "(", ")", "[", "]", "<", ">", '"', "'", "\\", "#", "\n", "|", "{", "}", "~", ".", "<<", ">>", "<<(", ")>>"]


class Maker:
    """Make a text of Turtle, and note how deep it nests."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.deepest = 0

    def joined(self, *parts: str) -> str:
        return "".join(part + self.chance.choice(GAPS) for part in parts)

    def thing(self, depth: int) -> str:
        self.deepest = max(self.deepest, depth)
        choice = self.chance.random() if depth < 6 else 0
        if choice < 0.5:
            return self.chance.choice(IRIS + LITERALS)
        if choice < 0.6:
            return self.chance.choice(LONG)
        if choice < 0.7:
            return self.joined("(", *(self.thing(depth + 1) for _ in range(2)), ")")
        if choice < 0.8:
            return self.joined("[", self.chance.choice(IRIS), self.thing(depth + 1), "]")
        opening, closing = self.chance.choice([("<<", ">>"), ("<<(", ")>>")])
        self.deepest = max(self.deepest, depth + 1)
        return self.joined(opening, *self.chance.choices(IRIS, k=2), self.chance.choice(IRIS + LITERALS), closing)

    def text(self) -> str:
        facts = []
        for _ in range(self.chance.randint(1, 3)):
            annotation = ""
            if self.chance.random() < 0.3:
                annotation = self.joined("{|", self.chance.choice(IRIS), self.thing(1), "|}")
                self.deepest = max(self.deepest, 1)
            facts.append(self.joined(*self.chance.choices(IRIS, k=2), self.thing(0), annotation, "."))
        return "@prefix p: <x:p(> .\n" + "".join(facts)


@pytest.mark.parametrize("seed", range(8))
def test_brackets_are_counted_as_the_engine_reads_them(seed: int) -> None:
    maker, accepted = Maker(seed), 0
    for number in range(400):
        maker.deepest = 0
        text = maker.text()
        if number % 2:  # a change anywhere
            place = maker.chance.randrange(20, len(text))
            text = text[:place] + maker.chance.choice(MARKS) + text[place + maker.chance.randint(0, 1) :]
        try:
            list(ox.parse(text, format=ox.RdfFormat.TURTLE))
        except SyntaxError:
            assert number % 2, text
            continue
        accepted += 1
        depths = [depth for _, depth in levels(text, TURTLE_NESTING)]
        assert not depths or (depths[-1], min(depths)) == (0, 0), text
        assert number % 2 or max(depths, default=0) == maker.deepest, text
    assert accepted > 200


@pytest.mark.parametrize("seed", range(4))
def test_what_stands_before_it_does_not_hide_what_nests(seed: int) -> None:
    chance = random.Random(seed)
    deep = nested(300, " <x:s> <x:p> ", TURTLE["triple term"], " .")
    for _ in range(1000):
        before = "".join(chance.choices([*MARKS, *GAPS, "<x:a>", ";", ",", "{|", '"""', "'''", "@en", "^^"], k=6))
        try:
            for quad in parse(f"@prefix p: <x:> . {before}{deep}".encode(), chance.choice(["turtle", "nquads"]), "F"):
                assert not isinstance(quad.object, ox.Triple)
        except RDFSyntaxError:
            continue


def test_brackets_of_json_are_counted_outside_strings() -> None:
    assert [depth for _, depth in levels('{"[\\"{": ["]"]}', JSON_NESTING)] == [1, 2, 1, 0]


DEEP = {
    "turtle": ("<x:s> <x:p> 1 .\n  <x:s> <x:p> " + "[ <x:p> " * (MAX_DEPTH + 1), (2, 15 + 8 * MAX_DEPTH)),
    "jsonld": ('{"@id": "x:s",\n "x:p": ' + "[" * MAX_DEPTH + "1", (2, 8 + MAX_DEPTH)),
    "rdfxml": (RDFXML.format("\n<a:b>" * MAX_DEPTH).replace("<rdf:RDF ", '<rdf:RDF xmlns:a="x:" '), (MAX_DEPTH + 1, 1)),
}


@pytest.mark.parametrize("format", DEEP)
def test_what_nests_too_deep_is_told_where_it_does(format: str) -> None:
    text, (line, column) = DEEP[format]
    assert problem(text, format) == (
        f"F:{line}:{column}: this nests deeper than {MAX_DEPTH} levels; "
        "give the things inside IRIs, and state their facts apart"
    )


GIVEN = {"actor": "x:actor/", "cg": "x:cg#", "xsd": "x:xsd#"}


@pytest.mark.parametrize("format", ["turtle", "trig"])
def test_prefixes_that_are_given_need_no_declaration(format: str) -> None:
    (quad,) = parse(b"\xef\xbb\xbfactor:a cg:b 'c'^^xsd:d .", format, "F", GIVEN)
    assert str(quad.triple) == '<x:actor/a> <x:cg#b> "c"^^<x:xsd#d>'
    assert "The prefix actor: has not been declared" in problem("actor:a cg:b 1 .", format)


@pytest.mark.parametrize("own", ["@prefix cg: <x:own#> .", "PREFIX cg: <x:own#>"])
def test_what_a_file_declares_holds_from_there_on(own: str) -> None:
    found = list(parse(f"cg:a cg:b cg:c . {own} cg:a cg:b cg:c .".encode(), "trig", "F", GIVEN))
    assert [quad.subject.value for quad in found] == ["x:cg#a", "x:own#a"]  # type: ignore[union-attr]


FAULTY = {
    "on the first line": ("cg:a cg:b ▶nonsense .", "nonsense is not a valid RDF object"),
    "on another line": ("cg:a cg:b 1 .\n  cg:é cg:b ▶nonsense .", "nonsense is not a valid RDF object"),
    "over several lines": ("cg:a cg:b ▶'a\n\n", ""),
    "at the end": ("cg:a cg:b 1 .\ncg:a▶", ""),
    "too deep": ("cg:a cg:b " + "[ cg:b " * MAX_DEPTH + "▶[", f"this nests deeper than {MAX_DEPTH} levels"),
    "far from every prefix": ("cg:a ▶example:b 1 .", "The prefix example: has not been declared; mend the statement"),
    "near a prefix": (
        "cg:a cg:b 1 .\ncg:a cg:b 1, ▶ACTR:b .",
        "The prefix ACTR: has not been declared; did you mean actor? mend the statement at this place",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTY.values(), ids=FAULTY)
def test_what_is_given_moves_no_place(text: str, message: str) -> None:
    before, after = text.split("▶")
    place = f"F:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    with pytest.raises(RDFSyntaxError) as caught:
        list(parse((before + after).encode(), "trig", "F", GIVEN))
    assert str(caught.value).startswith(f"{place}: {message}")


@pytest.mark.parametrize("format", ["ntriples", "nquads", "jsonld", "rdfxml"])
def test_other_syntaxes_are_read_as_without_prefixes(format: str) -> None:
    assert list(parse(ONE[format].encode(), format, "F", GIVEN)) == list(parse(ONE[format].encode(), format, "F"))
