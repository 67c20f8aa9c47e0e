"""Invent a corpus of any size, valid by the ontology, with its texts and the truth that it was made from.

Documents form families that repeat one another; they hedge, deny and contradict each other at known rates. A few actors
take part in very much and most in little. Actors, events, commitments and positions grow with the number of documents;
a document tells of about twenty events and has about a thousand statements. The same seed gives the same bytes. Files
are written one by one, so that memory holds the truth alone:

    python benchmarks/corpus.py DIR --documents 40      # 40 thousand statements; 2,000 documents are two million
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from pathlib import Path
from random import Random

import pycountry

HOME = "https://w3id.org/coalition-graph/"
SPACES = "actor amount commitment event item meeting participation passage place position post quantity slice source"
PREFIXES = "".join(f"@prefix {space}: <{HOME}{space}/> .\n" for space in SPACES.split()) + (
    f"@prefix cg: <{HOME}ontology#> .\n@prefix graph: <{HOME}graph/> .\n"
    "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix org: <http://www.w3.org/ns/org#> .\n"
    "@prefix prov: <http://www.w3.org/ns/prov#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
)
FIRST_DAY = date(2015, 1, 1)

STANCES = ("Asserts",) * 84 + ("Reports",) * 8 + ("Predicts",) * 4 + ("Proposes",) * 2 + ("Denies",) * 2
"""The stances of passages, as often as they are drawn."""

REPEATS = 0.45
"""How often a document is derived from an earlier one, and so belongs to its family."""

WRONG_DAY, WRONG_SUM = 0.03, 0.04
"""How often a document gives another day for an event, or another sum for a commitment, than most do."""

STATUSES = ("Announced", "Pledged", "Indicated", "Offered", "Delivered")
ATTITUDES = ("Supports", "Opposes", "Asks", "Expects", "Holds")
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
    "lan",
    "mer",
    "sil",
)


@dataclass(frozen=True, eq=False)
class World:
    """Hold how much there is of everything, and answer how the world really is; nothing of it is kept."""

    seed: int
    documents: int

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many there are of each kind of thing."""
        return {
            "state": min(190, 20 + self.documents // 10),
            "person": 40 + 2 * self.documents,
            "body": 20 + self.documents,
            "town": 20 + self.documents // 4,
            "meeting": 20 + 3 * self.documents,
            "loan": 10 + 2 * self.documents,
            "view": 10 + 2 * self.documents,
        }

    def chance(self, *about: object) -> Random:
        """Return the random numbers that belong to a thing, whatever was drawn before."""
        return Random(f"{self.seed}/{'/'.join(map(str, about))}")

    def name(self, kind: str, number: int) -> str:
        """Return an invented name that nothing else has."""
        chance = self.chance("name", kind, number)
        word = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
        return f"{word} {kind.capitalize()} {number}"

    def event(self, number: int) -> tuple[date, int, int, tuple[str, ...]]:
        """Return the day, the place, the host state and the participants of an event."""
        chance = self.chance("event", number)
        day = FIRST_DAY + timedelta(days=number * 3650 // self.sizes["meeting"] + chance.randint(0, 20))
        size = min(60, 2 + int(chance.paretovariate(1.2)))
        chosen = {_heavy(chance, self.sizes["person"]) for _ in range(size)}
        bodies = {_heavy(chance, self.sizes["body"]) for _ in range(size // 4)}
        participants = [f"p{person}" for person in sorted(chosen)] + [f"o{body}" for body in sorted(bodies)]
        return day, chance.randrange(self.sizes["town"]), _heavy(chance, self.sizes["state"]), tuple(participants)

    def commitment(self, number: int) -> tuple[int, int, int, str, date]:
        """Return the state that commits itself, the beneficiary, the sum in millions, the status and the day."""
        chance = self.chance("commitment", number)
        giver = _heavy(chance, self.sizes["state"])
        taker = (giver + 1 + chance.randrange(self.sizes["state"] - 1)) % self.sizes["state"]
        day = FIRST_DAY + timedelta(days=number * 3650 // self.sizes["loan"])
        return giver, taker, chance.randint(1, 400) * 5, chance.choice(STATUSES), day

    def position(self, number: int) -> tuple[int, str, int, date]:
        """Return the holder, the attitude, the event that it is about, and the day."""
        chance = self.chance("position", number)
        event = number * self.sizes["meeting"] // self.sizes["view"]
        day = self.event(event)[0] + timedelta(days=chance.randint(0, 9))
        return _heavy(chance, self.sizes["person"]), chance.choice(ATTITUDES), event, day

    def post(self, person: int) -> int | None:
        """Return the state whose post a person holds, or None; one person in three holds one."""
        return person // 3 % self.sizes["state"] if person % 3 == 0 else None


def _heavy(chance: Random, size: int) -> int:
    """Draw a number below `size`, small ones much more often."""
    return int(size * chance.random() ** 3)


@dataclass
class Truth:
    """Count what was written, to compare it with what a graph of it answers."""

    passages: int = 0
    slices: int = 0
    statements: int = 0
    told: int = 0
    roots: dict[int, int] = field(default_factory=dict)
    days: dict[int, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    sums: dict[int, dict[int, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    there: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    asserted: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def to_dict(self, world: World) -> dict[str, object]:
        """Return the truth as plain data.

        `contradicted` are the events with two days and the commitments with two sums in passages that assert or report
        (each pair of values once), `sides` the passages that state each of these values; `support` gives the documents
        and the families that assert each day of an event and each sum of a commitment; `told` is the number of
        statements in passages; `there` are the participants of each event that passages assert, `represents` the state
        that each person represents wherever it takes part, and `degrees` those of a network of all these participants.
        """
        families = Counter(self.roots.values())
        told = [(f"e{number}", dict(days)) for number, days in sorted(self.days.items())]
        told += [(f"c{number}", {str(m): p for m, p in sums.items()}) for number, sums in sorted(self.sums.items())]
        ties = {pair for at in self.there.values() for pair in combinations(sorted(at), 2)}
        degrees = Counter(actor for pair in ties for actor in pair)
        return {
            "seed": world.seed,
            "documents": world.documents,
            "statements": self.statements,
            "told": self.told,
            "passages": self.passages,
            "factless slices": self.slices,
            "families": sorted(families.values(), reverse=True),
            "contradicted": {
                "two-dates": {
                    f"e{number}": sorted(days) for number, days in sorted(self.days.items()) if len(days) > 1
                },
                "two-sums": {f"c{number}": sorted(sums) for number, sums in sorted(self.sums.items()) if len(sums) > 1},
            },
            "sides": {
                f"{name} {value}": sorted(passages)
                for name, values in told
                for value, passages in sorted(values.items())
                if len(values) > 1
            },
            "support": {
                fact: [len(documents), len({self.roots[document] for document in documents})]
                for fact, documents in sorted(self.asserted.items())
            },
            "there": {f"e{number}": sorted(at) for number, at in sorted(self.there.items())},
            "represents": {
                who: f"s{state}"
                for who in sorted(set().union(*self.there.values()))
                if (state := _state(world, who)) is not None
            },
            "degrees": dict(sorted(degrees.items(), key=lambda item: (-item[1], item[0]))),
        }


class Writer:
    """Write a document: its text, and the passages that state what the text says."""

    def __init__(self, name: str, truth: Truth) -> None:
        self.name, self.truth = name, truth
        self.text, self.length = list[str](), 0
        self.turtle = list[str]()

    def passage(self, words: str, stance: str, facts: list[str], more: str = "") -> str:
        """Write a sentence and its passage; return the name of the passage."""
        start, end = self._sentence(words)
        name = f"passage:{self.name}-{start}"
        self.turtle.append(
            f'{name} a cg:Passage ;\n    cg:digest "{_digest(words)}" ;\n    cg:end {end} ;\n'
            f"    cg:stance cg:{stance} ;\n    cg:start {start} ;\n"
            f"{more}    prov:wasQuotedFrom source:{self.name} .\n\n{name} {{\n"
            + "".join(f"    {fact} .\n" for fact in facts)
            + "}\n\n"
        )
        told = sum(fact.count(" ;") + 1 for fact in facts)
        self.truth.passages += 1
        self.truth.told += told
        self.truth.statements += 6 + more.count(";") + told
        return name

    def slice(self, words: str) -> None:
        """Write a sentence that states no fact."""
        start, end = self._sentence(words)
        self.turtle.append(
            f'slice:{self.name}-{start} a cg:FactlessSlice ;\n    cg:digest "{_digest(words)}" ;\n    cg:end {end} ;\n'
            f"    cg:reason cg:Rhetoric ;\n    cg:start {start} ;\n    prov:wasQuotedFrom source:{self.name} .\n\n"
        )
        self.truth.slices += 1
        self.truth.statements += 6

    def _sentence(self, words: str) -> tuple[int, int]:
        start = self.length
        self.text.append(words + "\n")
        self.length += len(words) + 1
        return start, start + len(words)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def documents(world: World, truth: Truth) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the text and the facts of each document."""
    for number in range(world.documents):
        chance = world.chance("document", number)
        parent = number - 1 - chance.randrange(min(number, 20)) if number and chance.random() < REPEATS else None
        root = truth.roots[number] = number if parent is None else truth.roots[parent]
        writer = Writer(f"d{number}", truth)
        # A family tells of the same events, with the same mistakes; each of its documents chooses among them.
        own = world.chance("family", root)
        centre = int(root / world.documents * world.sizes["meeting"])
        told = sorted({(centre + int(own.gauss(0, 25))) % world.sizes["meeting"] for _ in range(40)})
        for event in chance.sample(told, min(len(told), 20)):
            _tell_event(world, writer, root, event, chance, number)
        for kind, tell in (("loan", _tell_commitment), ("view", _tell_position)):
            size = world.sizes[kind]
            for _ in range(7):
                tell(
                    world, writer, root, (int(root / world.documents * size) + own.randrange(12)) % size, chance, number
                )
        for line in range(4):
            writer.slice(f"That much for part {line + 1} of document {number}.")
        yield writer.name, "".join(writer.text), _source(world, writer, number, parent, root) + "".join(writer.turtle)


def _source(world: World, writer: Writer, number: int, parent: int | None, root: int) -> str:
    text = "".join(writer.text)
    day = FIRST_DAY + timedelta(days=number * 3650 // world.documents + 30)
    facts = [
        f'source:{writer.name} a cg:Source ;\n    cg:fileName "{writer.name}.txt"',
        f'cg:textDigest "{_digest(text)}"',
        f"cg:textLength {len(text)}",
        f'dcterms:issued "{day}"^^xsd:date',
        f"dcterms:publisher actor:o{20 + root}",
        f'dcterms:title "Document {number} of the {world.name("press", root)}"',
        *([f"prov:wasDerivedFrom source:d{parent}"] if parent is not None else []),
    ]
    writer.truth.statements += len(facts) + 1
    return " ;\n    ".join(facts) + " .\n\n"


def _tell_event(world: World, writer: Writer, root: int, event: int, chance: Random, document: int) -> None:
    day, place, host, participants = world.event(event)
    if world.chance("wrong day", root, event).random() < WRONG_DAY:
        day += timedelta(days=1)
    stance = world.chance("stance", root, event).choice(STANCES)
    meeting = f"meeting:e{event}"
    words = (
        f"Meeting {event}, {stance.lower()} document {document}, was on {day} in place {place}; state {host} was host."
    )
    facts = [f'{meeting} cg:date "{day}"^^xsd:date ;\n        cg:host actor:s{host} ;\n        cg:place place:l{place}']
    passage = writer.passage(words, stance, facts)
    if stance in ("Asserts", "Reports"):
        writer.truth.days[event][str(day)].append(passage)
    if stance == "Asserts":
        writer.truth.asserted[f"e{event} {day}"].add(document)
    present = [who for who in participants if chance.random() < 0.8] or [participants[0]]
    for first in range(0, len(present), 6):
        group = present[first : first + 6]
        facts = [
            f"participation:e{event}--{who} a cg:Participation ;\n        cg:event {meeting} ;\n"
            f"        cg:participant actor:{who}"
            + (f" ;\n        cg:represents actor:s{state}" if (state := _state(world, who)) is not None else "")
            for who in group
        ]
        named = ", ".join(group)
        writer.passage(f"At meeting {event} were {named}, says document {document}.", stance, facts)
        if stance == "Asserts":
            writer.truth.there[event].update(group)


def _state(world: World, who: str) -> int | None:
    return world.post(int(who[1:])) if who[0] == "p" else None


def _tell_commitment(world: World, writer: Writer, root: int, number: int, chance: Random, document: int) -> None:
    giver, taker, millions, status, day = world.commitment(number)
    if world.chance("wrong sum", root, number).random() < WRONG_SUM:
        millions += 5
    stance = "Asserts" if chance.random() < 0.85 else "Reports"
    amount = f"amount:eur-{millions}000000"
    facts = [
        f"commitment:c{number} a cg:Commitment ;\n        cg:amount {amount} ;\n"
        f'        cg:announcedOn "{day}"^^xsd:date ;\n        cg:beneficiary actor:s{taker} ;\n'
        f"        cg:committedBy actor:s{giver} ;\n        cg:kind cg:Loan ;\n        cg:status cg:{status}",
        f'{amount} a cg:Amount ;\n        cg:currency "EUR" ;\n        cg:value "{millions}000000"^^xsd:decimal',
    ]
    words = (
        f"Commitment {number}: state {giver} gives {millions} million euros to state {taker} ({document}, {status})."
    )
    passage = writer.passage(f"{words} Day {day}, line {writer.length}.", stance, facts)
    writer.truth.sums[number][millions].append(passage)
    if stance == "Asserts":
        writer.truth.asserted[f"c{number} {millions}"].add(document)


def _tell_position(world: World, writer: Writer, root: int, number: int, chance: Random, document: int) -> None:
    holder, attitude, event, day = world.position(number)
    facts = [
        f"position:q{number} a cg:Position ;\n        cg:about meeting:e{event} ;\n"
        f"        cg:attitude cg:{attitude} ;\n"
        f'        cg:content "What meeting {event} is for is worth while." ;\n        cg:holder actor:p{holder} ;\n'
        f'        cg:statedOn "{day}"^^xsd:date',
    ]
    words = (
        f"Person {holder} said of meeting {event} on {day} what position {number} is; {document}, line {writer.length}."
    )
    writer.passage(words, "Asserts", facts, f"    prov:wasAttributedTo actor:p{holder} ;\n")


def register(world: World) -> Iterator[str]:
    """Yield the lines of the register."""
    codes = sorted(state.alpha_3 for state in pycountry.countries)
    yield PREFIXES + "graph:register {\n"
    for number in range(world.sizes["state"]):
        label = world.name("state", number)
        yield f'    actor:s{number} a cg:State ;\n        cg:isoCode "{codes[number]}" ;\n'
        yield f'        skos:prefLabel "{label}" .\n'
        yield f"    post:s{number} a cg:Post ;\n        org:postIn actor:s{number} ;\n"
        yield f'        skos:prefLabel "Head of {label}" .\n'
    for kind, name, head in (
        ("body", "actor:o", "a cg:Organisation ;\n        "),
        ("person", "actor:p", "a cg:Person ;\n        "),
        ("town", "place:l", "a cg:Place ;\n        "),
        ("meeting", "meeting:e", "a cg:Meeting ;\n        "),
        ("loan", "commitment:c", ""),
        ("view", "position:q", ""),
    ):
        for number in range(world.sizes[kind]):
            yield f'    {name}{number} {head}skos:prefLabel "{world.name(kind, number)}" .\n'
    yield "}\n"


def write(folder: Path, documents_: int, seed: int = 2026) -> dict[str, object]:
    """Write a corpus into `folder`: graph/, sources/ and truth.json; return the truth."""
    world, truth = World(seed, documents_), Truth()
    for name in ("graph", "sources"):
        (folder / name).mkdir(parents=True)
    with (folder / "graph" / "register.trig").open("w", encoding="utf-8") as output:
        for line in register(world):
            truth.statements += line.count(" ;") + line.count(" .\n") if not line.startswith("@") else 0
            output.write(line)
    for name, text, facts in documents(world, truth):
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / "graph" / f"{name}.trig").write_text(PREFIXES + facts, encoding="utf-8")
    told = truth.to_dict(world)
    (folder / "truth.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    return told


def main() -> None:
    """Write a corpus, and print how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write graph/, sources/ and truth.json")
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    told = write(given.folder, given.documents, given.seed)
    print(f"{told['documents']:,} documents, {told['passages']:,} passages, {told['statements']:,} statements")


if __name__ == "__main__":
    main()
