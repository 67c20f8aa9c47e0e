"""Define the invented corpus: one source about Ruritania and its neighbours, of which every fact is known.

The fixtures `folder` and `root` in conftest.py write it to files.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.build.dataset import build_dataset
from coalition.corpus.root import Root
from coalition.errors import CoalitionError
from coalition.graph import Graph
from coalition.rdf.store import Store
from coalition.texts.source import Texts

PROJECT = Path(__file__).parents[1]

TEXT = """The Strelsau meeting

Rudolf, King of Ruritania, received Queen Flavia and envoys of the League in Strelsau on 3 May 1894.
Ruritania promised 1,200 crowns (£50) to Graustark if the treaty is signed.
The Gazette reports that Graustark asked for more than 20 horses.
Graustark did not come, the court says.
"""

REGISTER = """
@prefix actor: <https://w3id.org/coalition-graph/actor/> .
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix commitment: <https://w3id.org/coalition-graph/commitment/> .
@prefix condition: <https://w3id.org/coalition-graph/condition/> .
@prefix graph: <https://w3id.org/coalition-graph/graph/> .
@prefix item: <https://w3id.org/coalition-graph/item/> .
@prefix meeting: <https://w3id.org/coalition-graph/meeting/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix place: <https://w3id.org/coalition-graph/place/> .
@prefix post: <https://w3id.org/coalition-graph/post/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

graph:register {
    actor:rudolf a cg:Person ; skos:prefLabel "Rudolf Elphberg" ; skos:altLabel "Rudolf", "the King" .
    actor:flavia a cg:Person ; skos:prefLabel "Flavia of Ruritania" ; skos:altLabel "Queen Flavia" .
    actor:ruritania a cg:State ; skos:prefLabel "Ruritania" .
    actor:graustark a cg:State ; skos:prefLabel "Graustark" .
    actor:league a cg:Organisation ; skos:prefLabel "League of Nations of Zenda" ; skos:altLabel "the League" .
    actor:gazette a cg:Organisation ; skos:prefLabel "Strelsau Gazette" .
    post:king a cg:Post ; skos:prefLabel "King of Ruritania" ; org:postIn actor:ruritania .
    meeting:strelsau-1894-05-03 a cg:Meeting ; skos:prefLabel "Meeting in Strelsau" .
    place:strelsau a cg:Place ; skos:prefLabel "Strelsau" .
    item:horse a cg:Item ; skos:prefLabel "Horse" .
    commitment:crowns skos:prefLabel "1,200 crowns for Graustark" .
    condition:treaty skos:prefLabel "The treaty is signed" .
}
"""

FACTS = {
    "Rudolf, King of Ruritania, received Queen Flavia": (
        "Asserts",
        "",
        """
    actor:rudolf org:holds post:king .
    meeting:strelsau-1894-05-03 cg:host actor:rudolf .
    participation:strelsau-1894-05-03--rudolf a cg:Participation ;
        cg:event meeting:strelsau-1894-05-03 ; cg:participant actor:rudolf ; cg:role cg:HostRole .
    participation:strelsau-1894-05-03--flavia a cg:Participation ;
        cg:event meeting:strelsau-1894-05-03 ; cg:participant actor:flavia .
""",
    ),
    "envoys of the League in Strelsau on 3 May 1894": (
        "Asserts",
        "",
        """
    meeting:strelsau-1894-05-03 cg:date "1894-05-03"^^xsd:date ; cg:place place:strelsau .
    participation:strelsau-1894-05-03--league a cg:Participation ;
        cg:event meeting:strelsau-1894-05-03 ; cg:participant actor:league ; cg:role cg:RepresentedRole .
""",
    ),
    "Ruritania promised 1,200 crowns (£50) to Graustark if the treaty is signed": (
        "Asserts",
        "",
        """
    commitment:crowns a cg:Commitment ; cg:committedBy actor:ruritania ; cg:beneficiary actor:graustark ;
        cg:convertedAmount amount:gbp-50 ; cg:condition condition:treaty ; cg:status cg:Conditional .
    amount:gbp-50 a cg:Amount ; cg:value "50"^^xsd:decimal ; cg:currency "GBP" .
    condition:treaty a cg:Condition ; cg:content "Both sides sign." .
