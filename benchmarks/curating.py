"""Count the keys that a person presses to enter a reading on the desk, against the characters of the same in TriG.

Of a finished graph, a copy is made in which some passages of a document are not read yet: they are drafted as the tool
drafts them, what they were the first to name is not in the register, the passages after them and all later documents
are not read, and actors are known, as `draft --actors` makes them known. A model of a skilled person then enters the
same readings at `coalition curate`, in Chromium, by keys alone:

    python benchmarks/curating.py [--root examples/rust-council] [--document 2024-04-12] [--passages 50]

The person knows what is to be entered, looks at what the page shows, and always presses the fewest keys: leaves what is
right, tabs the shorter way, types a name until the list has it among the first three, and takes what a field offers as
soon as it is right. A letter counts as one key, and so does each of Ctrl and Enter. At the end the facts that were
saved must be those of the finished graph, up to the names of made things; what differs is told.

By hand means the lines of the canonical file that a person would type: facts, stances, contexts, readings and new
names, without indentation and the ends of lines; not what a draft has already: headers with offsets and digests, and
brackets.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from playwright.sync_api import Page, sync_playwright
from typist import Person

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import readable
from coalition.corpus.root import Root
from coalition.curation import passages, readings
from coalition.curation.editing import REGISTER_NODE, editing
from coalition.curation.forms import NAMED, PAIRED, Forms
from coalition.curation.judgement import STANCE, TELLING
from coalition.curation.likely import joined
from coalition.curation.sheet import Part, Sheet
from coalition.curation.sources import file_of
from coalition.curation.things import Things
from coalition.drafting import draft
from coalition.namespaces import CG, PREFIXES, TYPE, local_name
from coalition.rdf import turtle
from coalition.texts.passage import Passage
from coalition.texts.source import Texts

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

BY_TOOL = ("cg:digest", "cg:start", "cg:end", "prov:wasQuotedFrom")
"""What the tool writes in the header of a passage."""

FRAME = (" a cg:Passage ;", "{", "}")
"""How lines end that a draft has already."""


@dataclass(frozen=True)
class Reading:
    """Hold a passage, the sheet that is to be filled in, and what a finished graph has of it."""

    passage: Passage
    sheet: Sheet
    facts: frozenset[str]
    statements: int


@dataclass
class Corpus:
    """Hold a root with its files, forms and things."""

    root: Root
    files: FactFiles = field(init=False)
    forms: Forms = field(init=False)
    things: Things = field(init=False)

    def __post_init__(self) -> None:
        self.files = FactFiles.load(self.root)
        self.forms = Forms.from_root(self.root)
        self.things = Things(self.files, self.forms)

    def named(self) -> dict[str, str]:
        """Return the names that the register gives."""
        quads = (quad for quad in self.files.quads() if quad.graph_name == REGISTER_NODE)
        return {quad.subject.value: quad.object.value for quad in quads if quad.predicate.value == NAMED}  # type: ignore[union-attr]

    def own(self, iri: str) -> list[ox.Quad]:
        """Return what a passage states."""
        return [quad for quad in self.files.quads() if quad.graph_name == ox.NamedNode(iri)]

    def told(self, iri: str) -> list[ox.Quad]:
        """Return how a passage tells what it states."""
        return [quad for word in (STANCE, *TELLING) for quad in self.files.about[iri].get(word, ())]

    def facts(self, iri: str) -> frozenset[str]:
        """Return what a passage states and how, with names in the place of the IRIs of made things."""
        names = self.named()
        contents = {q.subject.value: q.object.value for q in self.files.quads() if q.predicate.value == CG + "content"}  # type: ignore[union-attr]
        pairs = re.compile(r"/(participation|absence|ballot)/")

        def called(node: object) -> str:
            value = getattr(node, "value", str(node))
            if not isinstance(node, ox.NamedNode) or pairs.search(value):
                return str(node)
            return names.get(value) or contents.get(value) or value

        return frozenset(" ".join(map(called, quad)) for quad in (*self.own(iri), *self.told(iri)))


def readings_of(corpus: Corpus, document: str, most: int) -> list[Reading]:
    """Return the readings of the first passages of a document that state facts."""
    found, names = [], corpus.named()
    seen = _stated_before(corpus, document)
    stated = [each for each in passages.slices(corpus.files, PREFIXES["source"] + document) if each.stance]
    for passage in stated[:most]:
        opened = passages.opened(corpus.files, corpus.forms, passage.iri)
        if opened.kept:
            sys.exit(f"{passage.name} states what no form takes: {opened.kept[0]}")
        sheet = Sheet.shown(opened, corpus.things)
        for part, statement in zip(sheet.parts, opened.statements, strict=True):
            if part.kind in PAIRED:
                part.thing = ""
            elif statement.iri not in seen:
                part.thing, part.name = "", names.get(statement.iri, "")
                seen.add(statement.iri)
        sheet.parts = list(joined(sheet.parts))
        found.append(Reading(passage, sheet, corpus.facts(passage.iri), readings.count(opened.statements)))
    return found


def _stated_before(corpus: Corpus, document: str) -> set[str]:
    """Return the things of which the documents before one state something."""
    own = _read_before(corpus.files, document)
    return {quad.subject.value for quad in corpus.files.quads() if getattr(quad.graph_name, "value", "") in own}  # type: ignore[union-attr]


def _read_before(files: FactFiles, document: str) -> set[str]:
    sources = [iri for iri in files.names("Source") if local_name(iri) < document]
    return {iri for source in sources for iri in files.slices(source)}


def by_hand(corpus: Corpus, wanted: Sequence[Reading]) -> int:
    """Return how many characters of the file a person would type for some readings, as the file has them."""
    made = {quad.subject for each in wanted for quad in corpus.own(each.passage.iri)}
    before = _stated_before(corpus, local_name(wanted[0].passage.source))
    new = [
        quad
        for quad in corpus.files.quads()
        if quad.graph_name == REGISTER_NODE and quad.predicate.value == NAMED
        if quad.subject in made and quad.subject.value not in before  # type: ignore[union-attr]
    ]
    quads = [quad for each in wanted for quad in (*corpus.own(each.passage.iri), *_header(corpus, each.passage.iri))]
    lines = [line.strip() for line in turtle.trig([*quads, *new]).splitlines()]
    typed = [line for line in lines if not line.startswith(("@prefix", *BY_TOOL)) and not line.endswith(FRAME)]
    return sum(map(len, typed))


def _header(corpus: Corpus, iri: str) -> list[ox.Quad]:
    return [quad for quads in corpus.files.about[iri].values() for quad in quads]


def unread(corpus: Corpus, document: str) -> None:
    """Make a root one in which the passages of a document that state facts, and all later documents, are not read."""
    files, texts, source = corpus.files, Texts(corpus.root.sources), PREFIXES["source"] + document
    later = {iri for each in files.names("Source") if local_name(each) > document for iri in files.slices(each)}
    drafted = [each for each in passages.slices(files, source) if each.stance]
    gone = later | {each.iri for each in drafted}
    register = [quad for quad in files.quads() if quad.graph_name == REGISTER_NODE]
    known = {quad.subject for quad in register if quad.predicate.value == TYPE} | {REGISTER_NODE}
    known |= {quad.subject for quad in files.quads() if _graph(quad) in files.stated - gone - {REGISTER_NODE.value}}
    with editing(corpus.root) as edit:
        edit.removed |= {quad for quad in files.quads() if _graph(quad) in gone}
        edit.removed |= {quad for quad in files.quads() if not _graph(quad) and quad.subject.value in gone}  # type: ignore[union-attr]
        edit.removed |= {quad for quad in register if quad.subject not in known}
        edit.write()
    with editing(corpus.root) as edit:
        for each in drafted:
            quads = draft.passage(edit.files, texts, document, each.start, each.end)
            edit.add(file_of(edit.files, source), quads)
        edit.write()


def _graph(quad: ox.Quad) -> str:
    return getattr(quad.graph_name, "value", "")


@dataclass
class Entering:
    """Enter one reading on the page of its passage."""

    person: Person
    corpus: Corpus
    reading: Reading
    source: Sequence[Passage]
    beginnings: Mapping[str, str]

    @property
    def page(self) -> Page:
        """The page."""
        return self.person.page

    def enter(self) -> bool:
        """Enter everything, and tell whether it was accepted at the first try."""
        for number, part in enumerate(self.reading.sheet.parts):
            self._form(number, part)
            self._part(number, part)
        self.person.what = "form"
        while len(self._kinds()) > len(self.reading.sheet.parts):
            self.person.remove(len(self._kinds()) - 1)
        self._told()
        self.person.what = "accepting"
        self.person.sends("Control+Enter")
        return not self.page.url.endswith(f"/passages/{self.reading.passage.name}") or not self._refused()

    def _refused(self) -> bool:
        return bool(self.page.query_selector("[aria-invalid=true], [role=alert].doubt:not([hidden])"))

    def _kinds(self) -> list[str]:
        return [str(each) for each in self.page.evaluate(
            "[...document.querySelectorAll('input[name$=\".kind\"]')].map((x) => x.value)")]  # fmt: skip

    def _form(self, number: int, part: Part) -> None:
        """Add a form that is wanted; contexts are typed before, so that the page makes room for another."""
        if self._kinds()[number : number + 1] == [part.kind]:
            return
        self._contexts()
        self.person.what = "form"
        self.person.reach("#form")
        self.person.pick("#form", part.kind)
        self.person.sends("Enter")
        if self._kinds()[number : number + 1] != [part.kind]:
            self.person.remove(number)
        kinds = self._kinds()
        assert kinds[number : number + 1] == [part.kind], (kinds, part.kind)

    def _part(self, number: int, part: Part) -> None:
        form = self.corpus.forms.forms[part.kind]
        for name in ("thing", "name"):
            wanted = getattr(part, name)
            content = part.values.get("content", [""])[0].removesuffix(".")
            selector = f"[id='i-{number}.{name}']"
            if name == "name" and wanted == content:
                wanted = ""
            if self.page.query_selector(selector) and self._value(selector) != wanted:
                self.person.what = "name of a thing"
                self.person.reach(selector)
                (self.person.name if name == "thing" else self.person.words)(selector, wanted)
        for each in form.fields:
            for place, value in enumerate(part.values.get(each.name, ())):
                selector = f"[id='i-{number}.f.{each.name}" + (f".{place}']" if place else "']")
                if not self.page.query_selector(selector):
                    self._contexts()
                    self.person.what = "another field"
                    more = f"[name='{number}.more']"
                    self.person.reach(more)
                    self.person.pick(more, each.name)
                    self.person.sends("Enter")
                if self._value(selector) == value or (each.takes == "thing" and self._same(selector, value)):
                    continue
                self.person.what = f"{'words' if each.takes == 'text' else each.name}"
                self.person.reach(selector)
                if each.takes in ("choice", "truth"):
                    self.person.pick(selector, value)
                elif each.takes == "thing":
                    self.person.name(selector, value)
                else:
                    self.person.words(selector, value)
            self._spare(number, each.name, part)

    def _spare(self, number: int, name: str, part: Part) -> None:
        """Empty a field that has something which is not wanted."""
        for place in range(len(part.values.get(name, ())), 9):
            selector = f"[id='i-{number}.f.{name}" + (f".{place}']" if place else "']")
            if self.page.query_selector(selector) and self._value(selector):
                self.person.what = f"{name}, taken out"
                self._empty(selector)

    def _empty(self, selector: str) -> None:
        self.person.reach(selector)
        if self.page.query_selector(f"select{selector}"):
            self.person.pick(selector, "")
        else:
            self.person.clear(selector)
            self.person.press("Delete")

    def _value(self, selector: str) -> str:
        return str(self.page.evaluate("(s) => document.querySelector(s).value", selector))

    def _same(self, selector: str, wanted: str) -> bool:
        """Tell whether a field names the same people in another order."""
        return sorted(self._value(selector).split("; ")) == sorted(wanted.split("; "))

    def _told(self) -> None:
        sheet = self.reading.sheet
        if self._value("#i-stance") != sheet.stance:
            self.person.what = "stance"
            self.person.reach("#i-stance")
            self.person.pick("#i-stance", sheet.stance)
        for name in ("attributed", "reported", "cites"):
            wanted = sheet.told.get(name, [])
            if self._of(name) == wanted:
                continue
            self.person.what = "whose words"
            self.person.reach(f"#i-{name}")
            if wanted:
                self.person.name(f"#i-{name}", wanted[0])
            else:
                self._empty(f"#i-{name}")
        self._contexts()
        if self._missing():
            self._contexts(last=True)
        if sheet.reading != self._value("#i-reading"):
            self.person.what = "reading"
            self.person.reach("#i-reading")
            self.person.words("#i-reading", sheet.reading)

    def _of(self, name: str) -> list[str]:
        return [value for value in self.page.evaluate(
            "(n) => [...document.querySelectorAll(`[name='${n}']`)].map((x) => x.value)", name) if value]  # fmt: skip

    def _iri(self, typed: str) -> str:
        typed = typed.removeprefix("passage:")
        if any(each.name == typed for each in self.source):
            return typed
        found = [name for name, words in self.beginnings.items() if words.startswith(" ".join(typed.split()))]
        return found[0] if len(found) == 1 else typed

    def _missing(self) -> list[str]:
        there = [self._iri(each) for each in self._of("context")]
        wanted = [each.removeprefix("passage:") for each in self.reading.sheet.told.get("context", [])]
        return [each for each in wanted if each not in there]

    def _contexts(self, *, last: bool = False) -> None:
        """Enter as many contexts as the page has room for; with `last`, make room for the rest."""
        wanted = {each.removeprefix("passage:") for each in self.reading.sheet.told.get("context", [])}
        self.person.what = "context"
        shown = "[...document.querySelectorAll('[name=context]')].map((x) => x.value)"
        for place, value in enumerate(self.page.evaluate(shown)):
            selector = f"[name='context']:nth-of-type({place + 1})"
            if value and self._iri(value) in wanted:
                continue
            missing = self._missing()
            if not missing and not value:
                continue
            self.person.reach(selector)
            if missing:
                self.person.name(selector, self._shortest(missing[0]))
            else:
                self._empty(selector)
        while last and self._missing():
            self.person.reach("button[value^='field:']")
            self.person.sends("Enter")
            self._contexts()
            self.person.what = "context"

    def _shortest(self, name: str) -> str:
        """Return the fewest words that a passage begins with and no other, or its short name."""
        words = self.beginnings[name]
        others = [each for own, each in self.beginnings.items() if own != name]
        fewest = next((n for n in range(1, len(words) + 1) if not any(o.startswith(words[:n]) for o in others)), 999)
        return words[:fewest] if fewest < len(name) else name


def enter(
    address: str, person: Person, corpus: Corpus, wanted: Sequence[Reading], document: str
) -> list[tuple[Counter[str], bool]]:
    """Enter readings one after another; return the keys of each, and whether it was accepted at the first try."""
    text = readable(corpus.files, Texts(corpus.root.sources), document)[1]
    stated = [each for each in passages.slices(corpus.files, PREFIXES["source"] + document) if each.stance]
    beginnings = {each.name: " ".join(text[each.start : each.end].split()) for each in stated}
    found, page = [], person.page
    page.goto(f"{address}sources/{document}")
    for reading in wanted:
        assert page.url.split("#")[0].endswith(f"/passages/{reading.passage.name}"), (page.url, reading.passage.name)
        person = replace(person, counted=Counter())
        good = Entering(person, corpus, reading, stated, beginnings).enter()
        found.append((person.counted, good))
        print(f"{reading.passage.name}: {person.counted.total()} {dict(person.counted)}", file=sys.stderr, flush=True)
        if not good:
            told = page.evaluate("[...document.querySelectorAll('.doubt:not([hidden])')].map((x) => x.textContent)")
            sys.exit(f"{reading.passage.name} was refused: {told}")
    return found


def report(taken: Sequence[tuple[Counter[str], bool]], wanted: Sequence[Reading], hand: int) -> None:
    """Print what was counted."""
    keys = [counted.total() for counted, _ in taken]
    statements = sum(each.statements for each in wanted)
    each = [one / max(1, reading.statements) for one, reading in zip(keys, wanted, strict=True)]
    rows = [
        ("passages", f"{len(taken)}"),
        ("statements", f"{statements}"),
        ("keys", f"{sum(keys):,}"),
        ("keys for a passage, median", f"{statistics.median(keys):.1f}"),
        ("keys for a statement, median", f"{statistics.median(each):.1f}"),
        ("refused at the first try", f"{sum(not good for _, good in taken)}"),
        ("typed as TriG by hand, characters", f"{hand:,}"),
        ("times less", f"{hand / sum(keys):.1f}"),
    ]
    for name, value in rows:
        print(f"{name:36} {value:>7}")
    print()
    spent: Counter[str] = Counter()
    uses: dict[str, int] = defaultdict(int)
    for counted, _ in taken:
        spent += counted
        for name in counted:
            uses[name] += 1
    print(f"{'what took the keys':36} {'keys':>7} {'passages':>9}")
    for name, number in spent.most_common():
        print(f"{name:36} {number:>7,} {uses[name]:>9}")


def differences(corpus: Corpus, wanted: Sequence[Reading]) -> int:
    """Print what was saved otherwise than it is in the finished graph; return in how many passages."""
    count = 0
    for each in wanted:
        saved = corpus.facts(each.passage.iri)
        if saved != each.facts:
            count += 1
            print(f"{each.passage.name} differs:")
            for sign, lines in (("-", each.facts - saved), ("+", saved - each.facts)):
                print("\n".join(f"  {sign} {line}" for line in sorted(lines)))
    return count


def main() -> None:
    """Print how many keys were pressed, and for what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1] / "examples" / "rust-council")
    parser.add_argument("--document", default="2024-04-12")
    parser.add_argument("--passages", type=int, default=50)
    parser.add_argument("--whole", action="store_true", help="type words whole, and take nothing that is offered")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "root")
        shutil.copytree(given.root, copy)
        root = Root.open(copy)
        with root.namespaces.used():
            finished = Corpus(root)
            wanted = readings_of(finished, given.document, given.passages)
            hand = by_hand(finished, wanted)
            unread(finished, given.document)
            taken = _served(copy, finished, wanted, given.document, given.whole)
            report(taken, wanted, hand)
            wrong = differences(Corpus(root), wanted)
    print(f"\n{wrong} of {len(wanted)} passages differ from the finished graph")
    sys.exit(1 if wrong else 0)


def _served(
    copy: Path, finished: Corpus, wanted: Sequence[Reading], document: str, whole: bool
) -> list[tuple[Counter[str], bool]]:
    """Enter readings in a browser, at a desk that runs as a program of its own."""
    command = [str(Path(sys.executable).with_name("coalition")), "--root", str(copy), "curate"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process, sync_playwright() as held:
        try:
            assert process.stderr
            told = process.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:[0-9]+/\S+", told)
            assert address, told
            browser = held.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page: Any = browser.new_page(viewport={"width": 1280, "height": 900})
            return enter(address[0], Person(page, whole), finished, wanted, document)
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
