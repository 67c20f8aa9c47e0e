"""Write a small corpus with minutes that hold lists: who was there, what was pledged, when meetings are."""

from __future__ import annotations

import hashlib
from pathlib import Path

TEXT = """Minutes of the Council of Zenda

Anna Holm opened the meeting and greeted Nils Ek.

Present
Anna Holm, chair
Rupert Hentzau
Nils  EK
Ghost Writer

Roll call
Anna Holm: aye
Rupert Hentzau: NAY

Pledges: Ruritania gives 1.6 billion euros on 5 May 2031, and the Port League gives £25,000.

5 May 2031, Strelsau: Council meeting
12 May 2031: Second meeting
"""

REGISTER = """graph:register {
    actor:anna-holm a cg:Person ; skos:prefLabel "Anna Holm" ; skos:altLabel "Holm" .
    actor:rupert-hentzau a cg:Person ; skos:prefLabel "Rupert Hentzau" .
    actor:nils-ek a cg:Person ; skos:prefLabel "Nils Ek" .
    actor:ruritania a cg:Organisation ; skos:prefLabel "Ruritania" .
    actor:port-league a cg:Organisation ; skos:prefLabel "Port League" .
    meeting:talks a cg:Meeting ; skos:prefLabel "Zenda talks" .
}
"""

ATTENDANCE = "Name,Role\nAnna Holm,chair\nRupert Hentzau,\nNils Ek\nGhost Writer\nNobody\n"
"""A list of those who were present, of whom the register lacks one, and the text another."""


def minutes(folder: Path) -> Path:
    """Write the corpus to a new folder, and return it; nothing of its text has been read."""
    (folder / "graph").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    (folder / "sources" / "minutes.txt").write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    (folder / "graph" / "minutes.trig").write_text(
        f'source:minutes a cg:Source ; dcterms:title "Minutes" ; cg:fileName "minutes.txt" ;\n'
        f'    cg:textDigest "{digest}" ; cg:textLength {len(TEXT)} .\n',
        encoding="utf-8",
    )
    return folder
