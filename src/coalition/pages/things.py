"""Fill the page of a thing: what the graph says of it, in sentences, by what a reader wants to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.errors import NotFoundError
from coalition.namespaces import SKOS, TYPE, shorten
from coalition.operations.parameters import Parameter
from coalition.pages import sources
from coalition.pages.catalogue import N_
from coalition.pages.facts import ORDERED, OTHERS, SECTIONS, TAKING_PART
from coalition.pages.linked import described
from coalition.pages.memory import is_remembered, remembered
from coalition.pages.page import OFFSET, Asked, Page, named
from coalition.pages.sentences import Sentence
from coalition.pages.words import HEADS, LOOKS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from coalition.graph import Graph

AT_ONCE = 5
"""How many things a section tells of where the page shows all sections."""

MORE = 100
"""How many it tells of where it is shown alone."""

TOLD = 4_000
"""Of how many things the sentences are remembered, which several pages tell."""

ABOUT, MENTIONED = N_("In short"), N_("Also mentioned in")


@dataclass(frozen=True)
class Section:
    """Hold a part of a page.

    Attributes
    ----------
    key, title:
        Its name in addresses, and its heading.
    sentences:
        What it says.
    total, offset:
        How many things it tells of in all, and how many of them are left out before.
    shown:
        How many it tells of here.
    query:
        The SPARQL query for the same facts.
    most:
        Of how many things a page tells at most.
    """

    key: str
    title: str
    sentences: Sequence[Sentence]
    total: int
    offset: int
    shown: int
    query: str
    most: int = 0


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the page of a thing shows.

    Raises
    ------
    NotFoundError
        When the graph says nothing of it.
    """
    iri = asked.values["iri"]
    if cited := asked.graph._tracer.passage(named(iri)):
        return {"template": "passage.html", **sources.passage(asked, cited)}
    if sources.is_document(asked, iri):
        return {"template": "source.html", **sources.source(asked, iri)}
    reader, writer = asked.reader, asked.writer
    own, mentions = reader.own(iri), reader.mentions(iri)
    if not own and not mentions:
        raise NotFoundError(f"there is no {shorten(iri) or iri}", remedy="look for its name with the search")
    chosen, offset = asked.values.get("section", ""), asked.values.get("offset", 0)
    most = MORE if chosen else AT_ONCE
    told = {
        key: reader.iris(numbers[offset : offset + (most if len(numbers) > most + 3 else most + 3)])
        for key, numbers in mentions.items()
        if not chosen or key == chosen
    }
    new = [thing for things in told.values() for thing in things if not is_remembered(*_sentences(asked, thing))]
    facts = {thing: reader.own(thing) for thing in new}
    needed = [*own, *(fact for each in facts.values() for fact in each)]
    asked.graph._tracer.look_up(needed)
    writer.look_up(needed)
    is_told_whole = bool(writer.kinds(iri) & HEADS.keys())
    sections = []
    if not chosen:
        sentences = writer.about(iri, own) if is_told_whole else writer.each(iri, own)
        if sentences:
            sections.append(Section("about", asked.catalogue.gettext(ABOUT), sentences, 1, 0, 1, _own_query(iri)))
    for key, things in told.items():
        sentences = [each for thing in things for each in _mention(asked, iri, thing, facts)]
        title = asked.catalogue.gettext(_title(asked, iri, key))
        query = _query(iri, key)
        sections.append(Section(key, title, sentences, len(mentions[key]), offset, len(things), query, most))
    disputed = asked.graph._pairs_about({iri})
    around = _around(asked, iri, mentions) if not disputed and not chosen else 0
    quads = [fact for fact in own if fact.predicate.value in (SKOS + "altLabel", TYPE)]
    aliases = sorted({writer.names.text(fact.object) for fact in quads if fact.predicate.value != TYPE})
    kinds = sorted({writer.names.text(fact.object) for fact in quads if fact.predicate.value == TYPE})
    return {
        "iri": iri,
        "described": described(asked, iri),
        "title": writer.title(iri),
        "kinds": kinds,
        "told": _told(sections[0].sentences, is_told_whole) if sections and not chosen else None,
        "aliases": aliases,
        "sections": sections,
        "chosen": chosen,
        "conflicts": () if chosen else asked.graph._told(disputed[:AT_ONCE]),
        "disputed": len(disputed),
        "around": around,
        "is_actor": "Actor" in writer.kinds(iri),
    }


def _told(sentences: Sequence[Sentence], is_told_whole: bool) -> tuple[str, str] | None:
    """Return in a word how a thing is told, and the stance that it looks like; None where it is told as a fact."""
    from coalition.verdict.report import in_a_word

    stances = {cited.passage.stance for each in sentences for part in each.evidence for cited in part.passages}
    word = in_a_word(stances)
    is_told_as_fact = word not in LOOKS or (not is_told_whole and "asserts" in stances)
    return None if is_told_as_fact else (word, LOOKS[word])


def _around(asked: Asked, iri: str, mentions: Mapping[str, Sequence[int]]) -> int:
    """Return how many conflicts there are about what mentions a thing; 0 where too much does."""
    numbers = [number for each in mentions.values() for number in each]
    return len(asked.graph._pairs_about({iri, *asked.reader.iris(numbers)})) if len(numbers) <= ORDERED else 0


def _title(asked: Asked, iri: str, key: str) -> str:
    if key == OTHERS:
        return MENTIONED
    return TAKING_PART if key == "participants" and "Actor" in asked.writer.kinds(iri) else SECTIONS[key][0]


def _mention(asked: Asked, iri: str, thing: str, facts: Mapping[str, Sequence[ox.Triple]]) -> Iterable[Sentence]:
    """Return what a thing says of another: all, where it connects things; else the facts that mention it."""
    if asked.writer.kinds(thing) & HEADS.keys():
        return remembered(*_sentences(asked, thing), TOLD, lambda: asked.writer.about(thing, facts[thing]))
    return asked.writer.each(thing, [fact for fact in facts[thing] if fact.object == ox.NamedNode(iri)])


def _sentences(asked: Asked, thing: str) -> tuple[Graph, str, Hashable]:
    """Return under what the sentences about a thing are remembered."""
    return asked.graph, "sentences", (thing, asked.catalogue.language)


def _own_query(iri: str) -> str:
    return (
        f"SELECT ?property ?value ?passage WHERE {{\n  GRAPH ?passage {{ <{iri}> ?property ?value }}\n"
        "}\nORDER BY ?property ?value ?passage"
    )


def _query(iri: str, key: str) -> str:
    if key == OTHERS:
        where = f"  GRAPH ?passage {{ ?thing ?property <{iri}> }}"
    else:
        kinds = " ".join(f"cg:{kind}" for kind in SECTIONS[key][1])
        where = (
            f"  VALUES ?kind {{ {kinds} }}\n  ?thing ?mentions <{iri}> ; a ?kind .\n"
            "  GRAPH ?passage { ?thing ?property ?value }"
        )
    return f"SELECT DISTINCT * WHERE {{\n{where}\n}}\nORDER BY ?thing ?property"


SECTION = (
    Parameter("section", "choice", "Show only this section.", choices=(*SECTIONS, OTHERS)),
    OFFSET,
)
THING = Page("thing.html", fill, (Parameter("iri", "text", "The IRI of the thing.", required=True), *SECTION))
