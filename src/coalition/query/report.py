"""Write the description of a thing, for people and programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from coalition.output.data import write_json
from coalition.output.passages import citation, missing, said, sources
from coalition.output.table import fitted, plural, table

if TYPE_CHECKING:
    from coalition.names import Names
    from coalition.output.about import About
    from coalition.output.citations import Citation
    from coalition.provenance.evidence import Evidence
    from coalition.query.absence import WhyNot
    from coalition.query.description import Description, Line
    from coalition.query.vocabulary import Meaning, Word


def write_description(description: Description, output: TextIO) -> None:
    """Write a description for people to read.

    The heading gives the names of the thing. Then come the facts about it, and each other thing that mentions it with
    its facts. Facts that rest on the same evidence stand in one line, with the sources in the line below.
    """
    if not (description.classes or description.lines or description.mentions):
        output.write(fitted(f"this graph holds no facts about {description.label}", 0, output))
        return
    output.write(fitted(description.label, 4, output))
    output.write(fitted(f"{', '.join(description.classes)} · {description.iri}", 4, output))
    if description.aliases:
        output.write(fitted(f"also called {', '.join(description.aliases)}", 4, output))
    if description.passage:
        output.writelines(fitted(f"  {line}", 4, output) for line in said(description.passage))
    mentions = ((mention.title, mention.lines) for mention in description.mentions)
    for title, lines in (("", description.lines), *mentions):
        if lines:
            output.write("\n" + fitted(title, 4, output) if title else "\n")
        for origin, facts in _by_sources(lines):
            output.write(fitted(f"  {'; '.join(facts)}", 4, output))
            # A passage that is shown itself states all of it, so that its place is not repeated below each line.
            output.write("" if description.passage else fitted(f"      {origin}", 6, output))
    if description.passages and not description.passage:
        output.write("\nPassages\n")
    for cited in description.passages if not description.passage else ():
        output.write(fitted(f"  {citation(cited)}", 4, output))
        output.writelines(fitted(f"    {line}", 4, output) for line in said(cited))


def _by_sources(lines: Iterable[Line]) -> Iterator[tuple[str, list[str]]]:
    """Yield the facts that rest on the same evidence together, under that evidence in words."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        facts = groups.setdefault(sources(line.evidence), [])
        # The facts of a group have the same stances, so the first one names them for all.
        facts.append(f"{'' if facts else _stances(line.evidence)}{line.relation} {line.text}")
    return iter(groups.items())


def _stances(evidence: Evidence) -> str:
    """Return the passages' stances in brackets, such as "[reports] ", or "" where one of them asserts the fact."""
    stances = sorted({cited.passage.stance for cited in evidence.passages})
    return f"[{', '.join(stances)}] " if stances and "asserts" not in stances else ""


def write_description_cited(
    description: Description,
    cite: Callable[[list[Evidence]], dict[str, Citation]],
    form: str,
    output: TextIO,
) -> None:
    """Write the facts of a description with citations in one of `coalition.output.CITATIONS`; `cite` returns them."""
    from coalition.output.cited import write_cited

    rows = [(f"{line.relation} {line.text}", line.evidence) for line in description.lines]
    for mention in description.mentions:
        rows += [(f"{mention.title}: {line.relation} {line.text}", line.evidence) for line in mention.lines]
    found = [evidence for _, evidence in rows]
    write_cited(rows, cite(found), form, output)
    if form == "footnotes":
        missing(found, output)


def write_description_json(description: Description, output: TextIO, about: About | None = None) -> None:
    """Write a description as a JSON object, each fact with its evidence; `about` says what it was made from."""
    document = {
        "iri": description.iri,
        "label": description.label,
        "classes": description.classes,
        "aliases": description.aliases,
        "lines": _lines(description.lines),
        "passage": description.passage.to_dict() if description.passage else None,
        "mentions": [{"iri": m.iri, "title": m.title, "lines": _lines(m.lines)} for m in description.mentions],
    }
    write_json(document, output, about)


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"relation": line.relation, "text": line.text, "evidence": line.evidence.to_dict()} for line in lines]


def write_why_not(found: WhyNot, output: TextIO) -> None:
    """Write why a row is not in an answer, for people to read: each obstacle, then what else is known."""
    if found.present:
        output.write("the row is there; leave out --why-not to see it\n")
        return
    for obstacle in found.obstacles:
        output.write(fitted(f"- {obstacle}", 2, output))
    for note in found.notes:
        output.write(fitted(note, 2, output))


def write_why_not_json(found: WhyNot, output: TextIO, about: About | None = None) -> None:
    """Write why a row is not in an answer as a JSON object."""
    write_json(found.to_dict(), output, about)


def write_words(words: Iterable[Word], output: TextIO) -> None:
    """Write a table of words for each kind: the name, the label and the definition of each."""
    from coalition.query.vocabulary import KINDS

    for number, (kind, each) in enumerate(groupby(words, lambda word: word.kind)):
        rows = [(word.name, word.label, word.definition) for word in each]
        output.write(("\n" if number else "") + f"{KINDS[kind]} ({len(rows)})\n\n")
        table(("name", "label", "definition"), rows, output)


def write_words_json(words: Iterable[Word], output: TextIO, about: About | None = None) -> None:
    """Write words as a JSON object."""
    write_json({"words": [word.to_dict() for word in words]}, output, about)


def write_meaning(meaning: Meaning, names: Names, output: TextIO) -> None:
    """Write what a word means for people to read, what the shapes ask of it, and how often it is used."""
    from coalition.query.vocabulary import short

    word = meaning.word
    deprecated = "deprecated " if word.deprecated else ""
    output.write(fitted(f"{word.label} · {short(word.iri)} · {deprecated}{word.kind}", 4, output))
    lists = [
        *((relation, [names.text(node) for node in nodes]) for relation, nodes in meaning.relations),
        ("narrower", [each.name for each in meaning.narrower]),
        ("values", [each.name for each in meaning.values]),
        ("properties", [each.name for each in meaning.properties]),
    ]
    told = [
        word.definition,
        meaning.note,
        f"for example: {meaning.example}" if meaning.example else "",
        *(f"{title}: {', '.join(values)}" for title, values in lists if values),
        f"used {plural(meaning.used, 'time')}",
    ]
    output.writelines(fitted(f"  {line}", 4, output) for line in told if line)
    if meaning.rules:
        output.write("\nWhat must hold\n")
    output.writelines(fitted(f"  - {rule}", 4, output) for rule in meaning.rules)


def write_meaning_json(meaning: Meaning, output: TextIO, about: About | None = None) -> None:
    """Write what a word means as a JSON object."""
    write_json(meaning.to_dict(), output, about)
