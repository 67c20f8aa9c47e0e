"""Choose the format of an answer: by the header field Accept, or by name."""

from __future__ import annotations

from collections.abc import Mapping

from coalition.errors import SelectionError, unknown

Formats = Mapping[str, tuple[str, ...]]
"""The media types of each format, by its name: the first is told, the others are accepted as well."""

RESULTS: Formats = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "table": ("text/plain",),
    "markdown": ("text/markdown",),
    "footnotes": ("text/x-footnotes",),
    "bibtex": ("application/x-bibtex",),
    "csl-json": ("application/vnd.citationstyles.csl+json",),
}
"""The formats of the results of SELECT and ASK queries."""

GRAPHS: Formats = {
    "turtle": ("text/turtle", "application/x-turtle"),
    "jsonld": ("application/ld+json", "application/json"),
    "ntriples": ("application/n-triples", "text/plain"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
}
"""The formats of graphs."""

DATASETS: Formats = {"trig": ("application/trig",), "nquads": ("application/n-quads",)}
"""The formats that hold several graphs."""


def with_charset(media_type: str) -> str:
    """Return a media type as it is told, with the character set of text."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def negotiated(offered: Formats, accept: str, asked: str = "") -> tuple[str, str]:
    """Return the name of the format to write, and the media type to tell.

    Parameters
    ----------
    offered:
        The formats, the one that is preferred first.
    accept:
        The header field Accept; everything is accepted where it is empty.
    asked:
        The name or a media type of the format, which goes before `accept`; none where it is empty.

    Raises
    ------
    SelectionError
        When there is no such format; NotAcceptableError when none is accepted.
    """
    if asked:
        for name, types in offered.items():
            if asked == name or asked in types:
                return name, with_charset(types[0])
        raise unknown("format", asked, tuple(offered))
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best, told = 0.0, None
    for name, types in offered.items():
        for media_type in types:
            # The other types are for those who name them.
            weight = _weight(media_type, ranges, exactly=media_type != types[0])
            if weight > best:
                best, told = weight, (name, with_charset(media_type))
    if told is None:
        types_ = ", ".join(types[0] for types in offered.values())
        raise NotAcceptableError(f"no format in {accept!r} can be written", remedy=f"accept one of {types_}")
    return told


def prefers(media_type: str, accept: str) -> bool:
    """Tell whether a client names a media type, and prefers no other that it names."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    own = _weight(media_type, ranges, exactly=True)
    return own > 0 and all(weight <= own for _, weight in ranges)


class NotAcceptableError(SelectionError):
    """Report that no format that a client accepts can be written."""


def _range(part: str) -> tuple[str, float]:
    """Return a media range and its weight; parameters of the range are passed over."""
    media, *parameters = (each.strip() for each in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return media.lower(), max(0.0, min(float(value), 1.0))
            except ValueError:
                return media.lower(), 0.0
    return media.lower(), 1.0


def _weight(media_type: str, ranges: list[tuple[str, float]], *, exactly: bool) -> float:
    """Return the weight of the most specific range that a media type is in, or `exactly` of its own."""
    for pattern in (media_type,) if exactly else (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        found = [weight for media, weight in ranges if media == pattern]
        if found:
            return max(found)
    return 0.0
