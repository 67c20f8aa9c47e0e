"""Tell a person who reads pages that the service itself refuses a request; no graph is asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

from coalition.pages import assets
from coalition.pages.catalogue import catalogue


def refused(title: str, detail: str, retry: str = "") -> str:
    """Return a page with what is wrong; `retry` is after how many seconds to try again, "" where that does not help."""
    return _template().render(title=title, detail=detail, retry=retry)


@cache
def _template() -> jinja2.Template:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    texts = catalogue()
    made.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = assets.address
    return made.get_template("refused.html")
