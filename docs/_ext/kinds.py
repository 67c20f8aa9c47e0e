"""Write short lists as Markdown: kinds of conflict, rules, networks, measures, and kinds of errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coalition.errors import CoalitionError
from coalition.network.definitions import NETWORKS
from coalition.network.measures import MEASURES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
SUMMARY = re.compile(r"#\+ summary: (.+)")


def conflicts() -> str:
    """Return a definition list of the kinds of conflict, from the headers of their queries."""
    return _definitions((path.stem.replace("-", " "), _summary(path)) for path in _queries("conflicts"))


def rules() -> str:
    """Return a definition list of the rules, from the headers of their queries."""
    return _definitions((f"`{path.stem}`", _summary(path)) for path in _queries("rules"))


def networks() -> str:
    """Return a definition list of the networks."""
    return _definitions(
        (f"`{each.name}`", f"{each.definition} The weight of a tie is {each.weight}.") for each in NETWORKS.values()
    )


def measures() -> str:
    """Return a definition list of the measures, each with its source."""
    return _definitions(
        (f"`{each.name}`", f"{each.definition}\n\n  Source: {each.source}.") for each in MEASURES.values()
    )


def errors() -> str:
    """Return the tree of errors as a nested list, each with the first line of its docstring."""
    return "\n".join(_tree(CoalitionError, 0))


def _tree(kind: type[CoalitionError], depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- `{kind.__name__}`: {(kind.__doc__ or '').strip().splitlines()[0]}"
    for each in kind.__subclasses__():
        yield from _tree(each, depth + 1)


def _queries(folder: str) -> list[Path]:
    return sorted((ONTOLOGY / folder).glob("*.rq"))


def _summary(path: Path) -> str:
    found = SUMMARY.search(path.read_text(encoding="utf-8"))
    assert found, f"{path} begins with no summary"
    return found[1]


def _definitions(pairs: Iterator[tuple[str, str]]) -> str:
    return "\n\n".join(f"{term}\n: {meaning}" for term, meaning in pairs)
