"""Answer with a page, in a worker."""

from __future__ import annotations

import io
import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

from markupsafe import Markup

from coalition.errors import CoalitionError, NotFoundError, ParameterError
from coalition.graph import Graph
from coalition.namespaces import used
from coalition.operations.parameters import Parameter, chosen, typed
from coalition.operations.views import VIEW
from coalition.output import problems
from coalition.output.reply import Head
from coalition.pages.memory import remembered
from coalition.pages.page import OWN, Asked, Page
from coalition.pages.places import PLACES, headers
from coalition.pages.rendering import environment
from coalition.publication import things

if TYPE_CHECKING:
    from coalition.provenance.evidence import Cited

NOTED = 4_000
"""How many notes are kept, of some kB each."""

TYPE = "text/html; charset=utf-8"


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Write a page.

    Parameters
    ----------
    graph:
        The whole graph.
    given:
        `page`, its name; `parameters`, their values by name; `path`; `part`, `home`, `origin` and `texts`, as
        `page.Asked` has them.
    output:
        What the page is written to.
    """
    asked = Asked(
        graph,
        graph,
        {},
        given.get("parameters") or {},
        given["path"],
        given.get("part", ""),
        given.get("home") or used().base,
        given.get("origin", ""),
        given.get("texts", "passage"),
    )
    try:
        if given.get("lead"):  # to the page of a thing, from its own address
            return things.answer(graph, {**given["lead"], "accept": "text/html"}, output)
        page = _page(given["page"])
        own = {name: value for name, value in asked.given.items() if value not in (None, "") and name != "snapshot"}
        if page.parameters is None:
            own = {name: value for name, value in own.items() if name in OWN}
        declared = (*(page.parameters or ()), *VIEW)
        _read_dates(asked, own, declared)
        filled = None
        while filled is None:
            try:
                values = typed(declared, own)
                view = chosen(values, VIEW)
                asked.look_at(graph.view(**view) if view else graph)
                asked.values = {name: value for name, value in values.items() if name not in view}
                if asked.path == "/thing" and not (address := asked.thing(asked.values["iri"])).startswith("/thing"):
                    return Head(TYPE, 303, {"location": address})
                filled = {"template": page.template, "status": 200, **page.fill(asked)}
            except ParameterError as fault:  # what is wrong is left out, and told where it was typed
                name = _at(fault, declared, own) if page.template not in ("", "card.html") else ""
                if not name:
                    raise
                asked.faults[name] = fault
                del own[name]
        if asked.faults:
            filled["status"] = 400
        if "content" in filled:
            media_type, content = filled["content"]
            output.write(content.encode() if isinstance(content, str) else content)
            return Head(media_type, 200, filled.get("headers", {}))
        if "json" in filled:
            output.write(json.dumps(filled["json"], ensure_ascii=False, separators=(",", ":")).encode())
            return Head("application/json")
        output.write(render(asked=asked, **filled).encode())
        return Head(TYPE, filled["status"], headers(given["page"]))
    except CoalitionError as fault:
        status, detail = problems.of(fault)
        return _told(asked, fault, status, detail["title"], output)
    except (MemoryError, RecursionError):
        raise
    except Exception:
        traceback.print_exc(file=sys.stderr)
        unexpected = CoalitionError("an unexpected fault, which the log of the service tells")
        return _told(asked, unexpected, 500, problems.KINDS["fault"][1], output)


def _read_dates(asked: Asked, own: dict[str, Any], declared: Sequence[Parameter]) -> None:
    """Read the dates that are given as people write them."""
    names = {parameter.name for parameter in declared if parameter.type == "date"}
    read = {name: asked.catalogue.read_date(own[name]) for name in names & own.keys() if isinstance(own[name], str)}
    own |= read
    asked.given = {**asked.given, **read}


def _at(fault: ParameterError, declared: Sequence[Parameter], own: Mapping[str, Any]) -> str:
    """Return the name of the parameter that a fault is about and that a page can do without; "" where none is."""
    where = (fault.where or "").removeprefix("--").replace("-", "_")
    optional = {parameter.name: parameter for parameter in declared if parameter.name in own and not parameter.required}
    named = [name for name, parameter in optional.items() if where in (name, parameter.key)]
    things = [
        name for name, parameter in optional.items() if parameter.type == "thing" and str(own[name]) in fault.what
    ]
    return next(iter(named or things), "")


def _told(asked: Asked, fault: CoalitionError, status: int, title: str, output: IO[bytes]) -> Head:
    """Write a page that tells what is wrong."""
    asked.look_at(asked.whole)
    output.write(render("problem.html", asked, title=title, fault=fault).encode())
    return Head(TYPE, status, headers(""))


def _page(name: str) -> Page:
    if name not in PLACES:
        raise NotFoundError("there is no such page", remedy="begin at the first page")
    module, attribute = PLACES[name]
    found: Page = getattr(import_module(f"coalition.pages.{module}"), attribute)
    return found


def note(asked: Asked, cited: Cited) -> Markup:
    """Return a note, which is the same on every page of a view; those of passages that many pages cite are kept."""
    key = (
        cited.passage.iri,
        cited.passage.stance,
        asked.texts,
        asked.catalogue.language,
        *map(str, asked.view.items()),
    )
    return remembered(asked.whole, "note", key, NOTED, lambda: Markup(render("note.html", asked, cited=cited)))


def prepare() -> None:
    """Read all templates, so that no reader waits for that."""
    for name in environment().list_templates():
        environment().get_template(name)


def warm(graph: Graph) -> None:
    """Make and keep what pages need of a graph and takes long to make, such as the places of its network."""
    graph._prepare()
    answer(graph, {"page": "network", "parameters": {}, "path": "/network"}, io.BytesIO())


def render(template: str, asked: Asked, **values: Any) -> str:
    """Return a page."""
    return environment(asked.catalogue.language).get_template(template).render(asked=asked, footnote=note, **values)
