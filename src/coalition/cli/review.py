"""Define the command review: read the drafted passages of a source one by one, and say what each states."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import CURATOR, Command, GlobalOptions
from coalition.errors import CoalitionError, NotFoundError, SelectionError

if TYPE_CHECKING:
    from coalition.corpus.root import Root
    from coalition.curation.forms import Field, Form, Forms
    from coalition.curation.passages import Opened
    from coalition.curation.readings import Accepted, Statement
    from coalition.curation.things import Things
    from coalition.texts.passage import Passage

KEYS = "[a]ccept  [n]o fact  [s]kip  [u]ndo the last  [q]uit"
PROPOSED = "[a]ccept what is proposed  [f]ill in something else  [n]o fact  [s]kip  [u]ndo the last  [q]uit"


@click.command(cls=Command, short_help="Read drafted passages one by one, and say what each states.")
@click.argument("source")
@CURATOR
@click.pass_obj
def review(options: GlobalOptions, source: str, curator: str) -> None:
    """Show the drafted passages of SOURCE one by one, and ask what each states.

    For each, choose what is stated (that somebody took part, committed, voted ...) and fill in the form, which is made
    from the ontology: names are looked up, and what is needed is asked for. Or say that the passage states no fact, and
    why. What a draft proposes to state, such as that of a list, is accepted by one key. Each answer is checked and
    written at once; the last one can be undone.

    \b
    Example:
        coalition --root my-graph review zenda
    """
    if not sys.stdin.isatty():
        raise SelectionError("nobody can be asked", remedy="run the command in a terminal")
    from coalition.curation.forms import Forms

    root = options.open_writable_root()
    session = _Session(options, root, source, Forms.from_root(root), curator)
    session.run()


class _Session:
    """Go through the drafted passages of a source."""

    def __init__(self, options: GlobalOptions, root: Root, source: str, forms: Forms, curator: str) -> None:
        from coalition.curation.editing import History

        self.options, self.root, self.source, self.forms, self.curator = options, root, source, forms, curator
        self.history = History(root)
        self.skipped: set[str] = set()
        self.done, self.begun = 0, 0.0

    def run(self) -> None:
        """Ask about one passage after another until there is none left, or the curator quits."""
        while (passage := self._next()) or self.history.can_undo:
            self.begun = time.monotonic()
            if passage:
                click.echo(f"\n{passage.name} · {passage.place}\n{self._shown(passage)}", err=True)
            proposes = bool(passage and self._proposed(passage).statements)
            keys = (PROPOSED if proposes else KEYS) if passage else "that was the last  [u]ndo it  [q]uit"
            key = click.prompt(keys, default="s" if passage else "q", show_default=False, err=True).strip().lower()[:1]
            if key == "q":
                break
            try:
                self._do(key, passage)
            except CoalitionError as fault:
                click.echo(f"Error: {fault}", err=True)
        left = len(self._drafted())
        click.echo(f"{self.done} passages read; {left} drafted ones left", err=True)

    def _do(self, key: str, passage: Passage | None) -> None:
        from coalition.curation.readings import no_fact

        if key == "u":
            self._note(self.history.undo(), "undone")
            self.done -= 1
            click.echo("undone", err=True)
        elif passage is None:
            return
        elif key == "a" and (proposed := self._proposed(passage)).statements:
            self._take(passage, proposed)
        elif key in ("a", "f"):
            self._accept(passage)
        elif key == "n":
            reasons = self.forms.choices("Reason")
            reason = click.prompt(f"why ({', '.join(reasons.values())})", err=True)
            with self.history.step(passage.name):
                no_fact(self.root, passage.iri, reason, self.curator)
            self.done += 1
            self._note(passage.name, "no fact")
        else:
            self.skipped.add(passage.iri)

    def _accept(self, passage: Passage) -> None:
        from coalition.curation.readings import Told, accept

        statements: list[Statement] = []
        while form := self._form(bool(statements)):
            statements.append(self._filled(form))
        if not statements:
            return
        stances = self.forms.choices("Stance")
        stances.pop("Drafted", None)
        asked = f"told as ({', '.join(stances.values())})"
        stance = _choice(click.prompt(asked, default=stances["Asserts"], err=True), stances)
        degrees = self.forms.choices("Directness")
        degree = _maybe(f"how directly the words support it ({', '.join(degrees.values())}; empty for not recorded)")
        directness = _choice(degree, degrees) if degree else ""
        speaker = _maybe("whose words, if another's than the source's own")
        attributed = (self._things().find(speaker, "Actor"),) if speaker else ()
        with self.history.step(passage.name):
            told = Told(stance, attributed, directness=directness)
            accepted = accept(self.root, passage.iri, statements, told, by=self.curator)
        self._accepted(passage, statements, accepted)

    def _accepted(self, passage: Passage, statements: Sequence[Statement], accepted: Accepted) -> None:
        from coalition.curation.readings import count

        self.done += 1
        self._note(passage.name, "accepted", count(statements))
        click.echo(f"written: {accepted.path}", err=True)

    def _note(self, passage: str, act: str, facts: int = 0) -> None:
        """Note in the log of the desk what was done, and how long it took."""
        from coalition.desk import log

        seconds = round(time.monotonic() - self.begun, 1)
        log.note(self.root.graph.parent / log.FOLDER, log.Act(log.now(), passage, act, facts, seconds))

    def _proposed(self, passage: Passage) -> Opened:
        from coalition.corpus.fact_files import FactFiles
        from coalition.curation.passages import opened

        return opened(FactFiles.load(self.root), self.forms, passage.iri)

    def _take(self, passage: Passage, proposed: Opened) -> None:
        """Accept what a draft proposes."""
        from coalition.curation.readings import accept
        from coalition.curation.validation import Shapes

        check = Shapes(self.root, self.forms).check
        with self.history.step(passage.name):
            accepted = accept(
                self.root, passage.iri, proposed.statements, proposed.told, proposed.kept, check, self.curator
            )
        self._accepted(passage, proposed.statements, accepted)

    def _form(self, again: bool) -> Form | None:
        forms = list(self.forms.forms.values())
        listed = ", ".join(f"{number} {form.label}" for number, form in enumerate(forms, 1))
        what = "what else is stated" if again else "what is stated"
        answer = _maybe(f"{what} ({listed}; empty for nothing more)")
        for number, form in enumerate(forms, 1):
            if answer and answer.casefold() in (str(number), form.label.casefold(), form.kind.casefold()):
                return form
        if answer:
            click.echo(f"there is no form {answer}", err=True)
            return self._form(again)
        return None

    def _filled(self, form: Form) -> Statement:
        from coalition.curation.readings import Statement

        click.echo(f"{form.label}: {form.definition}", err=True)
        things, values = self._things(), dict[str, list[Any]]()
        iri = ""
        if form.named:
            known = _maybe("which, if it has a name already")
            iri = things.find(known, form.kind) if known else ""
        for each in form.fields:
            if each.required and not iri:
                values[each.name] = [self._asked(each, things)]
        while answer := self._more(form):
            name, _, typed = answer.partition("=")
            try:
                field = form.field(name.strip())
                values.setdefault(field.name, []).append(field.read(typed, things.find))
            except CoalitionError as fault:
                click.echo(f"Error: {fault}", err=True)
        name = click.prompt("its name", err=True) if form.named and not iri else ""
        return Statement(form, values, iri, name)

    def _more(self, form: Form) -> str:
        listed = ", ".join(each.name for each in form.fields if not each.required)
        asked = f"more, as field=value ({listed}; empty for nothing more)"
        return _maybe(asked)

    def _asked(self, field: Field, things: Things) -> Any:
        choices = f" ({', '.join(field.choices.values())})" if field.choices else ""
        while True:
            try:
                return field.read(click.prompt(f"{field.label}{choices}", err=True), things.find)
            except CoalitionError as fault:
                click.echo(f"Error: {fault}", err=True)

    def _things(self) -> Things:
        from coalition.corpus.fact_files import FactFiles
        from coalition.curation.things import Things

        return Things(FactFiles.load(self.root), self.forms)

    def _drafted(self) -> list[Passage]:
        from coalition.corpus.fact_files import FactFiles
        from coalition.namespaces import PREFIXES, expand

        files = FactFiles.load(self.root)
        source = expand(self.source) or PREFIXES["source"] + self.source
        passages = [files.passage(iri) for iri in files.drafted()]
        own = [passage for passage in passages if passage.source == source]
        if not own and not self.done and not self.skipped:
            remedy = f"draft them with coalition draft {self.source} --write"
            raise NotFoundError(f"{self.source} has no drafted passages", remedy=remedy)
        return sorted(own, key=lambda passage: (passage.start, passage.end))

    def _next(self) -> Passage | None:
        return next((passage for passage in self._drafted() if passage.iri not in self.skipped), None)

    def _shown(self, passage: Passage) -> str:
        """Return the words of a passage, and what its draft mentions and notes."""
        import pyoxigraph as ox

        from coalition.corpus.fact_files import FactFiles
        from coalition.rdf.turtle import term

        files = FactFiles.load(self.root)
        text = self.options.texts().get(files.source(passage.source))
        words = " ".join((text or "")[passage.start : passage.end].split())
        own = [quad for quad in files.quads() if getattr(quad.graph_name, "value", "") == passage.iri]
        about = ox.NamedNode(passage.iri)
        told = [term(quad.object) for quad in own if quad.subject == about]
        lines = [f"  “{words}”", *(f"   · {each}" for each in sorted(told))]
        return "\n".join([*lines, *self._proposing(passage)])

    def _proposing(self, passage: Passage) -> Iterator[str]:
        """Yield lines that tell what the draft of a passage proposes to state."""
        from pyoxigraph import NamedNode

        from coalition.rdf.turtle import term

        things, proposed = self._things(), self._proposed(passage)
        for each in proposed.statements:
            yield f"   {each.form.label}: {each.name or things.shown(each.iri)}"
            for name, nodes in each.values.items():
                shown = (things.shown(node.value) if isinstance(node, NamedNode) else term(node) for node in nodes)
                yield f"     {each.form.field(name).label}: {', '.join(shown)}"
        if proposed.statements:
            yield f"   told as {self.forms.choices('Stance')[proposed.told.stance]}"


def _maybe(question: str) -> str:
    """Ask for something that may be left empty."""
    answer: str = click.prompt(question, default="", show_default=False, err=True)
    return answer.strip()


def _choice(typed: str, choices: Mapping[str, str]) -> str:
    from coalition.curation.forms import chosen

    if found := chosen(typed, choices):
        return found
    raise SelectionError(f"there is no {typed}", remedy=f"type one of {', '.join(choices.values())}")
