"""Answer the calls of assistants with little JSON: labels, short ids, and the passages of each fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.assistants import beyond, rows, words
from coalition.assistants.beyond import fault_of
from coalition.assistants.citing import by_fact, by_stance, cite, named, short
from coalition.assistants.describe import TOOLS, taken
from coalition.assistants.fitting import Detail, as_bytes, page, pages
from coalition.audit.conflicts import concerned
from coalition.errors import CoalitionError, NotFoundError, ParameterError, unknown
from coalition.names import LABELLED
from coalition.namespaces import CG, THING_PREFIXES, TYPE, expand, used
from coalition.output.reply import Head
from coalition.provenance.evidence import Evidence

if TYPE_CHECKING:
    from coalition.audit.conflicts import Conflict, Side
    from coalition.graph import Graph
    from coalition.provenance.evidence import Cited
    from coalition.query.description import Description, Line
    from coalition.search.search import Hit
    from coalition.timeline.entries import Entry
    from coalition.verdict.statements import Statement
    from coalition.verdict.verdict import Contradiction, Found, Verdict

    Item = tuple[str, str, Found | Contradiction]

Given = Mapping[str, Any]

RECORD_SIZE = 100
"""How many groups of facts the resource of a thing holds; the tool `show` has the others."""

LISTED = 100
"""How many things a page of resources names."""

RESOURCE = "coalition://"
"""What the URI of a resource begins with; the rest is that of the thing's IRI behind the home of our IRIs."""


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Answer a call: `tool` is the name of a tool, or of what else the server asks for, and `arguments` are its own.

    Raises
    ------
    CoalitionError
        When there is no such tool, an argument does not fit, or the graph cannot answer.
    """
    try:
        found = _found(graph, given.get("tool"), given.get("arguments", {}))
    except CoalitionError as fault:
        raise fault_of(fault) from None
    output.write(as_bytes(found))
    return Head("application/json")


def _found(graph: Graph, name: object, arguments: Any) -> dict[str, Any]:
    if isinstance(name, str) and name in INTERNAL:
        return INTERNAL[name](graph, arguments)
    if isinstance(name, str) and name in TOOLS:
        arguments = taken(TOOLS[name], arguments)
        return ANSWERS[name](_viewed(graph, arguments.pop("view", {})), arguments)
    raise unknown("tool", str(name)[:100], TOOLS)


def _viewed(graph: Graph, view: Given) -> Graph:
    return graph.view(**view) if view else graph


# search


def _search(graph: Graph, given: Given) -> dict[str, Any]:
    skip, most = given.get("offset", 0), given.get("limit")
    kinds = given.get("kinds", ())
    hits = graph.search(given["words"], kinds=kinds, limit=min(skip + (most or 20), 10_000))
    head: dict[str, Any] = {}
    if hits.corrections:
        head["corrected"] = {each.typed: each.used for each in hits.corrections[:5]}
    if not hits:
        from coalition.search.report import searched, why_empty

        why = [beyond.plainly(each) for each in (why_empty(hits), searched(hits, True)) if each]
        return {"found": False, "because": [each[:300] for each in why]} | head
    return page(head, "hits", hits, partial(_hit, graph), skip, most, hits.total)


def _hit(graph: Graph, hit: Hit, detail: Detail) -> dict[str, Any]:
    written: dict[str, Any] = {**named(hit.iri, hit.label, detail), "kind": hit.kind}
    if hit.start is not None:
        written |= {"start": hit.start, "end": hit.end}
    if hit.snippet and hit.snippet != hit.label:
        written |= {hit.found_in: detail.cut(hit.snippet)}
    iris = [hit.iri] if hit.kind in ("passage", "slice") else hit.passages
    cited = [graph._tracer.cite(iri) for iri in iris]
    told = by_stance({None: cited}, graph._families, detail)
    if hit.passage_count > len(cited):  # of the others, neither stance nor family is known here
        for stance in told.values():
            stance.pop("families", None)
        told["passage_count"] = hit.passage_count
    if not cited and hit.kind != "text":
        told["also"] = ["register", "record"]
    return written | told


# show


def _show(graph: Graph, given: Given) -> dict[str, Any]:
    described = _described(graph, given["name"])
    if described.passage:
        return _passage(graph, {**given, "id": described.iri})
    head: dict[str, Any] = {"id": short(described.iri), "label": described.label[:300]}
    for name, texts in (("is", described.classes), ("names", described.aliases)):
        if texts:
            head[name] = [text[:80] for text in texts[:8]] + (["…"] if len(texts) > 8 else [])
    if not described.facts:
        count = "there are no facts about it in this part of the graph" if graph.whole else "it is only named"
        return head | {"found": False, "because": [count, beyond.read(graph)]}
    groups = [("", "", lines) for lines in _alike(described.lines)]
    groups += [(each.iri, each.title, lines) for each in described.mentions for lines in _alike(each.lines)]
    return page(head, "facts", groups, partial(_facts, graph), **pages(given))


def _described(graph: Graph, name: str) -> Description:
    """Describe a thing, also one of those without a label, such as a participation, whose ids answers give, too."""
    if iri := _unlabelled(graph, name):
        from coalition.query.description import describe

        return describe(graph._tracer, iri)
    return graph.show(name)


def _unlabelled(graph: Graph, name: str) -> str:
    """Return the IRI that a name is, where the graph tells of it and finds it by no label; else ""."""
    iri = expand(name) or ""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return ""
    if not uri_of(iri) or graph._record.slice(name):
        return ""
    facts = list(graph.store.quads(node))
    kinds = {quad.object.value for quad in facts if quad.predicate.value == TYPE}  # type: ignore[union-attr]
    return iri if facts and kinds.isdisjoint(CG + kind for kind in LABELLED) else ""


def _alike(lines: Iterable[Line]) -> list[list[Line]]:
    """Return lines in groups that rest on the same passages."""
    groups: dict[Any, list[Line]] = {}
    for line in lines:
        passages = frozenset(cited.passage.iri for cited in line.evidence.passages)
        groups.setdefault((passages, line.evidence.rules, line.evidence.grounds, line.evidence.notes), []).append(line)
    return list(groups.values())


def _facts(graph: Graph, group: tuple[str, str, list[Line]], detail: Detail) -> dict[str, Any]:
    iri, title, lines = group
    written: dict[str, Any] = {"of": named(iri, title, detail)} if iri else {}
    written["says"] = [detail.cut(f"{line.relation} {line.text}") for line in lines]
    return written | cite(Evidence.joined([line.evidence for line in lines]), graph._families, detail)


# verify


def _verify(graph: Graph, given: Given) -> dict[str, Any]:
    from coalition.verdict.report import in_short

    verdict = graph.verify(given["claim"])
    exact = [each for each in verdict.matches if each.match.exact]
    head: dict[str, Any] = {"sought_by": verdict.sought, "verdict": in_short(verdict)[:300]}
    if verdict.negated:
        head["negated"] = "the claim says that something is not so; what follows is about what it says is not so"
    if verdict.contradicted_by:
        head["contradictions"] = len(verdict.contradicted_by)
    if not exact:
        head = {"found": False, "because": _unsafe(verdict), "safe_to_conclude_absent": not verdict.unsafe} | head
    items: list[Item] = [("exact", "", each) for each in exact]
    items += [("against", each.kind, each) for each in verdict.contradicted_by]
    items += [("near", "", each) for each in verdict.matches if not each.match.exact]
    if not items:
        return head
    return page(head, "matches", items, partial(_match, graph), **pages(given))


def _unsafe(verdict: Verdict) -> list[str]:
    """Return why it is not safe to conclude that no document says so, and how many documents were read in full."""
    own = {f"{reading.label}: {reading.reason}" for reading in verdict.read_in_full}
    reasons = [beyond.plainly(reason)[:200] for reason in verdict.unsafe if reason not in own]
    number = sum(reading.complete is True for reading in verdict.read_in_full)
    return [*reasons, f"{number} of {len(verdict.read_in_full)} documents are known to have been read in full"]


def _match(graph: Graph, item: Item, detail: Detail) -> dict[str, Any]:
    is_, kind, found = item
    written: dict[str, Any] = {"is": is_} | ({"how": kind} if kind else {})
    conflict = getattr(found, "conflict", None)
    if conflict:
        return written | _conflict(graph, conflict, detail)
    if is_ == "against":
        if found.thing != found.by.match.thing:  # type: ignore[union-attr]
            written["of"] = named(found.thing, found.label, detail)  # type: ignore[union-attr]
        found = found.by  # type: ignore[union-attr,assignment]
    written |= named(found.match.thing, found.label, detail)  # type: ignore[union-attr]
    if found.kind and not found.match.facts:  # type: ignore[union-attr]
        written["kind"] = found.kind
    if found.content:  # type: ignore[union-attr]
        written["content"] = detail.cut(found.content)  # type: ignore[union-attr]
    written["families"] = {stance: len(groups) for stance, groups in found.support.items()}  # type: ignore[union-attr]
    shown, more = detail.first(found.statements)  # type: ignore[union-attr]
    written["statements"] = [_statement(each, detail) for each in shown]
    return written | ({"more_statements": more} if more else {})


def _statement(said: Statement, detail: Detail) -> dict[str, Any]:
    written: dict[str, Any] = {"stance": said.stance}
    for name in ("holder", "attitude", "status", "date"):
        if text := getattr(said, name):
            written[name] = detail.cut(text)
    for name in ("attributed_to", "reported_by"):
        if texts := getattr(said, name):
            written[name] = [detail.cut(text) for text in texts[: detail.parts]]
    shown, more = detail.first(said.passages)
    written["passages"] = [short(cited.passage.iri) for cited in shown]
    if more:
        written["more"] = more
    if readings := sum(bool(cited.passage.reading) for cited in said.passages):
        written["readings"] = readings
    return written


# passage


def _passage(graph: Graph, given: Given) -> dict[str, Any]:
    iri = graph._record.slice(given["id"])
    if iri is None:
        remedy = "pass an id such as s002-2116 as an answer gives it; search finds passages by words"
        raise ParameterError(f"there is no passage {given['id'][:100]}", where="passage, id", remedy=remedy)
    cited = graph._tracer.passage(iri)
    assert cited
    passage, source = cited.passage, cited.source
    limit = 300 if given.get("limit") is None else 10_000
    cut = Detail(limit, limit).cut
    document = {"id": short(source.iri), "label": source.label, "title": source.title, "publisher": source.publisher}
    document |= {"creator": source.creator, "issued": source.issued}
    head: dict[str, Any] = {
        "id": short(iri),
        "document": {name: cut(value) for name, value in document.items() if value},
        "place": passage.characters.replace("–", " to "),
        "stance": passage.stance or "it holds no fact",
        **({"directness": passage.directness} if passage.directness else {}),
    }
    for name, texts in (
        ("attributed_to", passage.attributed_to),
        ("reported_by", passage.reported_by),
        ("cites", passage.cites),
        ("noted", passage.notes),
        ("read_with", tuple(short(each) for each in passage.context)),
    ):
        if texts:
            most = 3 if given.get("limit") is None else 100
            head[name] = [cut(text) for text in texts[:most]] + ([f"{len(texts) - most} more"] if texts[most:] else [])
    if passage.reading:
        head["reading"] = cut(passage.reading)
    head["words"] = cut(cited.finding.words) if cited.finding.words else None
    if not cited.finding.words:
        head["words_are"] = str(cited.finding.state)
    return page(head, "states", cited.facts, partial(_stated, graph), **pages(given))


def _stated(graph: Graph, fact: Any, detail: Detail) -> str:
    from coalition.output.values import in_words

    subject, relation, value = (in_words(term, graph.names) for term in fact)
    return detail.cut(f"{subject} {'is a' if fact.predicate.value == TYPE else relation} {value}")


# timeline and conflicts


def _timeline(graph: Graph, given: Given) -> dict[str, Any]:
    asked = {name: given[name] for name in ("about", "since", "until", "kinds") if name in given}
    found = graph.timeline(asked.pop("about", None), **asked)
    head: dict[str, Any] = {"about": found.about[:200]} if found.about else {}
    if undated := found.undated_in_words():
        head["undated"] = undated
    if not found.entries:
        count = lambda graph, **given: len(graph.timeline(given.pop("about", None), **given).entries)  # noqa: E731
        return {
            "found": False,
            "because": beyond.without(graph, count, TOOLS["timeline"], _of(given, *asked, "about")),
        } | head
    return page(head, "entries", found.entries, partial(_entry, graph), **pages(given))


def _of(given: Given, *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def _entry(graph: Graph, entry: Entry, detail: Detail) -> dict[str, Any]:
    written: dict[str, Any] = {"date": str(entry.period), **named(entry.thing.iri, entry.thing.label, detail)}
    written["kind"] = entry.thing.what
    if entry.relation != "dated":
        written["date_is_of"] = entry.relation
    if entry.notes:
        written["told"] = list(entry.notes)
    if entry.inferred:
        written["inferred"] = True
    if entry.contradicts:
        written["contradicts"] = [str(period) for period in entry.contradicts[: detail.parts]]
    if entry.denied:
        shown, more = detail.first(entry.denied)
        written["denied_by"] = [short(cited.passage.iri) for cited in shown] + ([f"{more} more"] if more else [])
    return written | cite(entry.evidence(entry.period), graph._families, detail)


def _conflicts(graph: Graph, given: Given) -> dict[str, Any]:
    thing = _unlabelled(graph, given.get("thing", ""))
    found = graph._conflicts(concerned(graph.store, thing)) if thing else graph.conflicts(given.get("thing"))
    if not found:
        count = lambda graph, **given: len(graph.conflicts(**given))  # noqa: E731
        return {"found": False, "because": beyond.without(graph, count, TOOLS["conflicts"], _of(given, "thing"))}
    return page({}, "conflicts", found, partial(_conflict, graph), **pages(given))


def _conflict(graph: Graph, conflict: Conflict, detail: Detail) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": conflict.kind, "id": short(conflict.thing), "on": detail.cut(conflict.subject())}
    if conflict.later is not None:
        written["later"] = detail.cut(conflict.sides[conflict.later].value)
    return written | {"sides": [_side(graph, side, detail) for side in conflict.sides]}


def _side(graph: Graph, side: Side, detail: Detail) -> dict[str, Any]:
    return {"says": detail.cut(side.value), **by_stance({None: side.passages}, graph._families, detail)}


# network


def _network(graph: Graph, given: Given) -> dict[str, Any]:
    name, measure = given.get("network", "co-participation"), given.get("measure", "degree")
    period = _of(given, "since", "until")
    if "other" in given and "actor" not in given:
        raise ParameterError("other needs actor", where="network", remedy="name both ends of the path")
    if "other" in given:
        return _path(graph, given, name, period)
    if "actor" in given:
        explained = graph.explanation(given["actor"], measure, name, **period)
        whole, ranked = explained.whole, len(explained.ranking.rows)
        head = {"network": name, "measure": measure, **named(whole.actor, whole.label[:200], Detail(0, 200))}
        head |= {"score": round(whole.score, 6), "rank": f"{whole.rank} of {ranked}"}
        return page(head, "rests_on", explained.grounds, partial(_ground, graph), **pages(given))
    ranking = graph.centrality(measure, name, **period)
    head = {"network": name, "measure": measure, "nodes": ranking.size["nodes"], "ties": ranking.size["ties"]}
    basis = graph._basis(graph._columns, name, None, False, 1, _within(period))

    def rank(row: Any, detail: Detail) -> dict[str, Any]:
        supports = basis.supports_of(row.actor)
        parts = {thing: _cited(graph, supports[thing]) for thing in sorted(supports)}
        things = "commitments" if name == "commitment" else "events"
        written = {"rank": row.rank, **named(row.actor, row.label, detail), "score": round(row.score, 6)}
        return written | {things: len(parts)} | by_stance(parts, graph._families, detail)

    return page(head, "ranking", ranking.rows, rank, **pages(given))


def _within(period: Given) -> Any:
    from coalition.graph import _within

    return _within(period.get("since"), period.get("until"))


def _cited(graph: Graph, passages: Iterable[str]) -> Sequence[Cited]:
    return [graph._tracer.cite(iri) for iri in sorted(passages)]


def _ground(graph: Graph, ground: Any, detail: Detail) -> dict[str, Any]:
    written: dict[str, Any] = {**named(ground.thing, ground.label, detail), "ties": ground.ties}
    if ground.without:
        written |= {"rank_without": ground.without.rank, "score_without": round(ground.without.score, 6)}
    else:
        written["rank_without"] = None
    return written | by_stance({None: ground.passages}, graph._families, detail)


def _path(graph: Graph, given: Given, name: str, period: Given) -> dict[str, Any]:
    found = graph.path(given["actor"], given["other"], name, **period, most=1)
    if not found.paths:
        return {"found": False, "because": [found.apart[:500]], "network": name}
    labels = [node.label[:80] for node in found.paths[0]]
    head = {"network": name, "length": found.length, "shortest_paths": found.number, "path": labels[:12]}

    def step(each: Any, detail: Detail) -> dict[str, Any]:
        supports, more = detail.first(each.supports)
        by = [
            named(support.thing, support.label, detail) | by_stance(by_fact(support.passages), graph._families, detail)
            for support in supports
        ]
        return {"from": short(each.one.iri), "to": short(each.other.iri), "by": by} | (
            {"more_by": more} if more else {}
        )

    return page(head, "steps", found.steps, step, **pages(given))


# What the server asks for beside tools: the questions as prompts, and things as resources.


def _questions(graph: Graph, given: Given) -> dict[str, Any]:
    listed = []
    for each in graph.questions().values():
        parameters = [
            {"name": p.name, "required": p.required, "description": f"{p.type}: {p.use}"} for p in each.parameters
        ]
        listed.append({"name": each.name, "summary": each.summary, "parameters": parameters})
    return {"questions": listed}


def _resources(graph: Graph, given: Given) -> dict[str, Any]:
    """Return a page of the things that are resources, by their kinds and names."""
    seen: dict[str, str] = {}
    for kind in LABELLED:
        for iri in graph.names.things(kind):
            if uri_of(iri):
                seen.setdefault(iri, kind)
    after = int(given.get("after", 0))
    chosen = sorted(seen)[after : after + LISTED]
    listed = [{"uri": uri_of(iri), "name": short(iri), "label": graph.names.label(iri)} for iri in chosen]
    return {"resources": listed, "next": after + LISTED if after + LISTED < len(seen) else None}


def uri_of(iri: str) -> str:
    """Return the URI of the resource of a thing, or "" where its IRI is not one of ours."""
    kind, slash, name = iri.removeprefix(used().base).partition("/")
    ours = iri.startswith(used().base) and kind in THING_PREFIXES and slash and name
    return f"{RESOURCE}{kind}/{name}" if ours else ""


def _resource(graph: Graph, given: Given) -> dict[str, Any]:
    """Return the record of a thing or a passage, named by the URI of its resource or by its IRI."""
    uri = str(given.get("uri", ""))
    iri = used().base + uri.removeprefix(RESOURCE) if uri.startswith(RESOURCE) else uri
    if not uri_of(iri):
        raise NotFoundError(f"there is no resource {uri[:200]}", remedy=f"write {RESOURCE}KIND/NAME, or an IRI")
    try:
        return _show(graph, {"name": iri, "limit": RECORD_SIZE})
    except ParameterError as fault:
        raise NotFoundError(fault.what, where=fault.where, remedy=fault.remedy) from None


ANSWERS: Mapping[str, Callable[[Graph, dict[str, Any]], dict[str, Any]]] = {
    "schema": words.schema,
    "search": _search,
    "show": _show,
    "verify": _verify,
    "ask": rows.ask,
    "sparql": rows.sparql,
    "passage": _passage,
    "timeline": _timeline,
    "conflicts": _conflicts,
    "network": _network,
}

INTERNAL: Mapping[str, Callable[[Graph, Given], dict[str, Any]]] = {
    "questions": _questions,
    "resources": _resources,
    "resource": _resource,
}
