"""Name the syntaxes of RDF that we read and write.

This module imports no RDF library, so that the command line can list the names without waiting for one to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coalition.errors import unknown


@dataclass(frozen=True, slots=True)
class Format:
    """Describe a syntax of RDF.

    Attributes
    ----------
    name:
        What users call it.
    engine:
        Its name in `pyoxigraph.RdfFormat`.
    suffix:
        How its files end.
    dataset:
        Whether it can hold named graphs. A format that cannot holds the default graph only.
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


def by_suffix(suffix: str) -> str:
    """Return the name of the format whose files end in `suffix`, or "" where there is none."""
    return next((format.name for format in FORMATS.values() if format.suffix == suffix), "")


def known(name: str) -> Format:
    """Return the format with this name.

    Raises
    ------
    SelectionError
        When it does not exist.
    """
    if name not in FORMATS:
        raise unknown("format", name, FORMATS)
    return FORMATS[name]
