"""Write the corpus of made-up talks in Ostvik, whose passages have every stance, for tests of exchange with others."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from coalition.namespaces import PREFIXES

TEXT = """The Ostvik talks

Anna Holm, chair of the Port League, hosted the Ostvik talks on 5 June 2031.
Nils Ek spoke there for Vesterland, of which the League is proud.
Vesterland will join the Port League.
Anna Holm does not lead the Pilots' Guild.
Bo Lee is said to be a member of the Pilots' Guild.
The talks may go on in Ostvik.
The envoy joined the Port League.
"""

REGISTER = """graph:register {
    actor:anna-holm a cg:Person ; skos:prefLabel "Anna Holm" ; skos:altLabel "Holm" ;
        skos:exactMatch <http://www.wikidata.org/entity/Q1001> .
    actor:nils-ek a cg:Person ; skos:prefLabel "Nils Ek" ; owl:sameAs <http://www.wikidata.org/entity/Q1006> .
    actor:bo-lee a cg:Person ; skos:prefLabel "Bo Lee" .
    actor:vesterland a cg:State ; skos:prefLabel "Vesterland" ; cg:isoCode "NOR" ;
        skos:exactMatch <http://www.wikidata.org/entity/Q1005>, <https://en.wikipedia.org/wiki/Vesterland> .
    actor:port-league a cg:Organisation ; skos:prefLabel "Port League" ;
        skos:exactMatch <http://www.wikidata.org/entity/Q1002>,
            <https://search.gleif.org/#/record/5493001KJTIIGC8Y1R12> .
    actor:pilots-guild a cg:Organisation ; skos:prefLabel "Pilots' Guild" ; skos:exactMatch <urn:isin:US0378331005> .
    actor:envoys a cg:Collective ; skos:prefLabel "Envoys" .
    post:chair-of-the-port-league a cg:Post ; skos:prefLabel "Chair of the Port League" ;
        org:postIn actor:port-league ; skos:exactMatch <http://www.wikidata.org/entity/Q1004> .
    meeting:ostvik-2031-06-05 a cg:Meeting ; skos:prefLabel "Ostvik talks" ;
        skos:exactMatch <http://www.wikidata.org/entity/Q1003> .
    place:ostvik a cg:Place ; skos:prefLabel "Ostvik" .
}
"""

FACTS = (
    (
        "Anna Holm, chair of the Port League, hosted the Ostvik talks on 5 June 2031",
        "Asserts",
        "",
        """
    actor:anna-holm org:holds post:chair-of-the-port-league .
    meeting:ostvik-2031-06-05 cg:date "2031-06-05"^^xsd:date ; cg:host actor:anna-holm .
    participation:ostvik-2031-06-05--anna-holm a cg:Participation ; cg:event meeting:ostvik-2031-06-05 ;
        cg:participant actor:anna-holm ; cg:role cg:HostRole .
""",
    ),
    (
        "Nils Ek spoke there for Vesterland",
        "Asserts",
        "prov:wasAttributedTo actor:anna-holm ;",
        """
    participation:ostvik-2031-06-05--nils-ek a cg:Participation ; cg:event meeting:ostvik-2031-06-05 ;
        cg:participant actor:nils-ek ; cg:onBehalfOf actor:vesterland .
""",
    ),
    (
        "Vesterland will join the Port League",
        "Predicts",
        "",
        "\n    actor:vesterland cg:memberOf actor:port-league .\n",
    ),
    (
        "Anna Holm does not lead the Pilots' Guild",
        "Denies",
        "",
        "\n    actor:pilots-guild cg:ledBy actor:anna-holm .\n",
    ),
    (
        "Bo Lee is said to be a member of the Pilots' Guild",
        "Reports",
        "",
        "\n    actor:bo-lee cg:memberOf actor:pilots-guild .\n",
    ),
    ("The talks may go on in Ostvik", "Proposes", "", "\n    meeting:ostvik-2031-06-05 cg:place place:ostvik .\n"),
    (
        "The envoy joined the Port League",
        "Asserts",
        'cg:reading "The envoy is taken for the one of Vesterland." ;',
        "\n    actor:nils-ek cg:memberOf actor:port-league .\n",
    ),
)

UNPLAIN = {"Predicts", "Denies", "Reports", "Proposes"}
"""The stances whose claims no form may tell as facts."""


def talks(folder: Path, *, facts: bool = True, register: bool = True) -> Path:
    """Write the corpus to a new folder, with or without what its passages state and its register, and return it."""
    assert "meeting" in PREFIXES
    (folder / "graph").mkdir(parents=True)
    (folder / "sources").mkdir()
    if register:
        (folder / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (folder / "sources" / "talks.txt").write_text(TEXT, encoding="utf-8")
    parts = [
        'source:talks a cg:Source ; dcterms:title "The Ostvik talks" ; cg:fileName "talks.txt" ;\n'
        '    dcterms:language "en-CA" ; dcterms:issued "2031-06-06"^^xsd:date ;\n'
        f'    cg:url "https://news.example/talks"^^xsd:anyURI ; cg:textLength {len(TEXT)} ;\n'
        f'    cg:retrievedOn "2031-07"^^xsd:gYearMonth ; cg:textDigest "{_digest(TEXT)}" .\n'
    ]
    for words, stance, more, stated in FACTS if facts else ():
        start = TEXT.index(words)
        head = f"prov:wasQuotedFrom source:talks ; cg:start {start} ; cg:end {start + len(words)}"
        parts.append(
            f"passage:talks-{start} a cg:Passage ; {head} ; cg:stance cg:{stance} ; {more}\n"
            f'    cg:digest "{_digest(words)}" .\npassage:talks-{start} {{{stated}}}\n'
        )
    (folder / "graph" / "talks.trig").write_text("\n".join(parts), encoding="utf-8")
    return folder


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def lines(text: str) -> list[dict[str, Any]]:
    """Return the objects of lines of JSON."""
    return [json.loads(line) for line in text.splitlines()]
