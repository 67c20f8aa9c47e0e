"""Ask who met, who spoke for whom and what was committed, and which passage of which source says so."""

from __future__ import annotations

TYPE_CHECKING = False  # importing `typing` would take longer than all the rest of this module

if TYPE_CHECKING:
    from typing import Any

    from coalition.errors import CoalitionError
    from coalition.graph import Graph

    __version__: str

__all__ = ["CoalitionError", "Graph", "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import coalition` stays fast."""
    if name == "Graph":
        from coalition.graph import Graph

        return Graph
    if name == "CoalitionError":
        from coalition.errors import CoalitionError

        return CoalitionError
    if name == "__version__":
        from importlib.metadata import version

        return version("coalition-graph")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
