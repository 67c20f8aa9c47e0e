"""Find the posts and roles that English texts give to persons of the register, before the name or behind it.

That is `President Ek`, `Anna Holm, chair of the Port League`, and `Bo Lee (Mayor)`. Neither is looked for in another
language: the words of `new_names.TITLES` are all that is known of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from coalition.drafting.expressions import Expression, Holding
from coalition.drafting.gazetteer import NameMatch
from coalition.drafting.new_names import DOUBTFUL, TITLES
from coalition.drafting.patterns import listed, one_of
from coalition.texts.words import fold

ADDRESS = frozenset(
    listed("mr mrs ms mx dr prof professor sir dame lord lady hon honourable rev reverend")
    + listed("coun cllr sen rep gov gen col capt lieut lt")
)
"""The titles that tell of no post, or too shortly of which."""

OFFICES = one_of([*TITLES - ADDRESS, *DOUBTFUL - {"miss", "major"}, "leader", "member", "treasurer", "head", "envoy"])
"""The pattern of the words that a post is called by."""

VERBS = listed("chair head judge captain member lead")
"""Those of `OFFICES` that, without a capital, say what somebody does."""

WORD = r"[^\W\d_][\w’'.-]*"

BEFORE = re.compile(
    rf"(?P<post>(?:(?!(?i:{one_of(ADDRESS)})\b)[A-Z][\w’'.-]*\s+){{0,4}}"
    r"(?:(?:prime|foreign|deputy|vice|former|acting)\s+)?(?:[A-Z][\w’']*-)*"
    rf"(?:(?=[A-Z])|(?!(?:{one_of(VERBS)})\b))(?i:{OFFICES}))\s+(?:(?i:{one_of(ADDRESS)})\.?\s+)?\Z"
)
"""A post that stands before a name and its title: words with capitals, of which the last is one of `OFFICES`."""

BEHIND = re.compile(
    rf"\s*(?:,|\(|–|—)\s*(?P<post>(?:(?:the|a|an|its|our|then|now|former|acting|outgoing|current|new)\s+){{0,3}}"
    rf"(?:{WORD}\s+){{0,3}}?(?:{WORD}-)?(?:{OFFICES})(?:-{WORD})?\b"
    rf"(?:\s+(?:of|for|at|to|in|on)\s+(?:the\s+)?[^,.;:()–—\n]{{2,70}})?)\s*(?=[,.;:)–—\n]|\Z)",
    re.IGNORECASE,
)
"""A post that stands behind a name, set off by commas, dashes or brackets."""

LONGEST = 120
"""How many characters around a name are looked at."""

OPENING = frozenset(
    listed("the then when while as but and after before if once today so in on for with thus when why how")
)
"""Words with a capital at the beginning of a sentence that are no part of a post."""


def posts(sentence: str, names: Iterable[NameMatch], persons: Collection[str]) -> Iterator[Expression]:
    """Yield the posts that a sentence gives to persons, each with its own words and whom it is given to.

    Parameters
    ----------
    sentence:
        The words to search.
    names:
        The names of the register that were found in it.
    persons:
        The IRIs of persons. A name that may mean somebody or something else gives a post to nobody.
    """
    for name in names:
        if len(name.things) != 1 or name.things[0] not in persons:
            continue
        (person,) = name.things
        first = max(0, name.start - LONGEST)
        if found := BEFORE.search(sentence[first : name.start]):
            yield from _held(sentence, first + found.start("post"), first + found.end("post"), person, "before")
        if found := BEHIND.match(sentence, name.end, min(len(sentence), name.end + LONGEST)):
            yield from _held(sentence, found.start("post"), found.end("post"), person, "behind")


def _held(sentence: str, start: int, end: int, person: str, where: str) -> Iterator[Expression]:
    words = list(re.finditer(r"\S+", sentence[start:end]))
    while where == "before" and words and fold(words[0].group()) in OPENING:
        del words[0]
    if words:
        start += words[0].start()
        post = Holding(" ".join(word.group() for word in words), person)
        yield Expression(start, end, "post", (post,), f"the words {where} the name say so")
