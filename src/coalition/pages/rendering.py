"""Render templates: for pages, and for what the service itself refuses, which asks no graph."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from coalition.namespaces import shorten
from coalition.pages import assets
from coalition.pages.catalogue import catalogue


@cache
def environment(language: str = "en") -> jinja2.Environment:
    """Return what renders templates."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    texts = catalogue(language)
    made.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "date": texts.date,
        "exact": lambda text: Markup(str(escape(text)).replace("\r", "&#13;")),  # which a browser would take out
        "file_name": lambda iri: re.sub(r"[^\w-]+", "-", shorten(iri) or iri.rpartition("/")[2]),
        "short": lambda iri: shorten(iri) or iri,
        "called_by": lambda iri, asked: asked.called(iri),
        "label_of": lambda iri, asked: asked.graph.names.label(iri),
    }
    # The extension looks up each text by way of the context, which takes a tenth of the time of a page.
    made.globals |= {
        "asset": assets.address,
        "_": lambda text, **values: Markup(texts.gettext(text)) % values,
    }
    return made
