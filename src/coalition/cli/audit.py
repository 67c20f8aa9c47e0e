"""Define the commands that audit: verify, coverage, conflicts, corroboration, identities, diff."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, declared, view_options
from coalition.operations.audit import CONFLICTS, CORROBORATION, COVERAGE, IDENTITIES, VERIFY, supported

FORMAT = click.option(
    "--format", "format_", type=click.Choice(("table", "csv", "json")), default="table", show_default=True
)


@click.command(cls=Command, short_help=COVERAGE.summary)
@FORMAT
@click.pass_obj
def coverage(options: GlobalOptions, format_: str) -> None:
    """Print how much of each source text lies in passages, was read and has no fact, or remains to be read.

    Sentences are counted only in the source texts that are found; pass --sources DIR before the command.

    \b
    Example:
        coalition coverage
    """
    from coalition.audit import report

    graph = options.graph()
    sources = graph.coverage()
    if format_ in COVERAGE.formats:
        COVERAGE.write(sources, format_, sys.stdout, options.writing(graph))
    else:
        report.coverage(sources, sys.stdout)


@click.command(cls=Command, short_help=CONFLICTS.summary)
@declared(CONFLICTS)
@FORMAT
@view_options
@click.pass_obj
def conflicts(options: GlobalOptions, limits: ViewOptions, thing: str | None, format_: str) -> None:
    """Print where passages contradict each other, or only what concerns THING: both sides, with passages and families.

    The ontology declares which properties can conflict. Neither side is chosen as the right one. THING is a label, an
    alias or an IRI.

    \b
    Example:
        coalition conflicts "2025 London Summit on Ukraine"
    """
    from coalition.audit import report

    graph = options.graph(limits)
    all_conflicts = graph.conflicts(thing)
    if format_ in CONFLICTS.formats:
        CONFLICTS.write(all_conflicts, format_, sys.stdout, options.writing(graph))
    else:
        report.conflicts(all_conflicts, graph.names, sys.stdout)


@click.command(cls=Command, short_help=VERIFY.summary)
@declared(VERIFY)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@view_options
@click.pass_obj
def verify(options: GlobalOptions, limits: ViewOptions, claim: str, format_: str) -> None:
    """Print a verdict on CLAIM: who asserts, reports, predicts, proposes or denies it, when, and on whose word.

    CLAIM is a sentence, the name of a thing, or a triple pattern in the syntax of SPARQL. What has the name or fits the
    pattern is an exact match; what shares words with a sentence is only near. A verdict lists the evidence, and does
    not say what is true.

    \b
    Example:
        coalition verify "China joins the coalition"
    """
    from coalition.verdict import report

    graph = options.graph(limits)
    verdict = graph.verify(claim)
    if format_ in VERIFY.formats:
        VERIFY.write(verdict, format_, sys.stdout, options.writing(graph))
    else:
        report.write(verdict, graph.names, sys.stdout)


@click.command(cls=Command, short_help=CORROBORATION.summary)
@declared(CORROBORATION)
@FORMAT
@view_options
@click.pass_obj
def corroboration(options: GlobalOptions, limits: ViewOptions, thing: str | None, alone: bool, format_: str) -> None:
    """Print how many documents, families and cited works support each fact, or each fact about THING.

    Passages that go back to the same text, publisher or work are one family and count once. THING is a label, an alias
    or an IRI.

    \b
    Example:
        coalition corroboration "2025 London Summit on Ukraine"
    """
    from coalition.audit import report

    graph = options.graph(limits)
    if format_ == "json":  # which is not held in memory
        found = (support for support in graph._supports(thing) if support.families == 1 or not alone)
        CORROBORATION.write(found, format_, sys.stdout, options.writing(graph))
        return
    supports = supported(graph, {"thing": thing, "alone": alone})
    if format_ == "csv":
        CORROBORATION.write(supports, format_, sys.stdout, options.writing(graph))
        return
    report.corroboration(supports, graph.families(), graph.names, sys.stdout)


@click.command(cls=Command, short_help=IDENTITIES.summary)
@declared(IDENTITIES)
@FORMAT
@click.pass_obj
def identities(options: GlobalOptions, actor: str | None, format_: str) -> None:
    """Print which names belong to each actor, or to ACTOR, and which decisions of the register say so.

    ACTOR is a label, an alias or an IRI. If the source texts are found, the count of each name in each text is printed.

    \b
    Example:
        coalition identities "Volodymyr Zelensky"
    """
    from coalition.audit import report

    graph = options.graph()
    actors = graph.identities(actor)
    if format_ in IDENTITIES.formats:
        IDENTITIES.write(actors, format_, sys.stdout, options.writing(graph))
    else:
        report.identities(actors, sys.stdout)


def is_address(value: str) -> bool:
    """Tell whether what is compared is on a server."""
    return value.startswith(("http://", "https://"))


class Side(click.Path):
    """Take a path that exists, or the address of a server."""

    def __init__(self) -> None:
        super().__init__(exists=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value as it was typed."""
        return value if isinstance(value, str) and is_address(value) else super().convert(value, param, ctx)


def _of_server(options: GlobalOptions, url: str) -> Path:
    """Return the folder in which is kept what a server holds."""
    snapshot = replace(options, endpoint=url).connected().snapshot
    snapshot.columns()
    return snapshot.folder


@click.command(cls=Command, short_help="Compare two graphs fact by fact.")
@click.argument("a", type=Side())
@click.argument("b", type=Side())
@FORMAT
@click.pass_context
def diff(context: click.Context, a: str, b: str, format_: str) -> None:
    """Compare graph A with graph B fact by fact: added, removed, newly supported or no longer supported in B.

    A and B are each an exported file (.ttl, .nt, .trig, .nq, .jsonld, .rdf), the folder of a snapshot, or the address
    of a SPARQL server that holds one. The exit code is 1 if they differ.

    \b
    Example:
        coalition export > a.ttl && coalition diff a.ttl a.ttl
    """
    from coalition.audit import report, tables
    from coalition.audit.diff import differences, read
    from coalition.build.manifest import MANIFEST
    from coalition.build.snapshot import opened
    from coalition.output.data import write_csv, write_json

    # Snapshots are checked for damage, and held against removal while they are compared.
    _held = [opened(Path(each)) for each in (a, b) if not is_address(each) and Path(each, MANIFEST).exists()]
    places = [_of_server(context.obj, each) if is_address(each) else Path(each) for each in (a, b)]
    changes = differences(*map(read, places))
    if format_ == "json":
        write_json({"changes": [change.to_dict() for change in changes]}, sys.stdout)
    elif format_ == "csv":
        write_csv(tables.CHANGES.columns, tables.CHANGES.rows(changes, 1), sys.stdout)
    else:
        report.differences(changes, sys.stdout)
    context.exit(1 if changes else 0)
