"""The syntaxes of RDF that are read and written, by name.

This module imports no RDF library, so that the command line can list the names without the cost of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coalition.errors import unknown


@dataclass(frozen=True, slots=True)
class Format:
    """A syntax of RDF.

    `engine` is its name in `pyoxigraph.RdfFormat`, `suffix` how its files end, and `dataset` whether it carries named
    graphs; a format that does not carries the default graph alone.
    """

    name: str
    engine: str
    suffix: str
    dataset: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.name: format
        for format in (
            Format("turtle", "TURTLE", ".ttl"),
            Format("trig", "TRIG", ".trig", dataset=True),
            Format("nquads", "N_QUADS", ".nq", dataset=True),
            Format("ntriples", "N_TRIPLES", ".nt"),
            Format("jsonld", "JSON_LD", ".jsonld"),
            Format("rdfxml", "RDF_XML", ".rdf"),
        )
    }
)
"""The formats that a graph can be exported in."""


def known(name: str) -> Format:
    """Return the format of that name.

    Raises
    ------
    SelectionError
        When it does not exist.
    """
    if name not in FORMATS:
        raise unknown("format", name, FORMATS)
    return FORMATS[name]
