"""Give a root rules of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from coalition.corpus.root import Root

DECLARED = "PREFIX cg: <https://w3id.org/coalition-graph/ontology#>\n"

ROUNDS = (
    "CONSTRUCT { ?b cg:represents ?a . ?a cg:represents ?b } WHERE { { ?a cg:represents ?b } UNION { ?a cg:host ?b } }",
    "CONSTRUCT { ?a cg:represents ?c } WHERE { ?a cg:represents ?b . ?b cg:represents ?c }",
    "CONSTRUCT { ?a ?p ?b . ?b ?p ?a } WHERE { ?a ?p ?b . ?b a cg:State . ?a a cg:Commitment }",
    "CONSTRUCT { ?p a cg:State } WHERE { ?a ?p ?p }",
    "CONSTRUCT { ?a cg:represents ?b } "
    "WHERE { ?x cg:participant ?a ; cg:event ?b . ?y cg:participant ?a ; cg:event ?b }",
    "CONSTRUCT { cg:State cg:represents cg:Person } "
    "WHERE { { SELECT DISTINCT ?a { ?a cg:host ?b } } <http://e.org/no> a ?a }",
)
"""Rules that need each other, and several rounds; that bind properties, share two variables, or derive nothing."""


def own_rules(folder: Path, *rules: str) -> None:
    """Give a root an ontology of its own, with more rules."""
    if not (folder / "ontology").exists():
        shutil.copytree(Root.published().ontology[0], folder / "ontology")
    for number, rule in enumerate(rules):
        (folder / "ontology" / "rules" / f"own-{number}.rq").write_text(DECLARED + rule)
