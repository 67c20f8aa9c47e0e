"""Say what a page is, and what it is asked: a graph, a view of it, and where the links of the page lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from coalition.errors import CoalitionError, NotFoundError
from coalition.namespaces import local_name, used, word_name
from coalition.operations.parameters import Parameter
from coalition.operations.views import VIEW
from coalition.pages.catalogue import N_, Catalogue, catalogue
from coalition.pages.memory import remembered
from coalition.pages.notes import Notes
from coalition.pages.sentences import Writer
from coalition.pages.words import STANCES

if TYPE_CHECKING:
    from coalition.dates import Period
    from coalition.graph import Graph
    from coalition.pages.facts import Reader

SAFE = "/:@!$'()*+,;=~-._"
"""What stands in the path of an address as it is."""

MENU: Mapping[str, str] = {
    "/questions": N_("Questions"),
    "/timeline": N_("Timeline"),
    "/network": N_("Network"),
    "/conflicts": N_("Conflicts"),
    "/verify": N_("Verify"),
    "/sources": N_("Sources"),
}
"""The main pages."""

VIEWED: Mapping[str, str] = {
    "known_by": N_("issued by {value}"),
    "on": N_("dated to {value}"),
    "stance": N_("in the stance {value}"),
    "source": N_("from {value}"),
    "families": N_("told by at least {value} families"),
    "readings": N_("readings of the curators: {value}"),
    "snapshot": N_("as it was in the snapshot {value}"),
}
"""What a view is called that has a restriction."""

LONG = 70
"""How many characters of a title are shown where it stands for a source."""

CHOSEN = 60
"""Up to how many documents one chooses from a list."""

OF_COMMANDS = re.compile(r"(^|[\s(])--[a-z]|\bcoalition (ask|check|query|questions|search|serve|show|words)\b")
"""What only somebody can do who types commands."""

OWN = {each.name for each in VIEW} | {"snapshot"}
"""The parameters that hold across pages."""


OFFSET = Parameter("offset", "number", "Leave out so many at the beginning.", least=0)
"""The parameter of a list that is read in parts."""


@dataclass
class Asked:
    """Hold what a page is asked, and what it is made with.

    Attributes
    ----------
    graph:
        The graph, or the view of it that the request asks for.
    whole:
        The whole graph.
    values:
        The values of the parameters of the page, by their names in Python.
    given:
        All parameters as they stand in the address.
    path:
        The path of the page.
    part:
        What the path names behind the name of the page, such as a question.
    home:
        What the IRIs begin with whose things have pages under their own paths.
    origin:
        The address of the service, such as `https://example.org`.
    texts:
        One of `coalition.pages.places.TEXTS`.
    """

    graph: Graph
    whole: Graph
    values: Mapping[str, Any]
    given: Mapping[str, Any]
    path: str
    part: str = ""
    home: str = field(default_factory=lambda: used().base)
    origin: str = ""
    texts: str = "passage"
    catalogue: Catalogue = field(default_factory=catalogue)
    faults: dict[str, CoalitionError] = field(default_factory=dict)
    """What is wrong with the parameters that were left out for it, by their names."""
    notes: Notes = field(init=False)
    _addresses: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.look_at(self.graph)

    def look_at(self, graph: Graph) -> None:
        """Ask a graph, or a view of it, from now on; notes begin anew."""
        self.graph, self.notes = graph, Notes(graph, self.texts)
        self.__dict__.pop("reader", None)
        self.__dict__.pop("writer", None)

    @cached_property
    def reader(self) -> Reader:
        """What reads facts."""
        from coalition.pages.facts import Reader

        return Reader(self.graph)

    @cached_property
    def writer(self) -> Writer:
        """What writes sentences."""
        return Writer(self.graph._tracer, self.whole.names, self.catalogue)

    @property
    def view(self) -> dict[str, Any]:
        """The parameters of the view, as they stand in the address."""
        return {name: value for name, value in self.given.items() if name in OWN and value not in (None, "")}

    def url(self, path: str, /, **parameters: Any) -> str:
        """Return the address of a page, in the same view; parameters that are None are left out."""
        fields = {**self.view, **parameters}
        query = urlencode({name: value for name, value in fields.items() if value is not None}, doseq=True)
        return quote(path, safe=SAFE) + (f"?{query}" if query else "")

    def here(self, **parameters: Any) -> str:
        """Return the address of this page with some parameters changed; those that are None are left out."""
        return self.url(self.path, **{**self.given, **parameters})

    def fields(self) -> list[tuple[str, str]]:
        """Return the view as the hidden fields of a form."""
        return self.all_fields(self.given.keys() - self.view.keys())

    def all_fields(self, but: Collection[str]) -> list[tuple[str, str]]:
        """Return all parameters of this page as the hidden fields of a form, but for some."""
        return [
            (name, str(each))
            for name, value in self.given.items()
            if name not in but and name not in self.faults and value not in (None, "")
            for each in (value if isinstance(value, list) else [value])
        ]

    viewing = frozenset(OWN - {"snapshot", "readings"})
    """The parameters that the form for a view sets."""

    def first(self, name: str) -> str:
        """Return the first value of a parameter of the view, as it was given; "" where there is none."""
        value = self.view.get(name, "")
        return str(value[0] if isinstance(value, list) else value)

    def wrong(self, fault: CoalitionError) -> str:
        """Return what is wrong and what to do, in words for readers: the options of commands are nothing to them."""
        told = [fault.what, *(fault.remedy or "").split("; ")]
        return "; ".join(part for part in told if part and not OF_COMMANDS.search(part)) or fault.what

    def documents(self) -> Sequence[tuple[str, str]]:
        """Return the documents that one can see alone, as a view names them and by their titles; none if many."""
        whole = self.whole

        def read() -> list[tuple[str, str]]:
            found = [(local_name(iri), self.called(iri)) for iri in whole._record.documents[: CHOSEN + 1]]
            return found if len(found) <= CHOSEN else []

        return remembered(whole, "documents", self.catalogue.language, 1, read)

    def is_source(self, name: str) -> bool:
        """Tell whether a view is restricted to the document of this name."""
        given = self.first("source")
        documents = self.whole._record.documents
        return given == name or any(
            local_name(iri) == name for iri in documents if given in (iri, self.whole.names.label(iri))
        )

    def stances(self) -> list[str]:
        """Return the labels of the stances, the firmest first."""
        return [stance for stance in STANCES if stance != "drafted"]

    def listed(self, items: Sequence[Any], most: int) -> dict[str, Any]:
        """Return what a page shows of a list that is read in parts: `found`, and where that stands in all."""
        offset = self.values.get("offset", 0)
        return {"found": items[offset : offset + most], "total": len(items), "offset": offset, "most": most}

    def menu(self) -> list[tuple[str, str]]:
        """Return the paths of the main pages, and what each is called."""
        return [(path, self.catalogue.gettext(text)) for path, text in MENU.items()]

    def told_view(self) -> list[tuple[str, str]]:
        """Return each restriction of the view in words, with the address of this page without it."""
        told = []
        for name, value in self.view.items():
            for each in value if isinstance(value, list) else [value]:
                rest = [other for other in value if other != each] if isinstance(value, list) else None
                form = self.catalogue.gettext(VIEWED[name])
                shown = self.catalogue.date(str(each)) if name in ("known_by", "on") else str(each)
                if name in ("source", "stance") and "://" in shown:
                    shown = self.whole.names.label(shown)
                if name == "source":
                    shown = dict(self.documents()).get(shown, shown)
                told.append((form.format(value=shown[:12] if name == "snapshot" else shown), self.here(**{name: rest})))
        return told

    def whole_address(self) -> str:
        """Return the address of this page without a view."""
        return self.here(**dict.fromkeys(OWN))

    def api(self, path: str, format: str, **more: str) -> str:
        """Return the address under which a program gets what this page shows, in a format, with more parameters."""
        left_out = dict.fromkeys(("sort", "descending", "offset", "row", "iris"))
        return self.url(path, **{**self.given, **left_out, "format": format, **more})

    def network_api(self, path: str, format: str) -> str:
        """Return the address under which a program gets a network, or what is computed of it."""
        left_out = ("select", "tie", "path", *(() if "centrality" in path else ("measure", "robust")))
        return self.url(path, **{**self.given, **dict.fromkeys(left_out), "format": format})

    def kinds_of(self, parameter: Parameter) -> str:
        """Return the kinds of things that a parameter takes, as suggestions name them; "" where it takes all."""
        if len(parameter.kinds) != 1 or parameter.kinds[0] == "Actor":
            return ""
        return parameter.kinds[0][:1].lower() + parameter.kinds[0][1:]

    def period(self, period: Period) -> str:
        """Return a period as people write it."""
        text = self.catalogue
        if period.on:
            return text.date(str(period.on))
        start, end = (text.date(str(date)) if date else "" for date in (period.start, period.end))
        if start and end:
            return f"{start} – {end}"
        form = text.gettext("from {date}") if start else text.gettext("until {date}")
        return form.format(date=start or end)

    def frozen(self) -> str:
        """Return the address under which this page stays as it is."""
        return self.here(snapshot=self.whole.snapshot.digest)

    def built(self) -> str:
        """Return the day on which the snapshot was written."""
        return self.catalogue.date(self.whole.snapshot.built.date().isoformat())

    def thing(self, iri: str, suffix: str = ".html") -> str:
        """Return the address of the page of a thing, or of what it is in another format."""
        if (iri, suffix) not in self._addresses:
            self._addresses[iri, suffix] = self._address(iri, suffix)
        return self._addresses[iri, suffix]

    def called(self, source: str) -> str:
        """Return what a source is called on pages: its title, or else its label."""
        found = self.whole._tracer.source(source)
        title = found.title.strip("[]“”")
        if not title:
            return found.label or found.name
        return title if len(title) <= LONG else f"{title[: title.rfind(' ', 0, LONG)].rstrip(',.;:')} …"

    def passages_of(self, thing: str) -> str:
        """Return the address of all passages that state something of a thing, as the answer to a query."""
        fact = f"GRAPH ?passage {{ <{thing}> ?property ?value }}"
        return self.url("/editor", query=f"SELECT ?property ?value ?passage WHERE {{\n  {fact}\n}}\nORDER BY ?passage")

    def _address(self, iri: str, suffix: str) -> str:
        if iri.startswith(used().words):
            return self.url(f"/words/{word_name(iri)}")
        if iri.startswith(self.home) and not set("#?") & set(iri) and len(iri) > len(self.home):
            return self.url(f"/{iri.removeprefix(self.home)}{suffix}")
        return self.url("/thing", iri=iri)


@dataclass(frozen=True)
class Page:
    """Declare a page.

    Attributes
    ----------
    template:
        The file that renders it.
    fill:
        Returns what the template shows.
    parameters:
        Its own parameters; None where `fill` reads them itself.
    """

    template: str
    fill: Callable[[Asked], Mapping[str, Any]]
    parameters: tuple[Parameter, ...] | None = ()


def named(iri: str) -> str:
    """Return an IRI, if it is one.

    Raises
    ------
    NotFoundError
        When it is none.
    """
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        raise NotFoundError("this is not the path of a thing", remedy="look for its name with the search") from None
