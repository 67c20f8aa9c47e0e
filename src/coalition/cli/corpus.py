"""Define the commands that keep a corpus: new, source, draft, build, check, format, cite."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import click

from coalition.cli.options import Command, GlobalOptions, WholeNumber, bar, limit_options
from coalition.output.terminal import as_data

Item = TypeVar("Item")

if TYPE_CHECKING:
    from coalition.corpus.root import Root
    from coalition.drafting.draft import Span
    from coalition.texts.source import Texts


@click.command(cls=Command, short_help="Create a graph of your own, with a worked example.")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--base", default="", metavar="IRI", help="What the IRIs of things begin with.  [default: of the name]")
def new(folder: str, base: str) -> None:
    """Create a graph of your own in DIR, a new or empty folder, and print the next steps.

    It begins with a register and one worked example. What you put into its ontology/ and queries/ is added to the
    published ontology, rules and questions. The IRIs of its things begin with `--base`, an address of yours that ends
    with a slash, or else with https://example.org/DIR/; coalition.toml in DIR keeps it.

    \b
    Example:
        coalition new my-facts && coalition --root my-facts check
    """
    from pathlib import Path

    from coalition.corpus.scaffold import base_of, lay_out, next_steps

    base = base or base_of(Path(folder))
    lay_out(Path(folder), base)
    for line in next_steps(folder, base):
        click.echo(line, err=True)


@click.command(cls=Command, short_help="Propose passages for what has not been read in a source.")
@click.argument("source", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Draft all sources whose texts are at hand.")
@click.option("--why", is_flag=True, help="Print, instead of TriG, what each proposal rests on.")
@click.option(
    "--write", is_flag=True, help="Add the passages to the files of facts of the sources, instead of printing them."
)
@click.option("--actors", is_flag=True, help="Print, instead of TriG, a CSV of names that the register may lack.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), help="Form of --why: text, unless given.")
@click.option("--every", is_flag=True, help="Draft sentences in which nothing was found, too, to be read in turn.")
@click.option("--model", default="", help="Name or path of a model of spaCy, to find names that the register lacks.")
@click.pass_obj
def draft(
    options: GlobalOptions,
    source: tuple[str, ...],
    everything: bool,
    why: bool,
    write: bool,
    actors: bool,
    format_: str | None,
    every: bool,
    model: str,
) -> None:
    """Propose passages, in TriG, for the sentences of SOURCE, or of several, that have not been read yet.

    Each passage lists the things of the register, the dates and the sums of money that its sentence mentions, and in
    notes, percentages, counts, votes, posts, and what may mean several things. It states nothing until a curator
    replaces the list by facts and sets the stance. SOURCE is a short name or an IRI. What `--actors` prints can be
    looked through and then added with `coalition actor add --table`.

    \b
    Example:
        coalition --root my-graph draft zenda --why
    """
    from coalition.drafting import report
    from coalition.drafting.draft import draft as drafted
    from coalition.drafting.draft import joined
    from coalition.drafting.entities import finder
    from coalition.drafting.new_names import NewNames
    from coalition.errors import ParameterError

    if why + actors + write > 1:
        raise ParameterError("--why, --actors and --write do three things", remedy="choose one")
    if format_ and not why:
        raise ParameterError("only --why has a format", where="--format", remedy="add --why")
    if bool(source) is everything:
        remedy = "name a source, or several, or give --all; coalition source list lists them"
        what = "--all drafts each source" if source else "it is not said what to draft"
        raise ParameterError(what, remedy=remedy)
    find_names = finder(model) if model else None
    root, texts, names = options.open_root(), options.texts(), NewNames()
    drafts = {
        each: drafted(root, texts, each, _progress, find_names, every=every, new_names=names)
        for each in source or _at_hand(root, texts)
    }
    if not drafts:
        raise ParameterError("no source has a text at hand", remedy="add one with coalition source add FILE")
    proposal = joined([*drafts.values()])
    if actors:
        report.actors(proposal.new_names, sys.stdout)
    elif why:
        (report.why_json if format_ == "json" else report.why)(proposal, sys.stdout)
    elif write:
        from coalition.curation.sources import add_passages

        root = options.open_writable_root()
        for name, each in drafts.items():
            if each.passages or len(drafts) == 1:
                click.echo(f"written: {add_passages(root, name, each.trig)}", err=True)
    else:
        as_data(sys.stdout).write(proposal.trig)
    for line in () if format_ == "json" else proposal.summary():
        click.echo(line, err=True)


def _at_hand(root: Root, texts: Texts) -> list[str]:
    """Return the names of the sources whose texts are at hand."""
    from coalition.corpus.fact_files import FactFiles
    from coalition.corpus.sources import registered
    from coalition.namespaces import local_name

    return [local_name(each.source.iri) for each in registered(FactFiles.load(root), texts) if each.at_hand]


def _progress(sentences: list[Span]) -> Iterable[Span]:
    return bar(sentences, len(sentences), "Reading the sentences")


@click.command(cls=Command, short_help="Build the snapshot of the graph, and print what it holds.")
@limit_options
@click.pass_obj
def build(options: GlobalOptions) -> None:
    """Build the snapshot of the files as they are now, unless it exists, and print what it holds.

    \b
    Example:
        coalition build
    """
    from coalition.build.report import counts

    graph = options.graph()
    click.echo(f"snapshot {graph.snapshot.digest}\n{graph.snapshot.folder}")
    for line in counts(graph.snapshot.counts):
        click.echo(line)


def checking(items: Iterable[Item], total: int, /) -> Iterable[Item]:
    """Return the items, with a progress bar where standard error is a terminal."""
    return bar(items, total, "Checking the files")


@click.command(cls=Command, short_help="Check the files of the graph.")
@limit_options
@click.pass_context
@click.pass_obj
def check(options: GlobalOptions, context: click.Context) -> None:
    """Check the files of the graph: syntax, terms, values, provenance, digests, shapes, saved questions, snapshot.

    Digests are checked only against the source texts that are found; the number of those not checked is printed. Where
    the graph has been built from these files, every byte of its snapshot is compared with its checksums, too; other
    commands do so only for what was changed since it was built. Where it has not, it is built for the shapes. The exit
    code is 1 if there is a fault.

    \b
    Example:
        coalition check
    """
    from dataclasses import replace

    from coalition.build.check import check as check_files
    from coalition.build.manifest import readable
    from coalition.query.questions import faults

    root = options.open_root()
    inputs, snapshots = root.read(), options.snapshots()
    damage = snapshots.damage(inputs.digest)
    name = readable(root.graph.parent.resolve())
    kept = None if damage else snapshots
    checked = check_files(inputs, options.texts(), root.shape_files(), root.question_files(), kept, name, checking)
    checked = replace(checked, faults=(*checked.faults, *faults(root.question_files(), root.kinds()), *damage))
    for fault in checked.faults:
        click.echo(f"Error: {fault}", err=True)
    for path in root.replaced():
        click.echo(f"{path}: in the place of the published query of this name", err=True)
    for line in checked.summary():
        click.echo(line)
    context.exit(1 if checked.faults else 0)


@click.command("format", cls=Command, short_help="Write the files of facts in their canonical form.")
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit with 1 if a file is not in canonical form."
)
@click.pass_context
@click.pass_obj
def format_(options: GlobalOptions, context: click.Context, only_check: bool) -> None:
    """Write the files of facts in their canonical form, in which a change of facts is a readable diff.

    Files are changed only in the folder that --root names.

    \b
    Example:
        coalition format --check
    """
    from coalition.corpus.canonical import format_files

    root = options.open_root() if only_check else options.open_writable_root()
    changed = format_files(root, write=not only_check)
    for path in changed:
        outcome = "not in canonical form; run coalition --root DIR format" if only_check else "formatted"
        click.echo(f"{path}: {outcome}", err=True)
    context.exit(1 if changed and only_check else 0)


@click.command(cls=Command, short_help="Print the header of a passage, with offsets and digest.")
@click.argument("source")
@click.argument("words")
@click.option("--nth", type=WholeNumber(1), help="Which occurrence to take, if the text has the words more than once.")
@click.pass_obj
def cite(options: GlobalOptions, source: str, words: str, nth: int | None) -> None:
    """Print the header, in TriG, of the passage of SOURCE that has these WORDS.

    The header gives the offsets and the digest of the passage; set its stance yourself. Line ends, kinds of spaces, of
    quotation marks and of dashes, and citation marks may differ from the text. Write … between two phrases to take
    everything from the first to the second.

    \b
    Example:
        coalition --root my-graph cite zenda "Ruritania promised … treaty is signed"
    """
    from coalition.corpus.headers import cite as header

    as_data(sys.stdout).write(header(options.open_root(), options.texts(), source, words, nth))
