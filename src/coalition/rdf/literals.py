"""Tell which literals the engine stores in another form than the one they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from coalition.namespaces import XSD
from coalition.rdf.store import Store
from coalition.rdf.turtle import term

STRING = ox.NamedNode(XSD + "string")
FLOATING = (XSD + "double", XSD + "float")


def restated(terms: Iterable[object]) -> dict[ox.Literal, ox.Literal]:
    """Return the literals among `terms` that the engine changes when it stores them, each with what it makes of it.

    The engine keeps the value and not the form: of the decimal 5.0 it makes 5, of 24:00:00 it makes 00:00:00, and of an
    xsd:int an xsd:integer. Its store is asked, so that there is no list of forms that could differ from what it does.
    """
    written = list(dict.fromkeys(t for t in terms if isinstance(t, ox.Literal) and t.datatype != STRING))
    word = ox.NamedNode("x:is")
    quads = (ox.Quad(ox.NamedNode(f"x:{number}"), word, literal) for number, literal in enumerate(written))
    stored = ((written[int(quad.subject.value[2:])], quad.object) for quad in Store.in_memory(quads).quads())  # type: ignore[union-attr]
    return {literal: form for literal, form in stored if isinstance(form, ox.Literal) and form != literal}


def fault_of(written: ox.Literal, stored: ox.Literal) -> tuple[str, str]:
    """Return what is wrong with a literal that is stored in another form, and what to write instead."""
    if is_lost(written, stored):
        return f"{term(written)} is a number that its datatype cannot hold", "write it as an xsd:decimal"
    return f"{term(written)} is stored as {term(stored)}", "write it so, or run coalition format"


def is_lost(written: ox.Literal, stored: ox.Literal) -> bool:
    """Tell whether the stored form of a literal has another value, since its datatype cannot hold such a number.

    An xsd:double holds neither 1e400, which becomes INF, nor 1e-400, which becomes 0.
    """
    if written.datatype.value not in FLOATING or "INF" in written.value:
        return False
    was_zero, is_zero = (not re.match("[^eE]*[1-9]", text) for text in (written.value, stored.value))
    return "INF" in stored.value or (is_zero and not was_zero)
