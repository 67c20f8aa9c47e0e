"""Write footnotes as newspapers print them, in the style of `newspaper.csl`, by citeproc."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coalition.errors import SelectionError
from coalition.output.citations import Citation, csl_item

STYLE = Path(__file__).with_name("newspaper.csl")


def footnotes(citations: Iterable[Citation]) -> list[str]:
    """Return a note for each passage: its document and place, the works that it cites, and its words.

    A note on the document of the note before says so (Ibid.), and a work that a note has named is named shortly.

    Raises
    ------
    SelectionError
        When citeproc is not installed.
    """
    try:
        from citeproc import Citation as Cluster
        from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
        from citeproc.source.json import CiteProcJSON
    except ImportError:
        what, remedy = "citeproc-py is not installed", "run pip install 'coalition-graph[cite]'"
        raise SelectionError(what, remedy=remedy) from None
    notes = list(citations)
    # Within a note, citeproc prints what was registered first: documents, then works in the order of their first note.
    works = {work.name: work for each in ([n.document for n in notes], *(n.works for n in notes)) for work in each}
    rank = {name: number for number, name in enumerate(works)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc warns of each variable that it does not know
        source = CiteProcJSON(list(map(csl_item, works.values())))
        bibliography = CitationStylesBibliography(
            CitationStylesStyle(str(STYLE), validate=False), source, formatter.plain
        )
        clusters = [
            Cluster(
                [
                    CitationItem(note.document.name, locator=Locator("section", note.place)),
                    *(
                        CitationItem(name, prefix="citing " * (not n))
                        for n, name in enumerate(sorted((work.name for work in note.works), key=rank.__getitem__))
                    ),
                ]
            )
            for note in notes
        ]
        for cluster in (Cluster(list(map(CitationItem, works))), *clusters):
            bibliography.register(cluster)
        return [
            _note(str(bibliography.cite(cluster, _unknown)), note)
            for cluster, note in zip(clusters, notes, strict=True)
        ]


def _note(cluster: str, note: Citation) -> str:
    cluster = cluster.replace("“[", "[").replace("]”", "]")  # what stands for an unknown title is no quotation
    words = f" “{note.words}”" if note.words else ""
    stance = "" if note.cited.passage.stance == "asserts" else f" [{note.cited.passage.stance}]"
    return f"[{note.number}] {cluster}{'' if cluster.endswith('.') else '.'}{stance}{words}"


def _unknown(item: Any) -> None:
    raise AssertionError(f"the notes have no item {item.key}")
