"""Write all facts of a snapshot as RDF, from its columns, with the bytes of `coalition.rdf.turtle.write`.

Each part of the text is written once it is made. Memory holds the terms, and numbers for the statements.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby, repeat
from json.encoder import encode_basestring
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import begins, unique
from coalition.namespaces import CG, PREFIXES, PROV, RDF, TYPE, shorten
from coalition.query.facts import DEFAULT, Accepted, Facts, Numbers, Rows, in_pieces, natural, places
from coalition.rdf import jsonld, turtle
from coalition.rdf.xml import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

IN_MEMORY = 1 << 24
"""The number of bytes up to which a body whose prefixes are not known yet is kept in memory."""

AT_ONCE = 50_000
"""How many statements are written at once."""

DERIVED, STATEMENT = PROV + "wasDerivedFrom", RDF + "Statement"
SUBJECT, PREDICATE, OBJECT = RDF + "subject", RDF + "predicate", RDF + "object"
STATEMENTS_WORD, NEWLINE = CG + "statements", "\n"


def can_stream(columns: Columns, provenance: str | None) -> bool:
    """Tell whether `write` can write a snapshot: all that is accepted must have IRIs.

    With `rdf11`, nothing else may have a name or a property of the statements that are made for it.
    """
    if columns.accepted[columns.table.graph[columns.nameless]].any():
        return False
    if provenance != "rdf11":
        return True
    names = columns.terms.iris(unique(np.concatenate(columns.table[1:3])).tolist())
    return not any(name.startswith(PREFIXES["statement"]) or name in (STATEMENT, STATEMENTS_WORD) for name in names)


def write(
    columns: Columns,
    format: str,
    output: IO[bytes],
    more: Iterable[ox.Quad] = (),
    labelled: ox.NamedNode | ox.DefaultGraph | None = None,
    provenance: str | None = None,
) -> None:
    """Write what a snapshot holds.

    Parameters
    ----------
    columns, format, provenance:
        The snapshot, the format, and how passages are written, which `can_stream` accepts.
    output:
        What it is written to.
    more, labelled:
        See `Facts.read`.
    """
    is_dataset = format in ("trig", "nquads")
    facts = Facts.read(columns, more, labelled, whole=is_dataset or provenance is not None)
    if format == "nquads":
        _write_quads(facts, output)
        return
    if format == "trig":
        nodes, words = _used(facts.rows, facts.rows.graph[facts.rows.graph != DEFAULT])
        _with_prefixes(_prefixes(facts, nodes, words), _trig(facts), output)
        return
    held = facts.in_order()
    statements = Statements.of(facts, held) if provenance else None
    if format == "turtle":
        prefixes = _prefixes(facts, *_used(held, *((held.origins,) if provenance == "rdf11" else ())))
        if provenance == "rdf12":
            prefixes |= turtle.ANNOTATED
        elif statements and statements.groups.any():
            prefixes |= {"statement", "rdf", "prov"}
            prefixes |= _prefixes(facts, unique(held.word).tolist(), ())
        _with_prefixes(prefixes, _turtle(facts, held, statements, reify=provenance == "rdf11"), output)
    elif format == "ntriples":
        _write_triples(facts, held, statements, output)
    elif format == "rdfxml":
        _write_xml(facts, held, statements, output)
    else:
        _write_json(facts, held, statements, output)


@dataclass(frozen=True, eq=False)
class Statements:
    """Name the statements that reify facts: those that have origins.

    Attributes
    ----------
    names:
        The local name of the statement about each fact, or b"" where there is none; shape (facts,).
    groups:
        A number for each name, by which names are in order before they are compared; shape (facts,).
    before:
        How many facts stand before all statements, whose names are in canonical order like those of other things.
    """

    held: Accepted
    names: NDArray[np.bytes_]
    groups: NDArray[np.uint8]
    before: int

    @classmethod
    def of(cls, facts: Facts, held: Accepted) -> Statements:
        """Name the statements about facts."""
        forms = facts.forms
        names, groups = np.zeros(len(held.subject), dtype="S32"), np.zeros(len(held.subject), dtype=np.uint8)
        found = np.flatnonzero(held.ends > np.append(0, held.ends)[:-1])
        for first in range(0, len(found), AT_ONCE):
            places = found[first : first + AT_ONCE]
            rows = zip(*(column[places].tolist() for column in held[:3]), strict=True)
            digests = [digest(f"{forms[s]} {forms[p]} {forms[o]}") for s, p, o in rows]
            names[places], groups[places] = digests, [*map(_group, digests)]
        before = np.searchsorted(facts.ranks[held.subject], facts.rank_of(PREFIXES["statement"]))
        return cls(held, names, groups, int(before))

    def name(self, fact: int) -> str:
        """Return the local name of the statement about a fact, or "" where there is none."""
        return self.names[fact].decode()  # type: ignore[no-any-return]

    def origins(self, fact: int) -> list[int]:
        """Return the numbers of the origins of a fact."""
        begin = self.held.ends[fact - 1] if fact else 0
        return self.held.origins[begin : self.held.ends[fact]].tolist()  # type: ignore[no-any-return]

    def in_order(self, facts: Iterable[int]) -> list[int]:
        """Return those of some facts about which there are statements, in the order of the names of these."""
        chosen = [fact for fact in facts if self.groups[fact]]
        if len(chosen) < 2:
            return chosen
        return sorted(chosen, key=lambda fact: natural(f"/{self.name(fact)}"))  # the slash is the end of the namespace

    def lines(self, texts: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield, for each statement in order, its local name and what is stated of it: pairs of a property and a text.

        `texts` are those of the terms by number.
        """
        for fact, subject, word, value in self.rows():
            origins = [(DERIVED, texts[origin]) for origin in self.origins(fact)]
            yield (
                self.name(fact),
                [*origins, (OBJECT, texts[value]), (PREDICATE, texts[word]), (SUBJECT, texts[subject])],
            )

    def rows(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield the fact that each statement is about, in order: its place, and the numbers of its terms."""
        for group in unique(self.groups[self.groups > 0]).tolist():
            order = np.array(self.in_order(np.flatnonzero(self.groups == group).tolist()))
            for first in range(0, len(order), AT_ONCE):
                places = order[first : first + AT_ONCE]
                yield from zip(places.tolist(), *(column[places].tolist() for column in self.held[:3]), strict=True)


def _group(name: str) -> int:
    """Return a number above 0 for a digest: names that begin with digits come first, by the size of their number."""
    digits = len(name) - len(name.lstrip("0123456789"))
    return 1 + len(name[:digits].lstrip("0")) if digits else ord(name[0])


def digest(form: str) -> str:
    """Return the local name of the statement that reifies the triple with an N-Triples form."""
    return hashlib.sha256(form.encode()).hexdigest()[:32]


def _turtle(facts: Facts, held: Accepted, statements: Statements | None, reify: bool) -> Iterator[str]:
    """Yield the blocks of all things, each after an empty line; facts may be followed by annotations."""
    texts = facts.texts
    derived = turtle.term(ox.NamedNode(DERIVED))

    def annotation(fact: int) -> str:
        if not (statements and statements.groups[fact]):
            return ""
        origins = " , ".join(texts[origin] for origin in statements.origins(fact))
        return f" ~ statement:{statements.name(fact)} {{| {derived} {origins} |}}"

    cut = statements.before if statements and reify else len(held.subject)
    yield from _blocks(facts, held.subject[:cut], held.word[:cut], held.value[:cut], None if reify else annotation)
    if statements and reify:
        for name, pairs in statements.lines(texts):
            lines = " ;\n    ".join(f"{shorten(word)} {text}" for word, text in pairs)
            yield f"\nstatement:{name} a rdf:Statement ;\n    {lines} .\n"
        yield from _blocks(facts, held.subject[cut:], held.word[cut:], held.value[cut:])


def _blocks(
    facts: Facts, subject: Numbers, word: Numbers, value: Numbers, annotation: Callable[[int], str] | None = None
) -> Iterator[str]:
    """Yield what `turtle.blocks` does, in larger pieces, each thing after an empty line."""
    if not len(subject):
        return
    texts, words = facts.texts, facts.words
    last, ended = -1, ""
    for first in range(0, len(subject), AT_ONCE):
        rows = (column[first : first + AT_ONCE].tolist() for column in (subject, word, value))
        lines = []
        for place, (s, p, o) in enumerate(zip(*rows, strict=True), first):
            begin = " ;\n    " if s == last else f"{ended}\n{texts[s]} "
            lines.append(f"{begin}{words[p]} {texts[o]}{annotation(place) if annotation else ''}")
            last, ended = s, " .\n"
        yield "".join(lines)
    yield " .\n"


def _trig(facts: Facts) -> Iterator[str]:
    """Yield the parts of canonical TriG: of each name, what is stated about it, then its graph."""
    texts, held = facts.texts, facts.in_order()
    pieces = []
    for piece in in_pieces(np.where(facts.rows.graph == DEFAULT, 0, facts.ranks[facts.rows.graph])):
        rows = facts.rows.take(piece[facts.rows.graph[piece] != DEFAULT])
        by_name = facts.ranks[rows.graph] * len(facts.terms) + facts.ranks[rows.subject]
        by_fact = facts.word_ranks[rows.word] * len(facts.terms) + facts.ranks[rows.value]
        pieces.append(rows.take(_in_order(by_name, by_fact)))
    inside = Rows(*map(np.concatenate, zip(*pieces, strict=True)))
    del pieces
    about, graphs = _ends(facts, held.subject), _ends(facts, inside.graph)
    for name, (begin, end), (first, last) in _merged(about, graphs):
        if begin < end:
            yield from _blocks(facts, held.subject[begin:end], held.word[begin:end], held.value[begin:end])
        if first < last:
            yield f"\n{texts[name]} {{"
            yield from _inside(facts, inside, first, last)
            yield " .\n}\n"


def _inside(facts: Facts, inside: Rows, begin: int, end: int) -> Iterator[str]:
    """Yield the statements of a graph, which are in some rows, but for the end of the last."""
    texts, words, subject = facts.texts, facts.words, -1
    for first in range(begin, end, AT_ONCE):
        lines = []
        for s, p, o in zip(*(column[first : min(end, first + AT_ONCE)].tolist() for column in inside[:3]), strict=True):
            mark = " ;\n        " if s == subject else f"{' .' * (subject >= 0)}\n    {texts[s]} "
            lines.append(f"{mark}{words[p]} {texts[o]}")
            subject = s
        yield "".join(lines)


def _in_order(first: Numbers, second: Numbers) -> Numbers:
    """Return the places of rows in the order of two keys; of rows with equal keys, one only."""
    order = np.lexsort((second, first))
    return order[begins(first[order], second[order])]


Spans = Iterator[tuple[int, int, int, int]]
"""The rank and the number of each name, and where its rows begin and end."""


def _ends(facts: Facts, names: Numbers) -> Spans:
    """Yield where the rows of each name begin and end, which are in order."""
    firsts = np.flatnonzero(begins(names))
    for first in range(0, len(firsts), AT_ONCE):
        starts = firsts[first : first + AT_ONCE]
        ends = np.append(firsts[first + 1 : first + 1 + AT_ONCE], len(names))[: len(starts)]
        here = names[starts]
        yield from zip(*(column.tolist() for column in (facts.ranks[here], here, starts, ends)), strict=True)


def _merged(one: Spans, other: Spans) -> Iterator[tuple[int, tuple[int, int], tuple[int, int]]]:
    """Yield each name with its rows on both sides, of which there may be none on one."""
    for (_, name), each in groupby(
        heapq.merge(zip(one, repeat(0)), zip(other, repeat(1))), key=lambda span: span[0][:2]
    ):
        found = {side: (begin, end) for (*_, begin, end), side in each}
        yield name, found.get(0, (0, 0)), found.get(1, (0, 0))


def _used(held: Rows | Accepted, *others: Numbers) -> tuple[list[int], list[int]]:
    """Return the numbers of all terms in some rows, but for properties, and the numbers of these."""
    return unique(np.concatenate([held.subject, held.value, *others])).tolist(), unique(held.word).tolist()


def _prefixes(facts: Facts, nodes: Iterable[int], words: Iterable[int]) -> set[str]:
    """Return the prefixes that terms are written with; rdf:type is written as `a`."""
    iris = {facts.terms[word].value for word in words} - {TYPE}
    for node in nodes:
        term = facts.terms[node]
        if isinstance(term, ox.NamedNode):
            iris.add(term.value)
        elif isinstance(term, ox.Literal):
            iris.add(term.datatype.value)
    return {short.partition(":")[0] for iri in iris if (short := shorten(iri))}


def _with_prefixes(prefixes: Iterable[str], body: Iterable[str], output: IO[bytes]) -> None:
    """Write the parts of a text, each after an empty line, and the declarations of prefixes before them."""
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(prefixes))
    output.write(head.encode())
    parts = iter(body)
    output.write(next(parts, "\n").removeprefix("" if head else "\n").encode())
    for part in parts:
        output.write(part.encode())


def _write_triples(facts: Facts, held: Accepted, statements: Statements | None, output: IO[bytes]) -> None:
    forms = facts.forms
    cut = statements.before if statements else len(held.subject)

    def write(begin: int, end: int) -> None:
        for first in range(begin, end, AT_ONCE):
            rows = (column[first : min(end, first + AT_ONCE)].tolist() for column in held[:3])
            text = "".join(f"{forms[s]} {forms[p]} {forms[o]} .\n" for s, p, o in zip(*rows, strict=True))
            output.write(text.encode())

    write(0, cut)
    if statements:
        for name, pairs in statements.lines(forms):
            lines = [(TYPE, f"<{STATEMENT}>"), *pairs]
            output.write(
                "".join(f"<{PREFIXES['statement']}{name}> <{word}> {text} .\n" for word, text in lines).encode()
            )
    write(cut, len(held.subject))


def _write_quads(facts: Facts, output: IO[bytes]) -> None:
    """Write all quads, sorted as lines."""
    forms = facts.forms
    # No form but that of a literal begins another, which then goes on with a character that sorts after a space.
    ranks = np.append(places(forms), -1)  # DEFAULT comes first
    graphs = {graph: f" {forms[graph]}" for graph in unique(facts.rows.graph).tolist()} | {DEFAULT: ""}
    size = len(forms) + 1
    for piece in in_pieces(ranks[facts.rows.subject]):
        rows, accepted = facts.rows.take(piece), facts.accepted[piece]
        defaults = rows.take(accepted & (rows.graph != DEFAULT))
        defaults = defaults._replace(graph=np.full(len(defaults.graph), DEFAULT))
        rows = Rows(*map(np.concatenate, zip(rows, defaults, strict=True)))
        by_fact = ranks[rows.subject] * size + ranks[rows.word]
        by_graph = ranks[rows.value] * size + ranks[rows.graph] + 1
        rows = rows.take(_in_order(by_fact, by_graph))
        for first in range(0, len(rows.subject), AT_ONCE):
            some = (column[first : first + AT_ONCE].tolist() for column in rows)
            lines = (f"{forms[s]} {forms[p]} {forms[o]}{graphs[g]} .\n" for s, p, o, g in zip(*some, strict=True))
            output.write("".join(lines).encode())


def _things(facts: Facts, held: Accepted, statements: Statements | None) -> Iterator[list[ox.Triple]]:
    """Yield what is stated of some things after others, as triples of the engine."""
    terms = facts.terms
    cut = statements.before if statements else len(held.subject)

    def triples(begin: int, end: int) -> Iterator[ox.Triple]:
        for first in range(begin, end, AT_ONCE):
            rows = (column[first : min(end, first + AT_ONCE)].tolist() for column in held[:3])
            yield from (ox.Triple(terms[s], terms[p], terms[o]) for s, p, o in zip(*rows, strict=True))

    def reified(found: Statements) -> Iterator[ox.Triple]:
        kind, derived, of, by, to = map(ox.NamedNode, (STATEMENT, DERIVED, OBJECT, PREDICATE, SUBJECT))
        for fact, subject, word, value in found.rows():
            node = ox.NamedNode(PREFIXES["statement"] + found.name(fact))
            yield ox.Triple(node, ox.NamedNode(TYPE), kind)
            yield from (ox.Triple(node, derived, terms[origin]) for origin in found.origins(fact))
            yield ox.Triple(node, of, terms[value])
            yield ox.Triple(node, by, terms[word])
            yield ox.Triple(node, to, terms[subject])

    several: list[ox.Triple] = []
    for triple in chain(triples(0, cut), reified(statements) if statements else (), triples(cut, len(held.subject))):
        if len(several) >= AT_ONCE and triple.subject != several[-1].subject:
            yield several
            several = []
        several.append(triple)
    yield several


def _write_json(facts: Facts, held: Accepted, statements: Statements | None, output: IO[bytes]) -> None:
    """Write JSON-LD: the things go to a temporary file while the context is collected that stands before them."""
    terms = facts.terms
    nodes, words = _used(held, *((held.origins,) if statements else ()))
    iris = {terms[n].value for n in (*nodes, *words) if isinstance(terms[n], ox.NamedNode)}
    if statements and statements.groups.any():
        iris |= {STATEMENT, DERIVED, OBJECT, PREDICATE, SUBJECT, PREFIXES["statement"]}
    writer = jsonld.Writer(iris, _datatypes(facts, held))
    made = _Objects(facts, held, writer)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        for _, _, begin, end in _ends(facts, held.subject):
            body.write(f",\n    {made.thing(begin, end, statements)}".encode())
        head = json.dumps({"@context": writer.head()}, ensure_ascii=False, indent=2).removesuffix("\n}")
        output.write(f'{head},\n  "@graph": ['.encode())
        body.seek(1)  # without the comma before the first thing
        shutil.copyfileobj(body, output)
        output.write(b"\n  ]\n}\n")


class _Objects:
    """Write things as objects of JSON."""

    def __init__(self, facts: Facts, held: Accepted, writer: jsonld.Writer) -> None:
        self._terms, self._writer = facts.terms, writer
        self._rows = held[:3]
        self._keys: dict[str, str] = {}
        self._values: dict[tuple[int, bool], str] = {}
        self._named: dict[int, tuple[str, list[Any]]] = {}
        for label in reversed(jsonld.LABELS):
            found: dict[int, list[Any]] = {}
            for fact in np.flatnonzero(held.word == facts.number(label)).tolist():
                found.setdefault(int(held.subject[fact]), []).append(self._terms[held.value[fact]])
            self._named |= {thing: (label, labels) for thing, labels in found.items()}

    def thing(self, begin: int, end: int, statements: Statements | None) -> str:
        """Return the object of the thing that some facts are about, with the statements about them."""
        subject, words, values = self._rows
        members: dict[str, list[str]] = {}
        for word, value in zip(words[begin:end].tolist(), values[begin:end].tolist(), strict=True):
            predicate, term = self._terms[word].value, self._terms[value]
            if predicate == TYPE and isinstance(term, ox.NamedNode):
                members.setdefault('"@type"', []).append(_json(self._writer.word(term.value)))
            else:
                members.setdefault(self._key(predicate), []).append(self._value(predicate, value))
        about = statements.in_order(range(begin, end)) if statements else []
        if statements and about:
            key = _json(self._writer.statements_key())
            members[key] = [self._statement(statements, fact) for fact in about]
            return _object(self._name(int(subject[begin])), members, 4, (key,))
        return _object(self._name(int(subject[begin])), members, 4)

    def _statement(self, statements: Statements, fact: int) -> str:
        """Return the object of the statement about a fact, without its subject, which it stands inside."""
        _, words, values = self._rows
        kind, derived, value, word, begin = self._of_statements
        members = {
            '"@type"': [kind],
            derived: [self._value(DERIVED, origin) for origin in statements.origins(fact)],
            value: [self._value(OBJECT, int(values[fact]))],
            word: [self._value(PREDICATE, int(words[fact]))],
        }
        return _object(f'{begin}{statements.name(fact)}"', members)

    @cached_property
    def _of_statements(self) -> tuple[str, ...]:
        """What all objects of statements have: their type, their keys, and the begin of their names."""
        keys = (self._key(word) for word in (DERIVED, OBJECT, PREDICATE))
        named = _json(self._writer.name(ox.NamedNode(PREFIXES["statement"] + "0")))
        return (_json(self._writer.word(STATEMENT)), *keys, named.removesuffix('0"'))

    def _name(self, number: int) -> str:
        return _json(self._writer.name(self._terms[number]))

    def _key(self, predicate: str) -> str:
        if predicate not in self._keys:
            self._keys[predicate] = _json(self._writer.key(predicate))
        return self._keys[predicate]

    def _value(self, predicate: str, number: int) -> str:
        place = number, predicate in self._writer.datatypes
        if place not in self._values:
            value = self._writer.value(predicate, self._terms[number], self._named.get(number))
            self._values[place] = _json(value)
        return self._values[place]


def _json(value: Any) -> str:
    # What `dumps` calls for a text, which nearly all are.
    return encode_basestring(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def _object(name: str, members: Mapping[str, Sequence[str]], indent: int = 0, lists: Collection[str] = ()) -> str:
    """Return an object with the layout of `json.dumps`; a member with one value has it as it is, but for `lists`."""
    pad = "\n" + " " * (indent + 2)
    lines = [f'"@id": {name}']
    for member, values in members.items():
        if len(values) == 1 and member not in lists:
            lines.append(f"{member}: {values[0].replace(NEWLINE, pad)}")
        else:
            inner = f",{pad}  ".join(value.replace(NEWLINE, f"{pad}  ") for value in values)
            lines.append(f"{member}: [{pad}  {inner}{pad}]")
    return f"{{{pad}{f',{pad}'.join(lines)}{pad[:-2]}}}"


def _datatypes(facts: Facts, held: Accepted) -> dict[str, set[str]]:
    """Return the datatypes of the values of each property."""
    names = [jsonld.datatype_of(term) for term in facts.terms]
    codes = {name: code for code, name in enumerate(dict.fromkeys(names))}
    code = np.array([codes[name] for name in names], dtype=np.int64)
    found: dict[str, set[str]] = {}
    each = list(codes)
    for pair in unique(held.word * len(codes) + code[held.value]).tolist():
        found.setdefault(facts.terms[pair // len(codes)].value, set()).add(each[pair % len(codes)])
    return found


def _write_xml(facts: Facts, held: Accepted, statements: Statements | None, output: IO[bytes]) -> None:
    """Write RDF/XML by way of a temporary file, since it is refused as a whole if a part does not fit into XML."""
    words = held.word[np.sort(np.unique(held.word, return_index=True)[1])]
    turtle.refuse_predicates(facts.terms[word] for word in words.tolist())
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        for several in _things(facts, held, statements):
            document = turtle.engine_xml(several)
            end = document.rindex("</rdf:RDF>")
            begin = document.index("\n", document.index("<rdf:RDF")) + 1 if whole.tell() else 0
            whole.write(fit(document[begin:end]).encode())
        whole.write(document[end:].encode())
        whole.seek(0)
        shutil.copyfileobj(whole, output)