""",
    ),
    "Graustark asked for more than 20 horses": (
        "Reports",
        "cg:reportedBy actor:gazette ;",
        """
    position:graustark-horses a cg:Position ; cg:holder actor:graustark ; cg:attitude cg:Asks ;
        cg:content "Horses are needed." .
    quantity:more-than-20-horses a cg:Quantity ; cg:number "20"^^xsd:decimal ; cg:bound cg:MoreThan ;
        cg:item item:horse .
""",
    ),
    "Graustark did not come": (
        "Asserts",
        'cg:context passage:NAME-22 ; skos:note "Why is open." ;'
        ' cg:reading "The meeting is taken for the one before." ;',
        """
    absence:strelsau-1894-05-03--graustark a cg:Absence ;
        cg:event meeting:strelsau-1894-05-03 ; cg:participant actor:graustark .
""",
    ),
}

MARK = "▶"
"""Marks, in the text that a test writes, the place that an error must name."""

KINDS = (
    "absence actor amount commitment condition event graph item meeting participation passage place position post "
    "quantity slice source"
)


def prefixes() -> str:
    """Return the prefixes that invented facts use, as Turtle."""
    ours = "".join(f"@prefix {kind}: <https://w3id.org/coalition-graph/{kind}/> .\n" for kind in KINDS.split())
    return ours + (
        "@prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix org: <http://www.w3.org/ns/org#> .\n"
        "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    )


def undeclared(text: str) -> str:
    """Return a text of TriG without the lines that declare prefixes."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("@prefix"))


def digest(words: str) -> str:
    """Return the SHA-256 of some words."""
    return hashlib.sha256(words.encode()).hexdigest()


def document(name: str = "zenda", text: str = "") -> str:
    """Return the TriG of a source, with those of FACTS whose words occur in `text`.

    Without `text` it is TEXT; names other than zenda get one more line, since no two sources may have the same text.
    """
    text = text or (TEXT if name == "zenda" else f"{TEXT}{name}\n")
    parts = [
        prefixes(),
        f'source:{name} a cg:Source ; skos:prefLabel "The {name} paper" ; dcterms:publisher actor:gazette ;\n'
        f'    dcterms:issued "1894-05-04"^^xsd:date ; cg:fileName "{name}.txt" ; cg:textLength {len(text)} ;\n'
        f'    cg:textDigest "{digest(text)}" .\n',
    ]
    for words, (stance, more, facts) in FACTS.items():
        if words not in text:
            continue
        start = text.index(words)
        parts.append(
            f"passage:{name}-{start} a cg:Passage ; prov:wasQuotedFrom source:{name} ; cg:start {start} ;\n"
            f'    cg:end {start + len(words)} ; cg:digest "{digest(words)}" ;\n'
            f"    {more.replace('NAME', name)} cg:stance cg:{stance} .\n"
            f"passage:{name}-{start} {{{facts}}}\n"
        )
    return "\n".join(parts)


def drafted(words: str, facts: str, text: str = TEXT) -> str:
    """Return the TriG of a drafted passage of the source zenda."""
    start = text.index(words)
    name = f"passage:zenda-{start}-{start + len(words)}"
    return (
        f"{prefixes()}{name} a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:start {start} ;\n"
        f'    cg:end {start + len(words)} ; cg:digest "{digest(words)}" ; cg:stance cg:Drafted .\n'
        f"{name} {{ {name} {facts} }}\n"
    )


def position(text: str) -> str:
    """Return the line and column of the mark in a text."""
    before = text.split(MARK)[0]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def refusal(folder: Path) -> CoalitionError:
    """Return the error that a build of `folder` raises, and check that it has a remedy and that nothing was built."""
    store = folder.parent / "store"
    with pytest.raises(CoalitionError) as caught:
        Graph.open(folder, store=store)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.remedy
    assert not store.exists() or not [path for path in store.iterdir() if path.name != ".lock"]
    return caught.value


def built(root: Root) -> Store:
    """Return the store that is built from a root."""
    return build_dataset(root.read(), Texts(root.sources)).builder.reader()


def accepted(store: Store) -> set[ox.Triple]:
    """Return the facts of the default graph."""
    return {quad.triple for quad in store.quads(None, None, None, ox.DefaultGraph())}


def decide(folder: Path, *decisions: str) -> Path:
    """Add decisions to the register, in a file of their own."""
    text = prefixes() + "graph:register { " + " ".join(decisions) + " }"
    path = folder / "graph" / "decisions.trig"
    path.write_text(text.replace(MARK, ""), encoding="utf-8")
    return path
