"""Write footnotes as newspapers print them, in the style of `newspaper.csl`, by citeproc."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coalition.errors import SelectionError
from coalition.output.citations import Citation, csl_item

STYLE = Path(__file__).with_name("newspaper.csl")


AT_ONCE = 25
"""How many notes are written at once: citeproc looks through all that it has cited for each note."""


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
        style = CitationStylesStyle(str(STYLE), validate=False)
        clusters: list[list[tuple[str, dict[str, Any]]]] = [
            [(note.document.name, {"locator": Locator("section", note.place)})]
            + [
                (name, {"prefix": "citing " * (not n)})
                for n, name in enumerate(sorted((work.name for work in note.works), key=rank.__getitem__))
            ]
            for note in notes
        ]
        plain: dict[str, Any] = {}
        written, named = list[str](), set[str]()
        for first in range(0, len(notes), AT_ONCE):
            several, before = clusters[first : first + AT_ONCE], clusters[first - 1 : first] if first else []
            used = sorted({name for each in (*before, *several) for name, _ in each}, key=rank.__getitem__)
            # A note depends on which works have been named before, and on the note before.
            told = [[(name, plain)] for name in used if name in named] + before
            bibliography = CitationStylesBibliography(style, source, formatter.plain)
            made = [
                Cluster([CitationItem(name, **parts) for name, parts in each])
                for each in ([(name, plain) for name in used], *told, *several)
            ]
            for cluster in made:
                bibliography.register(cluster)
            texts = [str(bibliography.cite(cluster, _unknown)) for cluster in made[1:]]
            written += texts[len(told) :]
            named.update(used)
        return [_note(text, note) for text, note in zip(written, notes, strict=True)]


def _note(cluster: str, note: Citation) -> str:
    cluster = cluster.replace("“[", "[").replace("]”", "]")  # what stands for an unknown title is no quotation
    words = f" “{note.words}”" if note.words else ""
    stance = "" if note.cited.passage.stance == "asserts" else f" [{note.cited.passage.stance}]"
    return f"[{note.number}] {cluster}{'' if cluster.endswith('.') else '.'}{stance}{words}"


def _unknown(item: Any) -> None:
    raise AssertionError(f"the notes have no item {item.key}")
