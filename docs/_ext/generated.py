"""The Sphinx extension of this site: what is made from the project's own files, and no load from another host.

Each directive of `MADE` shows what its function returns, as Markdown; `result-types` stands in `{eval-rst}`. A built
page that loads something from another host is a warning; the build runs with `-W`, so it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import kinds
import offline
import ontology
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
    "result-types": results.restructured,
    "rules": kinds.rules,
    "saved-questions": questions.markdown,
}

logger = logging.getLogger(__name__)


class Made(SphinxDirective):
    """Show what the function of the directive's name returns."""

    def run(self) -> list[Any]:
        """Return its nodes."""
        self.env.note_reread()  # its text is not in the page, so Sphinx cannot see that it changed
        return self.parse_text_to_nodes(MADE[self.name](), allow_section_headings=True)


def show_example(_: Sphinx, __: click.Context, lines: list[str]) -> None:
    """Show the example at the end of a help text, which sphinx-click gives as a block of lines, as code."""
    if "| Example:" in lines:
        start = lines.index("| Example:")
        example = [f"   {line.removeprefix('|').strip()}" for line in lines[start + 1 :] if line.startswith("|")]
        lines[start:] = [".. code-block:: shell", "", *example, ""]


def warn_of_loads(app: Sphinx, exception: Exception | None) -> None:
    """Warn of each load from another host once the site is built."""
    if exception is None and app.builder.format == "html":
        for path, addresses in offline.pages(Path(app.outdir)):
            for address in addresses:
                logger.warning("%s loads %s from another host", path.relative_to(app.outdir), address)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives, the look of examples, and the check."""
    app.setup_extension("sphinx_click")
    for name in MADE:
        app.add_directive(name, Made)
    app.connect("sphinx-click-process-description", show_example)
    app.connect("build-finished", warn_of_loads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
