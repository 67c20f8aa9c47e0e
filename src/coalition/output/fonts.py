"""Keep Matplotlib from warning, on a slow machine, that it builds its cache of fonts: once, for the first picture."""

from __future__ import annotations

import logging

LOGGER = "matplotlib.font_manager"


def keep_quiet() -> None:
    """Let Matplotlib build its cache without a word. Call it before what loads Matplotlib, as igraph does, too."""
    logging.getLogger(LOGGER).setLevel(logging.ERROR)
