"""Name the forms of other people's tools, and write a graph in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from coalition.errors import SelectionError, unknown

if TYPE_CHECKING:
    from pathlib import Path

    from coalition.exchange.holdings import Holdings
    from coalition.exchange.losses import Losses
    from coalition.output.about import About


@dataclass(frozen=True)
class Form:
    """Describe a form: in one line, and whether it has a place for the words of passages."""

    summary: str
    has_words: bool


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "ftm": Form("entities of FollowTheMoney, in lines of JSON", True),
        "ftm-statements": Form("statements of FollowTheMoney, in lines of JSON", True),
        "annotations": Form("W3C Web Annotations, in JSON-LD", True),
        "prov": Form("PROV-O, in Turtle", True),
        "quickstatements": Form("QuickStatements V1 for Wikidata", False),
        "nanopubs": Form("nanopublications, in TriG", False),
    }
)
"""The forms by the names of `coalition export --format`."""


def known(name: str, words: bool = False) -> Form:
    """Return the form with a name.

    Raises
    ------
    SelectionError
        When there is none, or it has no place for `words`.
    """
    if name not in FORMS:
        raise unknown("form", name, FORMS)
    if words and not FORMS[name].has_words:
        having = ", ".join(each for each, form in FORMS.items() if form.has_words)
        raise SelectionError(f"{name} has no place for the words of passages", remedy=f"choose one of {having}")
    return FORMS[name]


def write(name: str, holdings: Holdings, about: About, declared: Iterable[Path], output: IO[bytes]) -> Losses:
    """Write what a snapshot holds in a form, and return what the form loses.

    Parameters
    ----------
    name:
        One of FORMS.
    holdings:
        What the snapshot holds; with the texts, if the words of passages are to be written.
    about:
        What the snapshot was made from.
    declared:
        The files that declare what our words are called in Wikidata.
    output:
        What it is written to.
    """
    from coalition.exchange import annotations, ftm, nanopubs, prov, quickstatements

    if name == "ftm":
        return ftm.write_entities(holdings, output)
    if name == "ftm-statements":
        return ftm.write_statements(holdings, output)
    if name == "annotations":
        return annotations.write(holdings, about, output)
    if name == "prov":
        return prov.write(holdings, about, output)
    if name == "quickstatements":
        return quickstatements.write(holdings, quickstatements.Words.read(declared), output)
    return nanopubs.write(holdings, about, output)
