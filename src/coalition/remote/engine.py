"""Evaluate queries on a server, in the way in which the embedded engine is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from coalition.errors import QueryError
from coalition.rdf import sparql
from coalition.rdf.parameters import planned
from coalition.remote import results
from coalition.remote.client import Client, Reply
from coalition.remote.profile import DECIMAL, Profile, digest_in

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Endpoint:
    """Answer what `coalition.rdf.store.Store` asks of an engine, by SPARQL 1.1 Protocol."""

    def __init__(self, client: Client, profile: Profile) -> None:
        self.client, self.profile = client, profile

    def query(
        self,
        text: str,
        *,
        prefixes: Mapping[str, str] | None = None,
        substitutions: Mapping[ox.Variable, Node] | None = None,
        default_graph: Sequence[ox.NamedNode] | None = None,
        named_graphs: Sequence[ox.NamedNode] | None = None,
    ) -> Any:
        """Return the answer to a query: solutions, a truth, or an iterator over triples.

        Raises
        ------
        QueryError
            When a value cannot be written into a query.
        StoreError
            When the server does not answer as it should.
        """
        values = {str(name): term for name, term in (substitutions or {}).items()}
        if any(isinstance(term, ox.BlankNode | ox.Triple) for term in values.values()):
            raise QueryError(
                "a blank node or a triple cannot be looked for on a server", remedy="give an IRI or a literal"
            )
        whole = planned(text, values)  # type: ignore[arg-type]
        if self.profile.hidden:
            whole = _without(whole, self.profile.hidden)
        if self.profile.doubles:
            whole = _undivided(whole)
        if self.profile.fractions:
            whole = _with_fractions(whole)
        used = [name for name in prefixes or {} if f"{name}:" in whole]
        head = "".join(f"PREFIX {name}: <{(prefixes or {})[name]}>\n" for name in used)
        fields = [("query", head + whole)]
        fields += [("default-graph-uri", graph.value) for graph in default_graph or ()]
        fields += [("named-graph-uri", graph.value) for graph in named_graphs or ()]
        if self.profile.default and len(fields) == 1 and not re.search(r"\bFROM\b", whole, re.IGNORECASE):
            fields.append(("default-graph-uri", self.profile.default))
        form = sparql.form(text)
        accept = results.RESULTS if form in ("SELECT", "ASK") else f"{results.TRIPLES}, text/turtle;q=0.5"
        reply = self.client.post(fields, accept)
        self._refuse_another(reply)
        if form == "SELECT":
            return results.rows(reply, self.client, self.profile.cap)
        return results.truth(reply, self.client) if form == "ASK" else results.graph(reply, self.client)

    def _refuse_another(self, reply: Reply) -> None:
        """Raise StoreError unless the server holds the same snapshot as when it was connected.

        Our own service names it with each answer; another is asked after the answer, which comes from that snapshot if
        it is still there.
        """
        link = reply.headers.get("Link", "")
        is_same = not self.profile.link or not link or digest_in(link) == digest_in(self.profile.link)
        if self.profile.same:
            there = self.client.post([("query", self.profile.same)], results.RESULTS)
            is_same = is_same and bool(results.truth(there, self.client))
        if not is_same:
            raise self.client.fault("it holds another snapshot than before, or gets one", "ask again")

    def quads_for_pattern(
        self, subject: Node | None, predicate: ox.NamedNode | None, obj: Node | None, graph: Graph | None
    ) -> Iterator[ox.Quad]:
        """Yield the quads that match a pattern, those of the default graph first; a blank node matches nothing."""
        given = (subject, predicate, obj, graph)
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in given):
            return
        nodes = dict(zip("spo", (subject, predicate, obj), strict=True))
        names = [name for name, node in nodes.items() if node is None]
        triple = " ".join(f"?{name}" if node is None else str(node) for name, node in nodes.items())
        places: list[tuple[str, Graph | None, list[str]]] = []
        if graph is None or isinstance(graph, ox.DefaultGraph):
            places.append((triple, ox.DefaultGraph(), names))
        if graph is None:
            places.append((f"GRAPH ?g {{ {triple} }}", graph, [*names, "g"]))
        elif isinstance(graph, ox.NamedNode):
            places.append((f"GRAPH {graph} {{ {triple} }}", graph, names))
        for pattern, place, sought in places:
            if not sought:
                if self.query(f"ASK {{ {pattern} }}"):
                    yield ox.Quad(subject, predicate, obj, place)  # type: ignore[arg-type]
                continue
            for row in self.query(f"SELECT {' '.join(f'?{name}' for name in sought)} {{ {pattern} }}"):
                cells = {**nodes, "g": place, **dict(zip(sought, row, strict=True))}
                yield ox.Quad(cells["s"], cells["p"], cells["o"], cells["g"])

    def __len__(self) -> int:
        """Return how many quads there are."""
        texts = ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        return sum(results.count(self.query(text), self.client) for text in texts)


def _without(text: str, graphs: Sequence[str]) -> str:
    """Return a query in which no GRAPH with a variable gives one of `graphs`.

    The filter stands behind the pattern of the GRAPH: within it, the variable has no value yet.
    """
    read = sparql.tokens(text)
    names, found = ", ".join(f"<{graph}>" for graph in graphs), []
    for at in range(len(read) - 2):
        if read[at].is_word("GRAPH") and read[at + 1].kind == "variable" and read[at + 2].text == "{":
            end = sparql.closing(read, at + 2)
            if end is not None:
                found.append((read[end].end, f" FILTER({read[at + 1].text} NOT IN ({names}))"))
    for end, condition in sorted(found, reverse=True):
        text = f"{text[:end]}{condition}{text[end:]}"
    return text


def _undivided(text: str) -> str:
    """Return a query that means the same, and in which no server finds two filters in the place of one with || or IN.

    COALESCE gives what is in it; an error, which lets no row pass, stays one.
    """
    read, found = sparql.tokens(text), list[tuple[int, str]]()
    for at, token in enumerate(read):
        if not token.is_word("FILTER", "HAVING") or at + 1 == len(read) or read[at + 1].text != "(":
            continue
        opening = at + 1
        while opening < len(read) and read[opening].text == "(":  # HAVING may have several
            end = sparql.closing(read, opening)
            if end is None:
                break
            if any(each.text == "|" or each.is_word("IN") for each in read[opening:end]):
                found += [(read[opening].end, "COALESCE("), (read[end].start, ")")]
            opening = end + 1
    for place, what in sorted(found, reverse=True):
        text = f"{text[:place]}{what}{text[place:]}"
    return text


def _with_fractions(text: str) -> str:
    """Return a query in which each row of VALUES with whole decimal numbers is followed by one that has them as 5.0."""
    read, found = sparql.tokens(text), list[tuple[int, str]]()
    for at, token in enumerate(read):
        if not token.is_word("VALUES"):
            continue
        opening = next(place for place in range(at, len(read)) if read[place].text == "{")
        closing = sparql.closing(read, opening) or opening
        start, depth = opening + 1, 0
        for place in range(start, closing):
            depth += {"(": 1, ")": -1}.get(read[place].text, 0)
            goes_on = read[place].text == "^" or read[place + 1].text == "^"  # between a value and its datatype
            if not depth and not goes_on:
                row = text[read[start].start : read[place].end]
                if (other := _fraction(row)) != row:
                    found.append((read[place].end, f" {other}"))
                start = place + 1
    for place, row in reversed(found):
        text = f"{text[:place]}{row}{text[place:]}"
    return text


def _fraction(row: str) -> str:
    """Return a row of VALUES with a fraction in each whole decimal number."""
    read = sparql.tokens(row)
    for value, *marks, kind in reversed([*zip(read, read[1:], read[2:], read[3:], strict=False)]):
        is_typed = [mark.text for mark in marks] == ["^", "^"] and kind.text == f"<{DECIMAL}>"
        if is_typed and re.fullmatch(r"""(["'])[+-]?\d+\1""", value.text):
            row = f"{row[: value.end - 1]}.0{row[value.end - 1 :]}"
    return row
