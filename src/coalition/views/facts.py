"""Tell which graphs a view accepts, without building the view.

That is enough for networks, if the view only leaves out documents, stances or readings: then a passage is either kept
as a whole or left out as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coalition.columns.rows import unique
from coalition.corpus.root import Root
from coalition.namespaces import QUOTED
from coalition.network.remaining import register_tells_more
from coalition.provenance.record import READING, STANCE, Record

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.network.rows import Mask
    from coalition.views.view import View


def accepting(
    view: View, columns: Columns, record: Record, rules: Mapping[Path, bytes]
) -> Callable[[frozenset[str]], Mask] | None:
    """Return a function that takes the IRIs of documents, and tells which graphs a view of these alone accepts.

    It returns an array of shape (terms,). None is returned where only the view itself can tell: where it restricts days
    or families, where the rules are not the published ones, or where the register states participations itself.

    Parameters
    ----------
    view:
        The view; its `sources` are replaced by those that the function takes.
    columns, record:
        The whole graph.
    rules:
        The rules of the graph, by the paths of their files.
    """
    if view.on or view.families > 1 or not _published(rules) or register_tells_more(columns):
        return None
    stances = columns.recorded(STANCE)
    accepted = columns.chosen(np.array([columns.terms.number_of(stance) for stance in view.accepted]))
    kept = columns.chosen(stances.subject[accepted[stances.object]])
    if not view.readings:
        kept[columns.recorded(READING).subject] = False
    quoted = columns.recorded(QUOTED)
    quoted = quoted.where(kept[quoted.subject])
    sources = unique(quoted.object)
    numbers = dict(zip(columns.terms.iris(sources.tolist()), sources.tolist(), strict=True))
    numbers = {source: number for source, number in numbers.items() if view.knows(source, record)}

    def facts(documents: frozenset[str]) -> Mask:
        remaining = np.array([number for source, number in numbers.items() if source in documents], dtype=np.int64)
        return columns.facts(quoted.subject[columns.chosen(remaining)[quoted.object]])

    return facts


def _published(rules: Mapping[Path, bytes]) -> bool:
    """Tell whether rules are those that come with the package, which `coalition.network.rows` applies itself."""
    published = Root.published().read_ontology().rules
    return {path.name: content for path, content in rules.items()} == {p.name: text for p, text in published.items()}
