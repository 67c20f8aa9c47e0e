"""Summarise a file of facts: what of it the checks across files need, in little memory, and whether it is sound itself.

The things of a summary are numbers of 64 bits, made from their IRIs. That two IRIs of a graph of ten million get the
same one has a chance of one in a hundred thousand; it would only lead to a closer look.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.checks import statements
from coalition.checks.consistency import DERIVED, NAMES, text_faults
from coalition.checks.statements import Glance
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.resolution import DECISIONS
from coalition.namespaces import CG, QUOTED, TYPE
from coalition.texts.words import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]
else:
    Keys = Any

SOURCE = CG + "Source"


@dataclass(frozen=True)
class Summary:
    """Hold what a file states about what other files may state, too.

    Attributes
    ----------
    sound:
        Whether the file has no fault, as far as it can be told from the file alone.
    described:
        The subjects of its statements outside graphs.
    stated:
        Its graphs.
    asked:
        The other things whose description its checks rely on.
    classes, names, origins, texts:
        Pairs, one after the other: each thing that may have a class in the default graph with that class, each name
        with its bearer, each source with what it is derived from, the digest of each text with its source.
    refused:
        Pairs like `classes`, of the passages that certainly are not accepted.
    sources:
        The IRIs of what it calls a source.
    decisions:
        The decisions on identity, each as subject, property, value and graph.
    """

    sound: bool
    described: Keys
    stated: Keys
    asked: Keys
    classes: Keys
    refused: Keys
    names: Keys
    origins: Keys
    texts: Keys
    sources: list[str]
    decisions: list[list[str]]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data, for JSON."""
        return {
            name: value if isinstance(value, bool | list) else b64encode(value.astype("<u8").tobytes()).decode()
            for name, value in ((each.name, getattr(self, each.name)) for each in fields(self))
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Summary:
        """Return the summary that `to_dict` has written."""
        import numpy as np

        values: dict[str, Any] = {
            name: np.frombuffer(b64decode(value), "<u8") if isinstance(value, str) else value
            for name, value in data.items()
        }
        return cls(**values)


def key(text: str) -> int:
    """Return the number that stands for a text in summaries."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def summarise(files: FactFiles, glance: Glance) -> Summary:
    """Check a file, the only one of `files`, as if there were no other, and summarise it."""
    described = set(files.about)  # to which a question about anything else adds
    sound = (
        next(statements.faults(files, glance.schema, glance), None) is None and next(text_faults(files), None) is None
    )
    asked = {files.one(name, QUOTED) for kind in ("Passage", "FactlessSlice") for name in files.names(kind)}
    stances = {graph: {quad.object for quad in files.about[graph][CG + "stance"]} for graph in files.stated}
    refused = {graph for graph, given in stances.items() if given and ox.NamedNode(CG + "Asserts") not in given}
    pairs: dict[str, dict[tuple[str, str], None]] = {name: {} for name in ("classes", "refused", "names", "origins")}
    sources, decisions = dict[str, None](), list[list[str]]()
    drafted = files.drafted()
    for quad in files.quads():
        word, subject, value = quad.predicate.value, quad.subject, quad.object
        if word not in CHECKED or not isinstance(subject, ox.NamedNode):
            continue
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        thing, other = subject.value, getattr(value, "value", "")
        if word == TYPE:
            pairs["refused" if graph in refused else "classes"][thing, other] = None
            if other == SOURCE and graph not in drafted:
                sources[thing] = None
        elif word in DECISIONS:
            decisions.append([thing, word, other, graph])
        elif graph not in refused:
            if word == DERIVED:
                pairs["origins"][thing, other] = None
            elif isinstance(value, ox.Literal):
                pairs["names"][fold(other), thing] = None
    texts = {(files.one(name, CG + "textDigest"), name): None for name in files.names("Source")}
    arrays = {name: _keys(text for pair in found for text in pair) for name, found in pairs.items()}
    return Summary(
        sound,
        _keys(described),
        _keys(files.stated),
        _keys({*asked} - described),
        sources=list(sources),
        decisions=decisions,
        texts=_keys(text for pair in texts if pair[0] for text in pair),
        **arrays,
    )


CHECKED = NAMES | {TYPE, DERIVED} | DECISIONS


def _keys(texts: Iterable[str]) -> Keys:
    import numpy as np

    return np.array([key(text) for text in texts], dtype=np.uint64)
