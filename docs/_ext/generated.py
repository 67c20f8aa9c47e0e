"""Extend Sphinx with directives for generated text, and with a check for anything loaded from another host.

Each directive of `MADE` shows what its function returns, as Markdown; `result-types` is used inside `{eval-rst}`. A
built page that loads something from another host gives a warning, and `make docs` fails on warnings.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import kinds
import offline
import ontology
import operations
import questions
import results
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

MADE: dict[str, Callable[[], str]] = {
    "conflict-kinds": kinds.conflicts,
    "error-kinds": kinds.errors,
    "measures": kinds.measures,
    "networks": kinds.networks,
    "ontology-terms": ontology.markdown,
    "operations": operations.markdown,
    "result-types": results.restructured,
    "rules": kinds.rules,
    "saved-questions": questions.markdown,
}

logger = logging.getLogger(__name__)


class Made(SphinxDirective):
    """Show what the function for this directive returns."""

    def run(self) -> list[Any]:
        """Return the nodes of that text."""
        self.env.note_reread()  # the text is not in the page, so Sphinx cannot see when it changes
        return self.parse_text_to_nodes(MADE[self.name](), allow_section_headings=True)


def show_example(_: Sphinx, __: click.Context, lines: list[str]) -> None:
    """Show the example at the end of a help text as code; sphinx-click gives it as a block of lines."""
    if "| Example:" in lines:
        start = lines.index("| Example:")
        example = [f"   {line.removeprefix('|').strip()}" for line in lines[start + 1 :] if line.startswith("|")]
        lines[start:] = [".. code-block:: shell", "", *example, ""]


def warn_of_loads(app: Sphinx, exception: Exception | None) -> None:
    """Warn, once the site is built, of everything that a page loads from another host."""
    if exception is None and app.builder.format == "html":
        for path, addresses in offline.pages(Path(app.outdir)):
            for address in addresses:
                logger.warning("%s loads %s from another host", path.relative_to(app.outdir), address)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives, the format of examples, and the check for loads."""
    app.setup_extension("sphinx_click")
    for name in MADE:
        app.add_directive(name, Made)
    app.connect("sphinx-click-process-description", show_example)
    app.connect("build-finished", warn_of_loads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
