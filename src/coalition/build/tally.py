"""Count what a dataset holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition.namespaces import CG, TYPE

if TYPE_CHECKING:
    from coalition.columns.table import Columns


def tally(columns: Columns) -> dict[str, int]:
    """Return how much of each kind a dataset holds, given by its columns."""
    import numpy as np

    from coalition.columns.rows import begins, unique

    table, terms = columns.table, columns.terms
    stances = columns.recorded(CG + "stance")
    drafted = stances.subject[stances.object == terms.number_of(CG + "Drafted")]
    passages, sources = columns.instances(CG + "Passage"), columns.instances(CG + "Source")
    read = columns.recorded(CG + "textDigest").subject
    references = columns.recorded(CG + "referenceTo").subject
    stated = columns.chosen(passages)[table.graph]
    facts = begins(*(column[stated] for column in table[:3]))  # equal ones stand one behind the other
    types, links = (columns.of(word) for word in (TYPE, CG + "participant"))
    types, links = (each.where(columns.accepted[each.graph]) for each in (types, links))
    participations = columns.chosen(types.subject[types.object == terms.number_of(CG + "Participation")])
    return {
        "drafted passages": len(drafted),
        "factless slices": len(columns.instances(CG + "FactlessSlice")),
        "facts": int(facts.sum()),
        "participants": len(unique(links.object[participations[links.subject]])),
        "passages": len(np.setdiff1d(passages, drafted)),
        "sources": len(np.intersect1d(sources, read)),
        "statements": len(facts),
        "works cited": len(np.setdiff1d(sources, unique(np.concatenate([read, references])))),
        "derived facts": int(columns.chosen(columns.rules)[table.graph].sum()),
        # A dataset with a refused fact is never built; the zero tells readers of the counts so.
        "refused facts": 0,
    }
