"""Test that passages are Web Annotations: by the W3C's context, and by a library for annotations.

`anno.jsonld` is the W3C's context (https://www.w3.org/ns/anno.jsonld), under the W3C Document License.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from exchanged import FACTS, TEXT

from coalition.exchange.annotation_incoming import from_annotations
from coalition.exchange.annotations import CONTEXT
from coalition.exchange.losses import Losses
from coalition.graph import Graph
from coalition.namespaces import CG, PREFIXES

Exchanged = Callable[..., tuple[str, Losses]]
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
HERE = Path(__file__).parent

READ_AND_WRITE = """
import { readFileSync } from 'node:fs';
import { W3CTextFormat } from '@recogito/text-annotator';
const written = JSON.parse(readFileSync(0, 'utf8')).first.items.map(annotation => {
  const format = W3CTextFormat(annotation.target.source);
  const { parsed, error } = format.parse(annotation);
  if (error) throw error;
  return format.serialize(parsed);
});
console.log(JSON.stringify(written));
"""


def items(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["first"]["items"]
    return found


def of(graph: Graph) -> dict[str, set[ox.Triple]]:
    """Return what each passage states."""
    found: dict[str, set[ox.Triple]] = {}
    for quad in graph.store.quads():
        name = getattr(quad.graph_name, "value", "")
        if name.startswith(PREFIXES["passage"]):
            found.setdefault(f"{name}#annotation", set()).add(quad.triple)
    return found


def test_a_target_has_offsets_and_on_request_the_words_with_those_around_them(exchanged: Exchanged) -> None:
    without, with_words = (items(exchanged("annotations", words)[0]) for words in (False, True))
    assert len(without) == len(with_words) == len(FACTS)
    for one, other in zip(without, with_words, strict=True):
        (position,) = one["target"]["selector"]
        assert other["target"]["selector"][0] == position
        quote = other["target"]["selector"][1]
        assert TEXT[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
    assert exchanged("annotations")[1].changed.total() == len(FACTS)
    assert not exchanged("annotations", True)[1].changed


def test_by_the_context_of_the_w3c_the_stance_is_told_and_no_fact_is_stated(exchanged: Exchanged) -> None:
    data = json.loads(exchanged("annotations", True)[0])
    assert data["@context"][0] == CONTEXT
    data["@context"][0] = json.loads((HERE / "anno.jsonld").read_text(encoding="utf-8"))["@context"]
    quads = ox.parse(json.dumps(data).encode(), ox.RdfFormat.JSON_LD)
    graph = rdflib.Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    told = list(graph.subjects(rdflib.RDF.type, OA.Annotation))
    assert len(told) == len(FACTS)
    for annotation in told:
        selectors = list(graph.objects(graph.value(annotation, OA.hasTarget), OA.hasSelector))
        kinds = {graph.value(selector, rdflib.RDF.type) for selector in selectors}
        assert kinds == {OA.TextPositionSelector, OA.TextQuoteSelector}
        sources = {graph.value(body, OA.hasSource) for body in graph.objects(annotation, OA.hasBody)}
        assert sum(str(source).startswith(CG) for source in sources) == 1
    ours = {predicate for predicate in graph.predicates() if str(predicate).startswith(CG)}
    assert ours == {rdflib.URIRef(CG + word) for word in ("digest", "reading")}
    assert (None, rdflib.PROV.wasAttributedTo, rdflib.URIRef(PREFIXES["actor"] + "anna-holm")) in graph


@pytest.mark.parametrize("name", ["ostvik", "published"])
def test_what_is_written_is_read_back_without_loss(name: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(name)
    read = from_annotations([json.loads(graph.exchange("annotations")[0])])
    assert not read.refused
    assert {each.where: {*each.facts} for each in read.quoted} == of(graph)
    stances = {iri: each.stance for each in read.quoted for iri in [each.where.removesuffix("#annotation")]}
    assert stances == {iri: graph._record.values(iri, CG + "stance")[0].removeprefix(CG) for iri in stances}


def test_a_library_for_annotations_reads_and_writes_them(ostvik: Graph, exchanged: Exchanged, tmp_path: Path) -> None:
    if not (named := os.environ.get("CLIENTS")):
        pytest.skip("the clients are not installed; run make clients, and make test CLIENTS=out/clients")
    (tmp_path / "node_modules").symlink_to(Path(named).resolve() / "node_modules")
    (tmp_path / "read.mjs").write_text(READ_AND_WRITE, encoding="utf-8")
    text = exchanged("annotations", True)[0].encode()
    done = subprocess.run(["node", "read.mjs"], cwd=tmp_path, input=text, capture_output=True, check=True, timeout=60)
    read = from_annotations(json.loads(done.stdout))
    assert not read.refused
    assert {each.where: {*each.facts} for each in read.quoted} == of(ostvik)
    assert {each.words for each in read.quoted} == {words for words, *_ in FACTS}
    # Without a page around the text, it keeps no words around the quotation.
    assert {(each.before, each.after) for each in read.quoted} == {("", "")}
