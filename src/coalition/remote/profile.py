"""Find out whether a server answers rightly, and where servers differ how it answers, before it is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coalition.errors import StoreError
from coalition.namespaces import HOME, PREFIXES
from coalition.remote import results
from coalition.remote.client import Client

ACCEPTED = HOME + "graph/accepted"
"""The named graph that holds the accepted facts where a server has no default graph of its own."""

BEING_WRITTEN = HOME + "graph/being-written"
"""The named graph that a server holds as long as `coalition publish` writes a snapshot into it."""

MARKED = f"GRAPH <{BEING_WRITTEN}> {{ ?mark ?of ?what }}"
"""What holds as long as it is there."""

DECIMAL = PREFIXES["xsd"] + "decimal"

CHECKS: Mapping[str, str] = {
    "decimal numbers": "FILTER(1.25 * 2.2 = 2.75 && 1 / 2 = 0.5)",
    "numbers of other types": 'FILTER("01"^^xsd:integer = 1 && "1.0"^^xsd:decimal = 1 && 1e0 = 1)',
    "truths": 'BIND(true AS ?x) FILTER(DATATYPE(?x) = xsd:boolean && STR(?x) = "true" && ?x)',
    "language tags": 'FILTER(LANG("a"@en) = "en" && LANGMATCHES("en-GB", "en") && !sameTerm("a"@en, "a"))',
    "dates": 'FILTER("2025-03-02"^^xsd:date < "2025-03-10"^^xsd:date && STR("2025-03-02"^^xsd:date) = "2025-03-02")',
    "what is stored as it is": 'FILTER(STR("P2D"^^xsd:duration) = "P2D" && STR("2025-03"^^xsd:gYearMonth) = "2025-03")',
    "errors in COALESCE": "FILTER(COALESCE(1 / 0, ?nothing, 5) = 5)",
    "errors in IF": "BIND(IF(?nothing, 1, 2) AS ?x) FILTER(!BOUND(?x))",
    "OPTIONAL": "VALUES ?x { 1 2 } OPTIONAL { VALUES (?x ?y) { (1 3) } } FILTER(?x = 2 && !BOUND(?y))",
    "MINUS": "VALUES ?x { 1 2 } MINUS { VALUES ?x { 1 } } FILTER(?x = 2)",
    "NOT EXISTS": "VALUES ?x { 1 2 } FILTER NOT EXISTS { VALUES ?x { 1 } } FILTER(?x = 2)",
    "subqueries": "{ SELECT (SUM(?y) AS ?x) (COUNT(*) AS ?n) { VALUES ?y { 1 2 } } } FILTER(?x = 3 && ?n = 2)",
    "groups without rows": "{ SELECT (COUNT(*) AS ?n) { FILTER(false) } } FILTER(?n = 0)",
    "DISTINCT": "{ SELECT (COUNT(DISTINCT ?y) AS ?n) { VALUES ?y { 1 1 2 } } } FILTER(?n = 2)",
    "texts": 'FILTER(STRAFTER("a/b", "/") = "b" && REGEX("Abc", "^a", "i") && STRLEN("é") = 1)',
    "paths with two free ends": "FILTER NOT EXISTS { ?a <urn:coalition-graph:nothing>+ ?b }",
    "unions": "{ VALUES ?x { 1 } } UNION { VALUES ?x { 2 } } FILTER(?x = 2)",
}
"""What each query holds that asks for what SPARQL 1.1 fixes, by what is tried; the answer to each is true."""


PERMALINK = re.compile(r"[?&]snapshot=([0-9a-f]{64})\b")
"""How `coalition serve` names its snapshot with each answer."""


def digest_in(link: str) -> str:
    """Return the digest that the header field Link of an answer of our own service names; "" for none."""
    found = PERMALINK.search(link)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold how a server answers.

    Attributes
    ----------
    software:
        What it calls itself.
    default:
        The graph that holds the accepted facts, which each query names as its default graph; "" for the server's own.
    hidden:
        The graphs that GRAPH ?g also gives, and that are no part of the dataset: that graph, and the description of an
        export. Queries leave them out.
    cap:
        How many rows it gives at most; 0 for any number.
    link:
        The header field Link of its answers, in which our own service names its snapshot.
    doubles:
        Whether it gives a row twice that fits both sides of || in a filter, as Jena does.
    fractions:
        Whether a whole decimal number that it keeps is 5 where it is looked up, and 5.0 where it is joined with VALUES,
        as in Jena's databases.
    same:
        An ASK query that holds as long as the server holds the snapshot that was found, and nobody writes another; ""
        where none has been looked for.
    """

    software: str
    default: str = ""
    hidden: tuple[str, ...] = ()
    cap: int = 0
    link: str = ""
    doubles: bool = False
    fractions: bool = False
    same: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as plain data."""
        return asdict(self)


def probe(client: Client) -> Profile:
    """Ask a server a few small questions, and return its profile.

    Raises
    ------
    StoreError
        When it is no SPARQL endpoint, answers otherwise than SPARQL 1.1 has it, a snapshot is being written to it, or
        its default graph is empty or the union of all graphs, so that what passages deny would count as fact.
    """
    headers = believe(client)
    if _ask(client, f"ASK {{ {MARKED} }}")[0]:
        remedy = "wait until coalition publish has ended; if it was stopped, run it again"
        raise client.fault("a snapshot is being written to it", remedy)
    kept, _ = _ask(client, f"ASK {{ GRAPH <{ACCEPTED}> {{ ?s ?p ?o }} }}")
    default = ACCEPTED if kept else ""
    if not kept:
        empty = not _ask(client, "ASK { ?s ?p ?o }")[0]
        apart, _ = _ask(client, "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }")
        if empty or not apart:
            what = "its default graph is empty" if empty else "its default graph is the union of all graphs"
            remedy = f"load the accepted facts into its default graph, or into <{ACCEPTED}>"
            raise client.fault(f"{what}, so that accepted facts cannot be told from others", remedy)
    listed, _ = _ask(client, f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g = <{ACCEPTED}>) }}", default)
    cap = results.number(headers.get(results.CUT, ""))
    hidden = (ACCEPTED,) if listed else ()
    return Profile(
        software=headers.get("Server", "")[:60],
        default=default,
        hidden=hidden,
        cap=cap,
        link=headers.get("Link", ""),
        doubles=doubles(client),
        fractions=fractions(client),
    )


def believe(client: Client) -> Mapping[str, str]:
    """Ask a server what SPARQL 1.1 fixes, and return the header fields of an answer.

    Raises
    ------
    StoreError
        When it is no SPARQL endpoint, or answers otherwise.
    """
    truth, headers = _ask(client, "ASK {}")
    if not truth:
        raise client.fault("it says that nothing is not so", results.NO_ENDPOINT)
    if wrong := [name for name, text in CHECKS.items() if not _holds(client, text)]:
        what = f"it does not answer as SPARQL 1.1 has it: {', '.join(wrong)}"
        raise client.fault(what, "put the facts into another store; docs/how-to/other-stores.md names some")
    return headers


def doubles(client: Client) -> bool:
    """Tell whether a server gives rows twice that fit both sides of || in a filter, which needs stored facts to see."""
    some = "SELECT ?g ?s ?p { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?s)) } LIMIT 1"
    reply = client.post([("query", some)], results.RESULTS)
    for graph, thing, word in results.rows(reply, client):
        either = f"GRAPH {graph} {{ ?s {word} ?o }} FILTER(?s = {thing} || ?s = {thing})"
        counts = f"{{ SELECT (COUNT(*) AS ?n) {{ {either} }} }}"
        counts += f" {{ SELECT (COUNT(*) AS ?m) {{ GRAPH {graph} {{ {thing} {word} ?o }} }} }}"
        return not _ask(client, f"ASK {{ {counts} FILTER(?n = ?m) }}")[0]
    return False


def fractions(client: Client) -> bool:
    """Tell whether a server gives whole decimal numbers with a fraction, which needs stored facts to see."""
    words = " ".join(f"<{PREFIXES['cg']}{word}>" for word in ("value", "number", "upperNumber"))
    kept = f"VALUES ?p {{ {words} }} GRAPH ?g {{ ?s ?p ?o }} FILTER(DATATYPE(?o) = <{DECIMAL}>)"
    return _ask(client, f'ASK {{ {kept} FILTER(STRENDS(STR(?o), ".0")) }}')[0]


def _ask(client: Client, text: str, default: str = "") -> tuple[bool, Mapping[str, str]]:
    fields = [("query", text)] + ([("default-graph-uri", default)] if default else [])
    reply = client.post(fields, results.RESULTS)
    return bool(results.truth(reply, client)), reply.headers


def _holds(client: Client, text: str) -> bool:
    """Tell whether what a check asks for is so; a server that refuses the question does not say so."""
    try:
        return _ask(client, f"PREFIX xsd: <{PREFIXES['xsd']}> ASK {{ {text} }}")[0]
    except StoreError:
        return False
