"""Name what the tests of feeds change in the invented corpus."""

from __future__ import annotations

from collections.abc import Callable

from ruritania import TEXT

from coalition.graph import Graph

Opened = Callable[..., Graph]
"""Writes the document of the corpus anew, and others beside it, and opens the graph."""

HORSES = "Graustark asked for more than 20 horses"
CROWNS = "Ruritania promised 1,200 crowns (£50) to Graustark if the treaty is signed"
WITHOUT_CROWNS = TEXT.replace(CROWNS, "?" * len(CROWNS))
"""The text without the words of one passage; all others are where they were."""
