"""Parse what a person types to search, and write it in the syntax of the index.

Words stand for themselves, and all must be there. `"several words"` are a phrase, `missil*` is the beginning of a word,
`-word` must not be there, and of `this OR that` one suffices. What is typed reaches the index only as tokens within
quotation marks; a token has no signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from coalition.errors import SelectionError
from coalition.search.tokens import tokens

MOST = 64
"""How many tokens may be typed."""

LONGEST = 200
"""How many code points a token may have."""

QUOTES = str.maketrans(dict.fromkeys("“”„«»＂", '"'))

TYPED = re.compile(r'(?P<minus>-(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a word, phrase or beginning of a word that was typed.

    Attributes
    ----------
    tokens:
        Its tokens; several follow each other.
    written:
        Each of them as it was typed.
    prefix:
        Whether the last of them is only the beginning of a word.
    """

    tokens: tuple[str, ...]
    written: tuple[str, ...]
    prefix: bool = False

    def match(self) -> str:
        """Return the term in the syntax of FTS5."""
        return f'"{" ".join(self.tokens)}"{" *" if self.prefix else ""}'

    def __str__(self) -> str:
        return " ".join(self.written) + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Query:
    """Hold what was typed: of each group one term must be there, and none of what is excluded."""

    groups: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    def match(self, columns: str = "") -> str:
        """Return the query in the syntax of FTS5; only `columns` count for what must be there."""
        wanted = " AND ".join(f"({' OR '.join(term.match() for term in group)})" for group in self.groups)
        wanted = f"{{{columns}}} : ({wanted})" if columns else f"({wanted})"
        return wanted + "".join(f" NOT {term.match()}" for term in self.excluded)

    @property
    def terms(self) -> list[Term]:
        """The terms that are looked for."""
        return [term for group in self.groups for term in group]

    @property
    def plain(self) -> str:
        """The tokens, where words alone were typed, or one phrase; else an empty string."""
        alone = all(len(group) == 1 and not group[0].prefix for group in self.groups) and not self.excluded
        return " ".join(token for term in self.terms for token in term.tokens) if alone else ""


def parse(typed: str) -> Query:
    """Parse what was typed.

    Raises
    ------
    SelectionError
        When no word is looked for, there are more than `MOST`, or one is longer than `LONGEST`.
    """
    if len(typed) > MOST * LONGEST:  # no reason to read it
        what, remedy = f"what was typed has more than {MOST * LONGEST} characters", "search for fewer words"
        raise SelectionError(what, where="search", remedy=remedy)
    groups: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    number, alternative = 0, False
    for match in TYPED.finditer(typed.translate(QUOTES)):
        if match[0] == "OR":
            alternative = True
            continue
        term = _term(match)
        number += len(term.tokens)
        if number > MOST:
            remedy = "search for fewer words"
            raise SelectionError(f"more than {MOST} words were typed", where="search", remedy=remedy)
        if not term.tokens:
            continue
        if match["minus"]:
            excluded.append(term)
        elif alternative and groups:
            groups[-1] += (term,)
        else:
            groups.append((term,))
        alternative = False
    if not groups:
        what = "it is only said which words must not be there" if excluded else "there is no word to search for"
        raise SelectionError(what, where="search", remedy="type a word, for example missiles")
    return Query(tuple(groups), tuple(excluded))


def _term(match: re.Match[str]) -> Term:
    text = match["word"] if match["phrase"] is None else match["phrase"]
    found = list(islice(tokens(text), MOST + 1))
    if any(len(token.text) > LONGEST for token in found):
        remedy = "search for a part of it"
        raise SelectionError(f"a word has more than {LONGEST} characters", where="search", remedy=remedy)
    written = tuple(text[token.start : token.end] for token in found)
    prefix = bool(match["star"]) or (match["phrase"] is None and text.endswith("*"))
    return Term(tuple(token.text for token in found), written, prefix)
