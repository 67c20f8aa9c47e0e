"""Check the files of a root and write what they state for other stores and engines, in several processes or on Spark.

    files --check--> verdicts --compare--> faults, or none
    files --fill--> quads/*.nq.gz, statements/*.parquet
    statements --rules by SQL, until nothing is new--> quads/derived-*.nq.gz, statements/derived-*.parquet
    statements --SQL--> tables/*.parquet

The checks are those of a build, and what is written is what the snapshot of the same files holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition import files
from coalition.build.dataset import ASSERTS, Ontology, form
from coalition.build.examination import Examination, groups
from coalition.build.manifest import readable
from coalition.build.plans import Plan
from coalition.build.rules import (
    MAX_LENGTH,
    MAX_ROUNDS,
    MAX_TRIPLES,
    describe_rules,
    endless,
    fault_of,
    position,
    too_many,
)
from coalition.build.snapshot import Progress, no_progress
from coalition.build.verdicts import Verdicts
from coalition.bulk import tables
from coalition.bulk.parts import (
    KEYS,
    QUADS,
    SOURCES,
    STATEMENTS,
    TABLES,
    Derived,
    Fill,
    Page,
    Place,
    page_of,
    unwritable,
)
from coalition.bulk.rules import as_sql, text
from coalition.corpus.root import Inputs, rule_graph
from coalition.errors import SelectionError, StoreError, shortened
from coalition.names import Names
from coalition.namespaces import ONTOLOGY, OWL, PREFIXES, QUOTED, RECORD
from coalition.network.tables import NAMES, mark
from coalition.output.about import About
from coalition.rdf.fingerprint import Fingerprint
from coalition.rdf.store import Store, as_quad, lines
from coalition.texts.source import Texts

if TYPE_CHECKING:
    from coalition.engines.engine import Engine

FORMAT = 1
"""The version of the layout of what is written."""

MANIFEST, WORK = "bulk.json", ".work"
"""The file that is there when all is written, and the folder that is there until then."""

PARTS = (QUADS, STATEMENTS, TABLES)


@dataclass(frozen=True, slots=True)
class Written:
    """Say what was written.

    Attributes
    ----------
    snapshot:
        The digest of the files that it was made from: that of their snapshot.
    fingerprint:
        The number and the sum of all quads, those of the default graph with them.
    statements:
        How many rows of statements there are.
    derived:
        How many triples each rule has derived, by its name.
    rows:
        How many rows each table for networks has.
    """

    snapshot: str
    fingerprint: Fingerprint
    statements: int
    derived: Mapping[str, int]
    rows: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return it as the manifest holds it."""
        return {
            "format": FORMAT,
            "snapshot": self.snapshot,
            "quads": self.fingerprint.statements,
            "fingerprint": str(self.fingerprint),
            "statements": self.statements,
            "derived": dict(self.derived),
            "tables": dict(self.rows),
        }


def write(
    inputs: Inputs,
    texts: Texts,
    folder: Path,
    engine: Engine,
    progress: Progress = no_progress,
    licence: str = "",
    version: str = "",
) -> Written:
    """Check the files of a root, and write what they state to `folder`; `engine` does the work.

    `licence` is that of the facts, an SPDX identifier, and `version` that of this package, for the description.

    What was written there before is replaced; it is taken for whole only where the manifest is there.

    Raises
    ------
    GraphError
        For the first fault of the files, the ontology or the rules, and for a rule that cannot be written as SQL.
    SelectionError
        When the folder holds something else.
    StoreError
        When a file cannot be written.
    """
    ontology = Ontology.from_inputs(inputs)
    rules = ontology.plans
    folder = folder.absolute()  # a library would take the name `a:` for the beginning of an address
    with _workplace(folder) as place:
        unknown = Verdicts(None, inputs.words())
        examination = Examination.of(inputs, texts, ontology.schema, unknown, progress, engine.spread)
        for fault in chain(examination.unparsed, examination.faults(), examination.drift()):
            raise fault
        _fill(place, examination, ontology, engine, progress)
        engine.read(STATEMENTS, str(folder / STATEMENTS))
        derived = _derive(place, rules, ontology, engine)
        engine.read(STATEMENTS, str(folder / STATEMENTS))  # with what is derived
        rows = _tabulate(place, inputs.digest, engine)
        _describe(place, inputs.digest, ontology, (licence, version), engine)
        engine.read(KEYS, str(place.work / KEYS))
        number, total = engine.rows(FINGERPRINT)[0]
        (statements,) = engine.rows(f"SELECT COUNT(*) FROM {STATEMENTS}")[0]
        written = Written(inputs.digest, Fingerprint(number, int(total)), statements, derived, rows)
        try:
            files.write(folder / MANIFEST, json.dumps(written.to_dict(), indent=2).encode() + b"\n")
        except OSError as fault:
            raise unwritable(folder, fault) from None
    return written


