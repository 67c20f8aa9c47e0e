"""Name the ways in which a graph can be exported."""

from __future__ import annotations

from coalition.rdf.formats import FORMATS

DATASETS = [name for name, format in FORMATS.items() if format.dataset]
WAYS = [
    *((format, None) for format in FORMATS),
    *((format, "rdf11") for format in FORMATS if format not in DATASETS),
    ("turtle", "rdf12"),
]
"""Each format and each form of provenance that it can carry."""
