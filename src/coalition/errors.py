"""The errors of Coalition Graph.

    CoalitionError            one line: where, what, and what to do
    ├── GraphError            the files of a graph or ontology are wrong
    │   ├── RDFSyntaxError       not RDF, or not the RDF we write
    │   ├── VocabularyError   a word of ours that the ontology does not define
    │   ├── ProvenanceError   a fact outside a passage, a passage outside a source
    │   ├── LiteralError        a date, currency or country code that is none
    │   ├── RuleError         a rule that is no CONSTRUCT, or does not end
    │   └── DigestError    a slice whose words are not the ones that were read
    ├── QueryError            SPARQL that cannot be answered as asked
    │   └── ParameterError    a parameter of a question that does not fit
    ├── SelectionError        a thing, format, network or measure that there is none of
    ├── StoreError            a snapshot that cannot be built, found or opened
    └── SourceError           a text that cannot be read

Every one of them is the fault of the data or of the request, so every one exits with 1;
misuse of the command line is click's, and exits with 2.
"""

from __future__ import annotations

from collections.abc import Collection


class CoalitionError(Exception):
    """What is wrong, where, and what to do next.

    Parameters
    ----------
    what:
        The fault, without a full stop.
    where:
        `file:line:column`, or as much of it as is known.
    remedy:
        What the reader can do, without a full stop.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        head = f"{where}: {what}" if where else what
        super().__init__(" ".join((f"{head}; {remedy}" if remedy else head).split()))


class GraphError(CoalitionError):
    """The files of a graph or its ontology are wrong."""


class RDFSyntaxError(GraphError):
    """A file is not RDF, or uses RDF that a graph of passages cannot hold."""


class VocabularyError(GraphError):
    """A word of our namespace is used that the ontology does not define."""


class ProvenanceError(GraphError):
    """A fact stands outside a passage, or a passage outside a source."""


class LiteralError(GraphError):
    """A literal is not what its property asks for: a date, a currency, a country code."""


class RuleError(GraphError):
    """A rule is not a CONSTRUCT query, or does not come to an end."""


class DigestError(GraphError):
    """The words of a slice are not the ones its digest was taken of."""


class QueryError(CoalitionError):
    """A query does not parse, or asks for what is not done here."""


class ParameterError(QueryError):
    """A parameter of a saved question is missing, unknown or of another type."""


class SelectionError(CoalitionError):
    """A thing, format, network or measure is named that there is none of."""


class StoreError(CoalitionError):
    """A snapshot cannot be built, found or opened."""


class SourceError(CoalitionError):
    """The text of a source cannot be read."""


def suggestion(value: str, options: Collection[str], cutoff: float = 0.6) -> str:
    """Return "did you mean X? " for the option that is spelled most like `value`; empty where none is near."""
    import difflib

    close = difflib.get_close_matches(value, options, n=1, cutoff=cutoff)
    return f"did you mean {close[0]}? " if close else ""


def unknown(what: str, value: str, options: Collection[str]) -> SelectionError:
    """Return the error for a value that is none of `options`: it names them, and the nearest first."""
    remedy = f"{suggestion(value, options)}choose one of {', '.join(options)}"
    return SelectionError(f"there is no {what} {value!r}", remedy=remedy)