def _describe(place: Place, digest: str, ontology: Ontology, about: tuple[str, str], engine: Engine) -> None:
    """Write the description of the dataset, which `export` gives, too, and by which `--endpoint` knows the snapshot."""
    words = ox.NamedNode(ONTOLOGY), ox.NamedNode(OWL + "versionInfo")
    version = (triple.object for triple in ontology.triples if (triple.subject, triple.predicate) == words)
    names = Names(Store.in_memory(map(as_quad, ontology.triples)))
    licence, own = about
    described = About(
        snapshot=digest,
        whole="",
        view="",
        stances=(names.label(ASSERTS),),
        sources=tuple(iri[1:-1] for (iri,) in engine.rows(DOCUMENTS)),
        documents=(),
        version=own,
        ontology=next((each.value for each in version if isinstance(each, ox.Literal)), ""),
        licence=licence,
    )
    Page(lines=list(lines(described.quads(dataset=True)))).write_quads(place, "description")


DOCUMENTS = f"""
SELECT DISTINCT value FROM {STATEMENTS} WHERE graph = '<{RECORD}>' AND property = '<{QUOTED}>' ORDER BY value
"""

FINGERPRINT = f"""
SELECT COUNT(*), COALESCE(SUM(CAST(key AS DECIMAL(38, 0))), 0) FROM (SELECT DISTINCT key FROM {KEYS}) every
"""


@contextmanager
def _workplace(folder: Path) -> Iterator[Place]:
    """Yield a place to write to, without what was written before; remove the folder for work afterwards."""
    place = Place(folder, folder / WORK)
    try:
        str(folder).encode()
        held = set(os.listdir(folder)) if folder.is_dir() else set[str]()
    except UnicodeEncodeError:
        what = "the name of this folder is not UTF-8"
        raise SelectionError(what, where=shortened(readable(folder)), remedy="name another one") from None
    except OSError as fault:
        raise unwritable(folder, fault) from None
    made = not os.path.lexists(folder)
    if held and not held & {MANIFEST, WORK}:
        what, remedy = "this folder holds something else", "name an empty folder, or one that does not exist yet"
        raise SelectionError(what, where=shortened(str(folder)), remedy=remedy)
    try:
        _clear(folder)
        for path in (place.work / KEYS, *(folder / name for name in PARTS)):
            path.mkdir(parents=True)
        yield place
        shutil.rmtree(place.work, ignore_errors=True)
    except OSError as fault:
        raise unwritable(folder, fault) from None
    finally:
        if os.path.lexists(place.work):  # nothing half-written stays
            _clear(folder)
            if made:
                folder.rmdir()


def _clear(folder: Path) -> None:
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in (*PARTS, WORK):
        shutil.rmtree(folder / name, ignore_errors=True)


def _fill(place: Place, examination: Examination, ontology: Ontology, engine: Engine, progress: Progress) -> None:
    """Write what the files state: those that can only be checked together in this process, the others in parts."""
    page, inputs, sources = Page(), examination.inputs, sorted(map(form, examination.sources))
    page.add(lines(as_quad(triple, ox.NamedNode(ONTOLOGY)) for triple in ontology.triples), ())
    described = describe_rules(ontology.rule_texts)
    page.add(lines(described), list(lines(quad.triple for quad in described)))
    listed = b"\n".join(sources)
    known = place.work / f"{SOURCES}-{hashlib.sha256(listed).hexdigest()}"
    files.write(known, listed)
    if examination.together.files:
        together = list(examination.together.quads()), examination.together.drafted()
        page_of(page, *together, examination.decisions, frozenset(sources))
    dataset = form(PREFIXES["dataset"] + inputs.digest)
    page.label(dataset)
    page.write(place, f"{0:05}")
    parts = list(enumerate(groups(inputs, examination.alone), 1))
    filled = engine.spread(Fill(place, examination.decisions, dataset, known), parts)
    for (_, group), digests in zip(progress(parts, len(parts)), filled, strict=True):
        for (path, _), digest in zip(group, digests, strict=True):
            inputs.note(path, digest)


