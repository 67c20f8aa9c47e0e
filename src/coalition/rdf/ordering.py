"""Give the engine an order that is total, so that it can sort whatever an ORDER BY names.

The engine compares two terms by value where it can and else as texts: 9 < 10 as numbers, and "10" < "5x" < "9" as
texts. Its sort ends the process when it meets such a circle: numbers beside any other literals, dates with a time zone
beside dates without one, floats beside decimals (pyoxigraph 0.5.13). SPARQL 1.1, section 15.1, leaves the order of such
terms open. Here the terms that are compared in one way are kept together.
"""

from __future__ import annotations

from coalition.namespaces import PREFIXES
from coalition.rdf.sparql import Token, closing, tokens

XSD, RDF = PREFIXES["xsd"], PREFIXES["rdf"]

LITERAL = f"""IF(isNumeric(KEY), "1",
    IF(DATATYPE(KEY) IN (<{XSD}string>, <{RDF}langString>, <{RDF}dirLangString>)
        || REGEX(STR(KEY), "^[0-9]{{4}}(-[0-9][0-9])*(T([01][0-9]|2[0-3]):[0-9][0-9]:[0-9][0-9])?$"), "2",
    CONCAT(STR(DATATYPE(KEY)), COALESCE(
        IF(TZ(KEY) = "", "", "Z"),
        IF(KEY <= KEY && DATATYPE(KEY) != <{XSD}duration>, "", CONCAT(" ", STR(KEY))),
        CONCAT(" ", STR(KEY))))))"""
"""Of what kind a literal is: a number; a text or a date without a time zone, which sort as texts do; a value of one
datatype, with a time zone or without. What has no order by value (ill-typed literals, durations of days and months) is
of a kind of its own for each text."""

TRIPLE = f"""IF(isTRIPLE(KEY), CONCAT("~", COALESCE(STR(SUBJECT(KEY)), ""), " ", STR(PREDICATE(KEY)), " ",
    COALESCE({LITERAL.replace("KEY", "OBJECT(KEY)")}, IF(isTRIPLE(OBJECT(KEY)), "~", ""))), "")"""
"""Of what kind a triple is: that of its object among those of the same subject and property."""

KIND = f'COALESCE({LITERAL}, {TRIPLE}, "")'
"""Of what kind a term is; IRIs and blank nodes have "", for they need none, and come first."""

VALUE = f"""IF(isNumeric(KEY),
    IF(ABS(KEY) >= 0.01 && ABS(KEY) <= 1e20, <{XSD}decimal>(KEY), <{XSD}double>(KEY)), KEY)"""
"""The term, or a number of one datatype for all numbers of its size: floats equal decimals that differ."""


def total(text: str) -> str:
    """Return a query that sorts as `text` does where SPARQL says how, and that the engine can always sort."""
    if "order" not in text.lower():
        return text
    read, parts, end = list(tokens(text)), list[str](), 0
    for at in range(1, len(read)):
        if not (read[at - 1].is_word("ORDER") and read[at].is_word("BY")):
            continue
        stop = at + 1
        while key := _key(read, stop):
            start, stop = key
            before = read[start - 1]
            directed = before.is_word("ASC", "DESC")
            term = text[read[start].start : read[stop - 1].end]
            parts.append(text[end : before.start if directed else read[start].start])
            parts += [f"{before.text * directed}({part.replace('KEY', term)}) " for part in (KIND, VALUE)]
            end = read[stop - 1].end
    return "".join([*parts, text[end:]])


def _key(read: list[Token], at: int) -> tuple[int, int] | None:
    """Return between which tokens the next key of an ORDER BY stands, without ASC or DESC, or None after the last."""
    directed = at < len(read) and read[at].is_word("ASC", "DESC")
    start = opens = at + directed
    if not directed and at < len(read) and read[at].kind == "variable":
        return at, at + 1
    while opens < len(read) and read[opens].kind in ("word", "iri", "name") and not read[opens].is_word("VALUES"):
        opens += 1
    if opens == len(read) or read[opens].text not in ("(", "{"):
        return None
    end = closing(read, opens)
    return None if end is None else (start, end + 1)
