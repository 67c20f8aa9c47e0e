"""The package's own SPARQL queries: one `.rq` file each, read here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coalition.rdf.store import Rows, Store, Term

FOLDER = Path(__file__).parent


def select(store: Store, name: str, **bindings: Term) -> Rows:
    """Answer the SELECT query in the file `name`.rq on `store`, with `bindings` for its variables."""
    path = FOLDER / f"{name}.rq"
    return store.select(path.read_text(encoding="utf-8"), bindings, path.name)
