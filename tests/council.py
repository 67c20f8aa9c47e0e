"""Write the corpus of a made-up council: two documents that tell of its votes, and disagree on one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from coalition.namespaces import PREFIXES

DELIBERATING = {"ballots", "decisions", "memberships", "rests-on-implication", "votes"}
"""The questions of which the published graph tells nothing, and this corpus does."""

UNANSWERED = DELIBERATING | {"proposals"}
"""All questions of which the published graph tells nothing; what programs proposed, tests/assistants has."""

MINUTES = """Minutes of the Council of Zenda of 5 May 2031

Rupert Hentzau, a member from 2030 to December 2031, moved that the library get 25,000 crowns. Flavia seconded.
Carried 5 to 2, one abstaining; Flavia voted against.
The minutes were adopted unanimously.
"""

IMPLIED = "Flavia voted against"
"""What the minutes do not say outright, as its passage records."""

PAPER = """The library gets its money

Six of the Council of Zenda voted for it.
"""

REGISTER = """graph:register {
    actor:zenda-council a cg:Organisation ; skos:prefLabel "Council of Zenda" .
    actor:rupert-hentzau a cg:Person ; skos:prefLabel "Rupert Hentzau" .
    actor:flavia a cg:Person ; skos:prefLabel "Flavia" .
    meeting:zenda-council-2031-05-05 a cg:Meeting ; skos:prefLabel "Meeting of the Council of 5 May 2031" .
    vote:library-grant skos:prefLabel "Vote on the library" .
}
"""

FACTS = {
    "minutes": {
        "Rupert Hentzau, a member from 2030 to December 2031, moved that the library get 25,000 crowns": """
    membership:rupert-hentzau-in-the-council a cg:Membership ; org:member actor:rupert-hentzau ;
        org:organization actor:zenda-council ; cg:startDate "2030"^^xsd:gYear ; cg:endDate "2031-12"^^xsd:gYearMonth .
    motion:library-grant a cg:Motion ; cg:content "The library gets 25,000 crowns." ; cg:movedBy actor:rupert-hentzau .
""",
        "Carried 5 to 2, one abstaining": """
    vote:library-grant a cg:Vote ; cg:voteOn motion:library-grant ; cg:voteOutcome cg:Carried ; cg:votesFor 5 ;
        cg:votesAgainst 2 ; cg:abstentions 1 ; cg:event meeting:zenda-council-2031-05-05 .
    decision:library-grant a cg:Decision ; cg:content "The library gets 25,000 crowns." ;
        cg:decidedBy actor:zenda-council ; cg:decides motion:library-grant .
""",
        "Flavia voted against": """
    ballot:library-grant--flavia a cg:Ballot ; cg:ballotIn vote:library-grant ; cg:voter actor:flavia ;
        cg:choice cg:Opposed .
""",
        "The minutes were adopted unanimously": """
    motion:minutes a cg:Motion ; cg:content "The minutes are adopted." .
    vote:minutes a cg:Vote ; cg:voteOn motion:minutes ; cg:unanimous true ; cg:voteOutcome cg:Carried .
""",
    },
    "paper": {"Six of the Council of Zenda voted for it": "\n    vote:library-grant cg:votesFor 6 .\n"},
}


def council(folder: Path) -> Path:
    """Write the corpus to a new folder, and return it; its files declare no prefixes."""
    assert "vote" in PREFIXES
    (folder / "graph").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "graph" / "register.trig").write_text(REGISTER, encoding="utf-8")
    for name, text in (("minutes", MINUTES), ("paper", PAPER)):
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")
        parts = [
            f'source:{name} a cg:Source ; dcterms:title "{text.splitlines()[0]}" ; cg:fileName "{name}.txt" ;\n'
            f'    cg:textDigest "{_digest(text)}" ; cg:textLength {len(text)} .\n'
        ]
        for words, facts in FACTS[name].items():
            start = text.index(words)
            head = f"prov:wasQuotedFrom source:{name} ; cg:start {start} ; cg:end {start + len(words)}"
            head += " ; cg:directness cg:Implied" if words == IMPLIED else ""
            parts.append(
                f"passage:{name}-{start} a cg:Passage ; {head} ; cg:stance cg:Asserts ;\n"
                f'    cg:digest "{_digest(words)}" .\npassage:{name}-{start} {{{facts}}}\n'
            )
        (folder / "graph" / f"{name}.trig").write_text("\n".join(parts), encoding="utf-8")
    return folder


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
