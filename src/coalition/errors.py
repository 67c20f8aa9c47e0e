"""Define the errors of Coalition Graph.

    CoalitionError            one line: where, what, and what to do
    ├── GraphError            the files of a graph or its ontology are wrong
    │   ├── RDFSyntaxError    a file is not RDF, or not the RDF we write
    │   ├── VocabularyError   the ontology does not define a term of our namespace
    │   ├── ProvenanceError   a fact outside a passage, a passage outside a source
    │   ├── LiteralError      a date, number, currency or country code is not valid
    │   ├── RuleError         a rule is not a CONSTRUCT query, or never ends
    │   └── DigestError       the words of a slice do not match its digest
    ├── QueryError            a query cannot be answered as asked
    │   └── ParameterError    a parameter of a question does not fit
    ├── SelectionError        the named thing, format, network or measure does not exist
    │   ├── NotFoundError     what the path of a request names does not exist
    │   └── GoneError         what a permanent address names is not as it was
    ├── StoreError            a snapshot cannot be built, found or opened
    ├── SourceError           the text of a source cannot be read
    └── LimitError            an evaluation would take more time, memory or rows than it may

Each of them means that the data or the request is wrong, so the command exits with 1, and with 3 for a LimitError.
When the command line itself is misused, click exits with 2.
"""

from __future__ import annotations

from collections.abc import Collection

LONGEST_PATH = 5000
"""How long a place may be in a message; no path that a system opens is longer than 4096 bytes."""


class CoalitionError(Exception):
    """Say in one line what is wrong, where, and what to do next.

    Parameters
    ----------
    what:
        What is wrong, without a full stop.
    where:
        `file:line:column` as far as it is known, or the option that was given.
    remedy:
        What the reader can do about it, without a full stop.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        what, where = shortened(what), shortened(where, LONGEST_PATH)
        head = f"{shortened(where)}: {what}" if where else what
        super().__init__(" ".join((f"{head}; {remedy}" if remedy else head).split()))


class GraphError(CoalitionError):
    """Report that the files of a graph or its ontology are wrong."""


class RDFSyntaxError(GraphError):
    """Report a file that is not RDF, or holds RDF that a graph of passages cannot hold."""


class VocabularyError(GraphError):
    """Report a term of our namespace that the ontology does not define."""


class ProvenanceError(GraphError):
    """Report a fact outside a passage, or a passage outside a source."""


class LiteralError(GraphError):
    """Report a literal that its property does not allow, such as an invalid date or currency."""


class RuleError(GraphError):
    """Report a rule that is not a CONSTRUCT query, or that never ends."""


class DigestError(GraphError):
    """Report a slice whose words do not match its digest."""


class QueryError(CoalitionError):
    """Report a query that does not parse, or that asks for more than reading this graph."""


class ParameterError(QueryError):
    """Report a parameter of a saved question that is missing, unknown or of the wrong type."""


class SelectionError(CoalitionError):
    """Report that the named thing, format, network or measure does not exist."""


class NotFoundError(SelectionError):
    """Report that what the path of a request names does not exist."""


class GoneError(SelectionError):
    """Report that what a permanent address names is not as it was."""


class StoreError(CoalitionError):
    """Report a snapshot that cannot be built, found or opened."""


class SourceError(CoalitionError):
    """Report that the text of a source cannot be read."""


class LimitError(CoalitionError):
    """Report an evaluation that would take more time, memory or rows than it may."""

    exit_code = 3


def shortened(text: str, most: int = 500) -> str:
    """Return `text` without its middle where it is longer than `most`, as what a message repeats may be."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 4 :]}"


def suggestion(value: str, options: Collection[str], cutoff: float = 0.6) -> str:
    """Return "did you mean X? " for the option spelled most like `value`, or "" where none is close.

    `cutoff` is the least similarity, from 0 to 1, as `difflib.get_close_matches` measures it.
    """
    import difflib

    close = difflib.get_close_matches(value, options, n=1, cutoff=cutoff)
    return f"did you mean {close[0]}? " if close else ""


def unknown(what: str, value: str, options: Collection[str]) -> SelectionError:
    """Return the error for a `value` that is not one of `options`.

    The error suggests the nearest option, and lists all of them.
    """
    remedy = f"{suggestion(value, options)}choose one of {', '.join(options)}"
    return SelectionError(f"there is no {what} {value!r}", remedy=remedy)
