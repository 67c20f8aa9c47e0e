"""Define the corpus that is searched: the invented one with a denial, and with words that no passage covers."""

from __future__ import annotations

from ruritania import TEXT, digest, document

DENIAL = "The court denies that Ruritania sold cannons to Graustark."
LONG = TEXT + DENIAL + "\nThe Élan of the Straße in 中国上海 was naïve, and मोदी smiled.\n"


def with_denial() -> str:
    """Return the TriG of the source zenda with a passage that denies a commitment."""
    start = LONG.index(DENIAL)
    return document(text=LONG) + (
        f"passage:zenda-{start} a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:start {start} ;\n"
        f'    cg:end {start + len(DENIAL)} ; cg:digest "{digest(DENIAL)}" ; cg:stance cg:Denies .\n'
        f"passage:zenda-{start} {{\n"
        '    commitment:cannons a cg:Commitment ; skos:prefLabel "Sale of cannons" ; cg:committedBy actor:ruritania ;\n'
        '        cg:beneficiary actor:graustark ; cg:content "Bronze cannons." .\n'
        "}\n"
    )