def _derive(place: Place, rules: Mapping[Path, Plan], ontology: Ontology, engine: Engine) -> dict[str, int]:
    """Apply rules until they derive nothing new; write what they derive, and return how many triples each has."""
    known = [rule.properties for rule in rules.values()]
    words = None if None in known else tables.WORDS.union(*(each for each in known if each is not None))
    listed = ", ".join(f"'{word}'" for word in sorted(words or ()))
    only = "" if words is None else f" AND property IN ({listed})"
    engine.make("facts", f"SELECT DISTINCT subject, property, value FROM {STATEMENTS} WHERE fact{only}")
    (stated,) = engine.rows("SELECT COUNT(*) FROM facts")[0]
    names = {path: f"derived_{number}" for number, path in enumerate(rules)}
    for _ in range(MAX_ROUNDS):
        new = dict.fromkeys(rules, 0)
        for path, rule in rules.items():
            engine.make(names[path], as_sql(rule))
            _examine(engine, names[path], path, max(MAX_TRIPLES, stated), ontology)
            engine.make("fresh", f"SELECT * FROM {names[path]} EXCEPT SELECT * FROM facts")
            (new[path],) = engine.rows("SELECT COUNT(*) FROM fresh")[0]
            if new[path]:
                engine.make("facts", "SELECT * FROM facts UNION ALL SELECT * FROM fresh")
        if not any(new.values()):
            break
    else:
        raise endless([path for path, number in new.items() if number], ontology.rule_texts)
    return {path.stem: _written(place, engine, path, name) for path, name in names.items()}


def _written(place: Place, engine: Engine, path: Path, table: str) -> int:
    """Write what a rule has derived, and return how many triples that are."""
    graph, name = rule_graph(path), f"derived-{path.stem}"
    target = place.work / name
    engine.write(f"SELECT subject, property, value, '<{graph}>' AS graph, TRUE AS fact FROM {table}", str(target))
    found = sorted(target.glob("*.parquet")) if target.is_dir() else [target]
    parts = [(f"{name}-{number:05}", path) for number, path in enumerate(found)]
    number = sum(engine.spread(Derived(place, graph), parts))
    for part, path in parts:
        path.rename(place.folder / STATEMENTS / f"{part}.parquet")
    return number


def _examine(engine: Engine, table: str, path: Path, most: int, ontology: Ontology) -> None:
    """Look at what a rule derives: at each value that the ontology could forbid, and at one of each property."""
    where = position(path, ontology.rule_texts[path])
    (number,) = engine.rows(f"SELECT COUNT(*) FROM {table}")[0]
    if number > most:
        raise too_many(most, where)
    looked = engine.rows(looked_at(table, ontology.schema.spaces))
    content = "".join(f"{' '.join(row)} .\n" for row in looked).encode()
    for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES, lenient=True):
        if fault := fault_of(quad.triple, where, ontology.schema, set()):
            raise fault


def looked_at(table: str, spaces: Iterable[str]) -> str:
    """Return the query for what is looked at of a table: `spaces` are the namespaces in which words are defined."""

    def ours(column: str) -> str:
        begins = (f"substr({column}, 1, {len(space) + 1}) = {text(f'<{space}')}" for space in spaces)
        return f"({' OR '.join(begins)} OR substr({column}, 1, 2) = '_:' OR length({column}) > {MAX_LENGTH})"

    return f"""
SELECT MIN(subject), property, MIN(value) FROM {table} GROUP BY property
UNION ALL SELECT MIN(subject), property, value FROM {table}
  WHERE substr(value, 1, 1) = '"' OR {ours("value")} GROUP BY property, value
UNION ALL SELECT subject, MIN(property), MIN(value) FROM {table} WHERE {ours("subject")} GROUP BY subject
"""


def _tabulate(place: Place, digest: str, engine: Engine) -> dict[str, int]:
    """Write the tables for networks, and return how many rows each has."""
    tables.make(engine)
    rows = {}
    for name in NAMES:
        chosen = "passage, iri, source" if name == "passages" else "*"
        (rows[name],) = engine.rows(f"SELECT COUNT(*) FROM {name}")[0]
        engine.write(f"SELECT {chosen} FROM {name}", str(place.folder / TABLES / f"{name}.parquet"))
    mark(place.folder / TABLES, digest, rows)
    return rows


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of what was written to a folder.

    Raises
    ------
    StoreError
        When it is not there, so that what stands there is not whole.
    """
    try:
        found = json.loads(files.read(folder / MANIFEST, StoreError))
        if isinstance(found, dict) and found.get("format") == FORMAT:
            return found
    except (StoreError, ValueError):
        pass
    remedy = "write it with coalition bulk"
    raise StoreError("nothing whole was written here", where=str(folder), remedy=remedy)
