"""Read the triple patterns of a query: their terms, their paths, and the nodes in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyoxigraph as ox

from coalition.namespaces import PREFIXES, RDF
from coalition.provenance.algebra import Path, Pattern, Slot, Var
from coalition.provenance.cursor import Cursor, refuse
from coalition.provenance.rewriting import OWN, UntraceableError
from coalition.rdf.sparql import Token, tokens

TYPE, FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("type", "first", "rest", "nil"))


class Terms:
    """Read IRIs and literals, with the prefixes and the base that a query declares."""

    def __init__(self, prologue: str) -> None:
        """Read the declarations before a query; the standard prefixes are known before them."""
        self.base: str | None = None
        self.prefixes = dict(PREFIXES)
        before: tuple[Token, ...] = ()
        for token in tokens(prologue):
            if before and before[-1].is_word("BASE"):
                self.base = self.iri(token).value
            elif len(before) == 2 and before[0].is_word("PREFIX"):
                self.prefixes[before[1].text.removesuffix(":")] = self.iri(token).value
            before = (*before[-1:], token)

    def iri(self, token: Token) -> ox.NamedNode:
        """Return the IRI that a token writes, in full or as a prefixed name."""
        if token.kind == "iri":
            found = self.written(token.text)
            return found if isinstance(found, ox.NamedNode) else refuse()
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            refuse()
        return ox.NamedNode(self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))

    def written(self, text: str) -> ox.NamedNode | ox.Literal:
        """Return an IRI in full or a literal, which Turtle writes as SPARQL does."""
        try:
            found = next(iter(ox.parse(f"[] a {text} .", ox.RdfFormat.TURTLE, base_iri=self.base))).object
        except (SyntaxError, ValueError):
            refuse()
        return found if isinstance(found, ox.NamedNode | ox.Literal) else refuse()


@dataclass(slots=True)
class Triples:
    """Read triples, and keep their patterns until they are taken."""

    cursor: Cursor
    terms: Terms
    patterns: list[Pattern] = field(default_factory=list)
    labels: dict[str, Var] = field(default_factory=dict)

    def follow(self) -> bool:
        """Tell whether the next token begins triples."""
        kind = self.cursor.next().kind
        begins = self.cursor.next().is_word("TRUE", "FALSE") or self.cursor.is_mark("(", "[", "+", "-")
        return begins if kind in ("word", "mark") else True

    def taken(self) -> tuple[Pattern, ...]:
        """Return the patterns that were read since they were taken last."""
        patterns, self.patterns = tuple(self.patterns), []
        return patterns

    def read(self) -> None:
        """Read the triples of one subject."""
        bracketed = self.cursor.is_mark("(", "[")
        subject = self.slot()
        if not bracketed or self._verb_follows():
            self._properties(subject)

    def slot(self) -> Slot:
        """Read a variable, a term, or a node in brackets, whose triples are patterns of their own."""
        token = self.cursor.take()
        match token.kind, token.text:
            case "variable", name:
                return Var(name[1:])
            case "name", label if label.startswith("_:"):
                return self.labels.setdefault(label, self._nameless())
            case (("iri" | "name"), _):
                return self.terms.iri(token)
            case ("number", text) | ("word", "true" | "false" as text):
                return self.terms.written(text)
            case "string", text:
                return self._string(text)
            case "mark", ("+" | "-") as sign if self.cursor.next().kind == "number":
                return self.terms.written(sign + self.cursor.take().text)
            case "mark", "[":
                return self._properties_in_brackets()
            case "mark", "(":
                return self._collection()
            case _:
                return refuse()

    def _string(self, text: str) -> Slot:
        if self.cursor.next().kind == "tag":
            return self.terms.written(text + self.cursor.take().text)
        string = self.terms.written(text)
        if not (self.cursor.is_mark("^") and self.cursor.is_mark("^", ahead=1)):
            return string
        self.cursor.at += 2
        return ox.Literal(string.value, datatype=self.terms.iri(self.cursor.take()))

    def _properties_in_brackets(self) -> Slot:
        node = self._nameless()
        if not self.cursor.skip("]"):
            self._properties(node)
            self.cursor.take("]")
        return node

    def _collection(self) -> Slot:
        """Read the rest of a list in brackets."""
        if self.cursor.skip(")"):
            return NIL
        cell = self._nameless()
        self._add(cell, FIRST, self.slot())
        self._add(cell, REST, self._collection())
        return cell

    def _nameless(self) -> Var:
        return Var(f"{OWN}node_{self.cursor.at}", hidden=True)

    def _add(self, subject: Slot, verb: Slot | Path, obj: Slot) -> None:
        self.cursor.count()
        self.patterns.append(Pattern(subject, verb, obj))

    def _verb_follows(self) -> bool:
        token = self.cursor.next()
        return token.kind in ("iri", "name", "variable") or token.text in ("a", "^", "!", "(")

    def _properties(self, subject: Slot) -> None:
        """Read verbs, each with its objects."""
        while True:
            verb = self._verb()
            self._add(subject, verb, self.slot())
            while self.cursor.skip(","):
                self._add(subject, verb, self.slot())
            if not self.cursor.is_mark(";"):
                return
            while self.cursor.skip(";"):
                pass
            if not self._verb_follows():
                return

    def _verb(self) -> Slot | Path:
        if self.cursor.next().kind == "variable":
            return self.slot()
        path = self._alternatives()
        return path.predicate or path

    def _alternatives(self) -> Path:
        parts = [self._sequence()]
        while self.cursor.skip("|"):
            parts.append(self._sequence())
        return Path("|", tuple(parts)) if len(parts) > 1 else parts[0]

    def _sequence(self) -> Path:
        parts = [self._step()]
        while self.cursor.skip("/"):
            parts.append(self._step())
        return Path("/", tuple(parts)) if len(parts) > 1 else parts[0]

    def _step(self) -> Path:
        if self.cursor.skip("^"):
            return Path("^", (self._step(),))
        if self.cursor.skip("!"):
            path = self._negated()
        elif self.cursor.skip("("):
            path = self._alternatives()
            self.cursor.take(")")
        else:
            path = self._predicate()
        # Like the engine, take the sign of a number that follows for a part of the path.
        return Path(self.cursor.take().text, (path,)) if self.cursor.is_mark("?", "*", "+") else path

    def _negated(self) -> Path:
        if not self.cursor.skip("("):
            return Path("!", (self._predicate(),))
        parts = [self._predicate()]
        while self.cursor.skip("|"):
            parts.append(self._predicate())
        self.cursor.take(")")
        return Path("!", tuple(parts))

    def _predicate(self) -> Path:
        if self.cursor.is_mark("^"):
            raise UntraceableError("a path that negates an inverse (^) is not traced")
        token = self.cursor.take()
        return Path("", predicate=TYPE if token.kind == "word" and token.text == "a" else self.terms.iri(token))
