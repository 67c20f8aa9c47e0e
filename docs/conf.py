"""Configure Sphinx, which `make docs` or `python -m sphinx -W -n docs out/docs` runs."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "_ext"))

project = "Coalition Graph"
author = "The Coalition Graph authors"
release = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "generated",
]
exclude_patterns = ["_ext"]

# Pages. A heading can be linked to from another page by its text.
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Dashes and quotes stay as they are written, so that `--why` does not become a dash.
smartquotes = False

# The Python API. Types of other packages have no page here; their sites are not asked, so the build sends no request.
default_role = "literal"  # docstrings mark code by single backticks, as Markdown does
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_google_docstring = False
napoleon_use_rtype = False
suppress_warnings = ["misc.highlighting_failure"]  # Pygments cannot parse `|` in the paths of SPARQL
nitpicky = True
nitpick_ignore_regex = [("py:.*", r".*")]

# Appearance. Nothing is loaded from another host; the extension `generated` warns of a page that does.
html_theme = "furo"
html_title = f"Coalition Graph {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
