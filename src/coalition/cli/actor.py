"""Define the commands for the actors of the register."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coalition.cli.options import Command, GlobalOptions, Group, needing_remote
from coalition.errors import SelectionError

if TYPE_CHECKING:
    from coalition.curation.actors import RegisteredActor

KINDS = ("Person", "State", "Organisation", "Force", "Collective")


@click.group(cls=Group, short_help="Keep the actors of the register.")
def actor() -> None:
    """Add, list, merge and split the actors of the register of a graph of your own.

    \b
    Example:
        coalition --root my-graph actor list
    """


@actor.command(short_help="Add actors to the register.")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--kind", type=click.Choice(KINDS, case_sensitive=False), help="What the actors are.")
@click.option("--alias", "aliases", multiple=True, help="Another name that texts use; may be repeated.")
@click.option(
    "--identifier",
    "identifiers",
    multiple=True,
    help="Identifier given elsewhere: Wikidata:Q84, an ISNI, LEI or German ISIL, or an IRI; may be repeated.",
)
@click.option("--iso-code", default="", help="Three-letter code of a state; it is found by the name where it can be.")
@click.option("--note", default="", help="What readers should know of this entry.")
@click.option("--table", type=click.Path(), help="CSV file with a row for each actor: name, kind, aliases ...")
@click.option("--new", is_flag=True, help="With --table: pass over names that the register has already.")
@click.pass_obj
def add(
    options: GlobalOptions,
    names: tuple[str, ...],
    kind: str | None,
    aliases: tuple[str, ...],
    identifiers: tuple[str, ...],
    iso_code: str,
    note: str,
    table: str | None,
    new: bool,
) -> None:
    """Add each NAME to the register as an actor, or each row of a table, all or none.

    A table has the columns name and kind, and may have aliases, identifiers (both divided by ;), iso_code, note and
    actor, the short name. `coalition draft SOURCE --actors` writes one to fill in, `coalition actor list --format csv`
    one of what there is.

    \b
    Example:
        coalition --root my-graph actor add "Anna Holm" --kind person --alias Holm
    """
    from pathlib import Path

    from coalition.corpus.fact_files import FactFiles
    from coalition.curation import actors
    from coalition.errors import ParameterError

    root = options.open_writable_root()
    if bool(names) == bool(table):
        raise ParameterError("name actors or a table, one of both", remedy="type a NAME, or --table FILE")
    if len(names) > 1 and (aliases or identifiers or iso_code or note):
        raise ParameterError("several actors cannot share these options", remedy="name one actor, or use --table")
    if table:
        wanted = actors.read_table(Path(table))
    else:
        wanted = [actors.NewActor(name, kind or "", aliases, identifiers, iso_code, note) for name in names]
    if new:
        passed = list(actors.known(FactFiles.load(root), wanted))
        for each in passed:
            click.echo(f"passed over, since the register has this name: {each.name}", err=True)
        wanted = [each for each in wanted if each not in passed]
    for iri in actors.add(root, wanted):
        click.echo(iri)


@actor.command(short_help="Propose names, codes and identifiers that the register lacks.")
@click.argument("table_or_service", required=False, default="")
@click.option("--language", "languages", multiple=True, help="Language of other names.  [default: those of the texts]")
@click.pass_obj
def propose(options: GlobalOptions, table_or_service: str, languages: tuple[str, ...]) -> None:
    """Print what could be added to the actors of the register as a table, a row for each proposal with its reason.

    Without an argument: the ISO codes of states, and their names in the languages of the texts. With a TABLE (CSV, as
    for `coalition actor add`), the identifiers and names that it gives to actors that are likely the same. With the
    address of a reconciliation service, such as one for OpenRefine, the identifiers that it proposes; it is sent the
    names of actors that have none. Take out the rows that are wrong, and pass the table to `coalition actor update`.

    \b
    Example:
        coalition --root my-graph actor propose > proposals.csv
    """
    from pathlib import Path

    from coalition.corpus.fact_files import FactFiles
    from coalition.curation import actors, additions
    from coalition.output.terminal import as_data

    files = FactFiles.load(options.open_root())
    own = actors.registered(files)
    if table_or_service and languages:
        raise SelectionError("names in a language are proposed without a table or service", remedy="leave one out")
    if "://" in table_or_service:
        from coalition.remote.client import Client, Limits

        client = Client(table_or_service, Limits(answer=60, size=1 << 24), "TABLE_OR_SERVICE")
        with needing_remote("TABLE_OR_SERVICE"):
            found = list(additions.from_service(own, client))
    elif table_or_service:
        found = list(additions.from_table(own, actors.read_table(Path(table_or_service))))
    else:
        found = list(additions.from_countries(own, languages or additions.languages_of(files)))
    if not additions.write_proposed(found, as_data(sys.stdout)):
        click.echo("nothing is proposed", err=True)


@actor.command(short_help="Add to actors of the register what a table says more.")
@click.option("--table", type=click.Path(), required=True, help="CSV file with a row for each actor; see `actor add`.")
@click.pass_obj
def update(options: GlobalOptions, table: str) -> None:
    """Add to actors of the register the names, identifiers, codes and notes that a table has more, all or none.

    A row means the actor with its short name in the column actor, or else with its name. Nothing is taken out.

    \b
    Example:
        coalition --root my-graph actor update --table proposals.csv
    """
    from pathlib import Path

    from coalition.curation import actors, additions

    root = options.open_writable_root()
    for iri, number in additions.update(root, actors.read_table(Path(table))).items():
        click.echo(f"{iri}: {number} added")


@actor.command("list", short_help="List the actors of the register.")
@click.option("--format", "format_", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
@click.pass_obj
def list_(options: GlobalOptions, format_: str) -> None:
    """List the actors of the register, with their names, identifiers, and the decisions on who they are.

    \b
    Example:
        coalition --root my-graph actor list --format csv > actors.csv
    """
    from coalition.corpus.fact_files import FactFiles
    from coalition.curation import actors
    from coalition.output.terminal import as_data

    found = actors.registered(FactFiles.load(options.open_root()))
    if format_ == "csv":
        actors.write_table((each for each in found if each.name and each.kind), as_data(sys.stdout))
    elif format_ == "json":
        from coalition.output.data import write_json

        write_json({"actors": [each.to_dict() for each in found]}, sys.stdout)
    else:
        from coalition.output.table import table

        columns = ("actor", "name", "kind", "other names", "identifiers", "decisions")
        table(columns, [_row(each) for each in found], sys.stdout)


def _row(each: RegisteredActor) -> list[str]:
    from coalition.namespaces import local_name, shorten

    decided = [f"is {shorten(each.merged_into) or each.merged_into}"] if each.merged_into else []
    places = ", ".join(map(local_name, each.met_in))
    decided += [f"split from {shorten(other) or other} in {places}" for other in each.split_from]
    identifiers = [*([each.iso_code] if each.iso_code else []), *map(_short, each.identifiers)]
    return [
        shorten(each.iri) or each.iri,
        each.name,
        each.kind,
        "; ".join(each.aliases),
        "; ".join(identifiers),
        "; ".join(decided),
    ]


def _short(iri: str) -> str:
    return iri.removeprefix("http://www.wikidata.org/entity/")


@actor.command(short_help="Decide that two actors are the same.")
@click.argument("one")
@click.argument("into")
@click.pass_obj
def merge(options: GlobalOptions, one: str, into: str) -> None:
    """Decide that the actor ONE is the actor INTO: what is said about it counts as said about the other.

    No passage changes; `coalition actor undo ONE` takes it back.

    \b
    Example:
        coalition --root my-graph actor merge "A. Holm" "Anna Holm"
    """
    from coalition.curation import actors
    from coalition.namespaces import shorten

    first, other = actors.merge(options.open_writable_root(), one, into)
    click.echo(f"{shorten(first)} is now {shorten(other)}")


@actor.command(short_help="Decide that one name means two actors.")
@click.argument("one")
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice(KINDS, case_sensitive=False), help="What the new actor is.")
@click.option("--in", "where", multiple=True, required=True, help="Source or passage that means NAME; may be repeated.")
@click.pass_obj
def split(options: GlobalOptions, one: str, name: str, kind: str, where: tuple[str, ...]) -> None:
    """Decide that some sources or passages mean NAME, a new actor, where they name the actor ONE.

    No passage changes; `coalition actor undo NAME` takes it back.

    \b
    Example:
        coalition --root my-graph actor split "Anna Holm" "Anna Holm the younger" --kind person --in report
    """
    from coalition.curation import actors
    from coalition.namespaces import shorten

    new, old = actors.split(options.open_writable_root(), one, actors.NewActor(name, kind), where)
    click.echo(f"{shorten(new)} is split from {shorten(old)} in {', '.join(where)}")


@actor.command(short_help="Take back a decision on who an actor is.")
@click.argument("one")
@click.pass_obj
def undo(options: GlobalOptions, one: str) -> None:
    """Take back that ONE is another actor, was split from another, or is none of another.

    \b
    Example:
        coalition --root my-graph actor undo "A. Holm"
    """
    from coalition.curation import actors

    for decision in actors.undo(options.open_writable_root(), one):
        click.echo(f"taken back: {decision}")


@actor.command(short_help="Decide that two actors are not the same.")
@click.argument("one")
@click.argument("other")
@click.pass_obj
def apart(options: GlobalOptions, one: str, other: str) -> None:
    """Decide that ONE and OTHER are two actors, so that they are not listed as likely duplicates again.

    \b
    Example:
        coalition --root my-graph actor apart "Anna Holm" "Anna Holt"
    """
    from coalition.curation import actors
    from coalition.namespaces import shorten

    first, second = actors.apart(options.open_writable_root(), one, other)
    click.echo(f"{shorten(first)} and {shorten(second)} are two actors")


@actor.command(cls=Command, short_help="List actors that are likely to be the same.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option("--ask", is_flag=True, help="Ask about each pair, and write each decision at once.")
@click.pass_obj
def duplicates(options: GlobalOptions, format_: str, ask: bool) -> None:
    """List actors of one kind that are likely to be the same, with the reasons, the likeliest first.

    A pair is decided once, by merge or apart, and not listed again.

    \b
    Example:
        coalition --root my-graph actor duplicates
    """
    from coalition.corpus.fact_files import FactFiles
    from coalition.curation import actors, likeness

    root = options.open_writable_root() if ask else options.open_root()
    files = FactFiles.load(root)
    pairs = likeness.likely_pairs(actors.registered(files), actors.decided(files))
    if ask:
        for pair in pairs:
            click.echo(f"{pair.one.name} ({pair.one.kind}) and {pair.other.name}: {'; '.join(pair.reasons)}")
            answer = _asked()
            if answer == "same":
                actors.merge(root, pair.other.iri, pair.one.iri)
            elif answer == "two":
                actors.apart(root, pair.one.iri, pair.other.iri)
    elif format_ == "json":
        from coalition.output.data import write_json

        write_json({"pairs": [pair.to_dict() for pair in pairs]}, sys.stdout)
    else:
        from coalition.output.table import table

        rows = [[p.one.name, p.other.name, p.one.kind, f"{p.score:.0f}", "; ".join(p.reasons)] for p in pairs]
        table(("one", "other", "kind", "score", "why"), rows, sys.stdout, right=(3,))


def _asked() -> str:
    if not sys.stdin.isatty():
        raise SelectionError("nobody can be asked", where="--ask", remedy="run the command in a terminal")
    choice = click.Choice(("same", "two", "later"))
    answer: str = click.prompt("the same, two, or later", type=choice, default="later", err=True)
    return answer
