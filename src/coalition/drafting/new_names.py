"""Find names that the register does not have yet, by their capitals, and say of what kind of actor each may be.

What decides is what stands beside a name: a title before it, or a last word that only organisations have. Where nothing
does, the kind is left open. Scripts without capitals, such as Arabic or Chinese, have no names for these rules.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from coalition import countries
from coalition.drafting.gazetteer import NameMatch
from coalition.drafting.patterns import listed
from coalition.namespaces import PREFIXES
from coalition.texts.words import APOSTROPHES, DASHES, Word, capitalised, composed, fold, words

TITLES = frozenset(
    listed("""
        mr mrs ms mx dr prof professor sir dame lord lady hon honourable rev reverend justice judge mayor reeve
        councillor councilor coun cllr alderman commissioner chair chairman chairwoman chairperson president premier
        minister chancellor secretary senator sen congressman congresswoman representative rep mp mla governor gov
        ambassador envoy king queen prince princess emperor pope sheikh sheikha shaikh sheik emir sultan speaker
        spokesperson spokesman spokeswoman director manager clerk officer gen admiral colonel col captain capt
        lieutenant lt sergeant
    """)
)
"""The titles and roles that stand before the name of a person, in English, folded. Each may have an s at the end."""

HONOURS = frozenset(listed("sheikh sheikha shaikh sheik emir sultan"))
"""Those that are part of the name that they stand in, as in Sheikh Hasina or Ali Sheikh."""

DOUBTFUL = frozenset({"general", "major", "chief", "miss"})
"""Titles that are ordinary words, too; they count only after another title, as in Secretary-General."""

ORGANISATIONS = frozenset(
    listed("""
        council committee commission ministry department agency authority board bureau office court parliament
        congress senate assembly cabinet ltd limited inc incorporated corp corporation llc plc gmbh company co bank
        fund trust university college school institute academy hospital party association society federation
        confederation union league guild club foundation organization organisation network service services police
        force library museum partnership centre center church group press news gazette courier times tribune
    """)
)
"""The last words of the names of organisations, in English, folded; the first ones before `of`."""

PLACES = frozenset(
    listed("city town village district county municipality province republic kingdom state commonwealth")
)
"""Words before `of` in the names of what may be a state, an organisation or a place."""

PARTICLES = frozenset(listed("von van der den de la del di da dos du bin ibn al el ten ter zu"))
"""Words without a capital that may stand within the name of a person."""

OF_NAME = tuple(APOSTROPHES)
"""What may stand between two parts of one name without a space, as in O’Brien."""

BEFORE_CAPITAL = tuple(".!?…:¿¡“”‘’‚«»‹›„\"'([•")
"""Marks after which any word may have a capital, as it may at the start of a sentence."""

ACRONYM = re.compile(r"\s*\((?:the\s)?[\"“‘']?(?P<letters>[^\W\d_][\w.&-]{1,9})[\"”’']?\)")
"""An acronym in brackets after a name."""

TITLE_OF = re.compile(r"(?P<title>[^\W\d_]+)\sof\s(?:the\s)?$")
"""The title before a body and the name of who holds it, as in President of the Port League Anna Holm."""

TITLE_BEFORE = re.compile(r"(?P<title>[^\W\d_]+)\.?\s+$")
"""The word before a name; a full stop may follow it, as in Mr. Lee."""

WORD_BEFORE = re.compile(r"(?<![\w’'-])(?P<word>[^\W\d_][\w’'-]+)\s$")
"""The word before a name, without any mark between the two."""

LISTED = re.compile(r"\s*(?:,|,?\s(?:and|&))\s+")
"""What stands between the names of a list: Councillors Lee, Holm and Park."""

LONGEST_BODY = 8
"""The largest number of words of a body that is looked for before the name of who holds a post in it."""

UNKNOWN = "has capitals; the kind is not known"


@dataclass(frozen=True, slots=True)
class NewName:
    """Hold a possible name of an actor that is not in the register.

    Attributes
    ----------
    name:
        The name, or the fullest form of it.
    kind:
        `Person`, `State`, `Organisation`, `Collective`, or empty where nothing tells.
    count:
        How often the unread sentences have the name or one of its aliases.
    aliases:
        Other names that are likely to mean the same: a surname, or an acronym.
    reason:
        What the kind and the aliases rest on.
    """

    name: str
    kind: str
    count: int
    aliases: tuple[str, ...]
    reason: str

    def to_dict(self) -> dict[str, object]:
        """Return the name as plain data, for JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "count": self.count,
            "aliases": list(self.aliases),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Sighting:
    """Hold one place at which a sentence has a possible name: the name, its kind and the reason, and an acronym."""

    name: str
    kind: str = ""
    reason: str = UNKNOWN
    acronym: str = ""


def by_capitals(sentence: str, known: Sequence[NameMatch], not_names: set[str], before: str = "") -> Iterator[Sighting]:
    """Yield the possible names of a sentence: words with capitals that overlap with no known name.

    Parameters
    ----------
    sentence:
        The sentence.
    known:
        The known names in it, and whatever else is no new name, in order.
    not_names:
        Words, folded, whose capital does not make a name by itself.
    before:
        What stands before the sentence: `Coun. Lee` may be taken for two sentences.
    """
    before = before.rpartition("\n\n")[2]  # a title does not belong to the next paragraph
    last_of_list = 0  # where a list of several with one title has come to: Councillors Lee, Holm and Park
    list_title = ""
    for run in _runs(sentence):
        of_post = _title_of_post(sentence, run, before)
        parts = list(_unknown_parts(run, known))
        whole = parts == [run]
        if whole and of_post and (body := _body(sentence, run)):
            parts = [run[:body], run[body:]]
        for part in parts:
            start, end = part[0].start, part[-1].end
            title, name = _titled(sentence, part, before)
            if not title and start > run[0].start and part[-1].folded.removesuffix("s") not in ORGANISATIONS:
                title = of_post  # President of the Port League Anna Holm
            if not title and last_of_list and LISTED.fullmatch(sentence, last_of_list, start):
                title = list_title
            several = name and title and fold(title) not in TITLES
            last_of_list, list_title = (end, title) if several else (0, "")
            if name and not whole and (longer := _with_known_surname(run, name, known)):
                last = longer[-1].text
                if not title and not _without_opening(sentence, name, not_names):
                    continue
                told = f"the title {title} stands before it" if title else UNKNOWN
                reason = f"{told}; the register has {last} alone, which may be somebody else"
                yield Sighting(_spelled(sentence, longer), "Person" if title else "", reason)
                continue
            if not name or not (title or whole):
                continue
            if title:
                kind, reason = "Person", f"the title {title} stands before it"
            elif of := _abbreviated(sentence, known, name[0].start):
                kind, reason = "", f"it stands in brackets after {of}, and may be an alias of that"
            elif not (name := _without_opening(sentence, name, not_names)):
                continue
            else:
                kind, reason = _by_words(name, sentence)
            text = _spelled(sentence, name)
            yield Sighting(text, kind, reason, acronym_after(sentence, text, end))


def acronym_after(sentence: str, name: str, end: int) -> str:
    """Return the acronym that stands in brackets after a name, if its letters are those of the name, in their order."""
    match = ACRONYM.match(sentence, end)
    letters = fold(match["letters"]).replace(".", "") if match else ""
    initials = [word.folded[0] for word in words(name)]
    rest = iter(fold(name))
    fits = bool(letters) and letters[0] == initials[0] and len(initials) > 1 and all(each in rest for each in letters)
    return match["letters"] if match and fits and match["letters"][1:2].isupper() else ""


def _abbreviated(sentence: str, known: Sequence[NameMatch], start: int) -> str:
    """Return the known name after which an acronym at `start` stands in brackets, or an empty string."""
    at = bisect_left(known, start, key=lambda name: name.end) - 1
    match = ACRONYM.match(sentence, known[at].end) if at >= 0 else None
    fits = match and match.start("letters") == start and known[at].things
    return " ".join(composed(sentence[known[at].start : known[at].end]).split()) if fits else ""


@dataclass(slots=True)
class NewNames:
    """Gather the sightings of possible names, and tell which of them are likely to be the same."""

    _counts: Counter[str] = field(default_factory=Counter)
    _spelled: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    _acronyms: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Take up the sightings of a sentence."""
        for each in sightings:
            key = fold(each.name)
            self._counts[key] += 1
            self._spelled.setdefault(key, each.name)
            self._kinds.setdefault(key, Counter())[each.kind, each.reason] += 1
            if each.acronym:
                self._acronyms.setdefault(key, {})[fold(each.acronym)] = each.acronym

    def result(self, registered: Iterable[str] = ()) -> tuple[NewName, ...]:
        """Return the names, the most frequent first; `registered` are the names that the register has."""
        of_acronym = {short: key for key, several in self._acronyms.items() for short in several}
        of_acronym = {short: key for short, key in of_acronym.items() if short != key}
        alone, full = self._surnames(of_acronym)
        known: dict[str, list[str]] = {}
        for name in registered:
            if len(spelled := words(name)) > 1:
                known.setdefault(spelled[-1].folded, []).append(name)
        merged: dict[str, list[str]] = {}
        open_: dict[str, str] = {}
        for key in alone:
            may_be = [self._spelled[each] for each in full.get(key, ())] + sorted(set(known.get(key, ())))
            if len(may_be) == 1 and key in full:
                merged.setdefault(full[key][0], []).append(key)
            elif may_be:
                registered_too = " of the register" if key not in full else ""
                open_[key] = f"it ends {' or '.join(may_be)}{registered_too}, and may be an alias of that"
        taken = {*of_acronym, *(key for several in merged.values() for key in several)}
        found = [self._name(key, merged.get(key, []), open_.get(key, "")) for key in self._counts if key not in taken]
        return tuple(sorted(found, key=lambda each: -each.count))

    def _surnames(self, of_acronym: dict[str, str]) -> tuple[list[str], dict[str, list[str]]]:
        """Return the names of one word, and the fuller names of persons by the last word of each."""
        alone: list[str] = []
        full: dict[str, list[str]] = {}
        for key in self._counts:
            parts = words(key)
            if key in of_acronym or self._kind(key)[0] not in ("Person", ""):
                continue
            if len(parts) == 1 and not _is_state(key):
                alone.append(key)
            elif len(parts) > 1 and parts[-1].folded == key.rpartition(" ")[2]:  # not Russia of China-Russia
                full.setdefault(parts[-1].folded, []).append(key)
        return alone, full

    def _kind(self, key: str) -> tuple[str, str]:
        """Return the kind of a name, and why: what most sightings say that say something."""
        seen = self._kinds[key]
        said = {each for each in seen if each[0]} or {each for each in seen if each[1] != UNKNOWN}
        return max(sorted(said or seen), key=lambda each: seen[each])

    def _name(self, key: str, surnames: list[str], left_open: str) -> NewName:
        name = self._spelled[key]
        acronyms = self._acronyms.get(key, {})
        kinds = [self._kind(each) for each in (key, *surnames)]
        kind, reason = next((each for each in kinds if each[0]), kinds[0])
        if kind in ("", "Organisation") and _is_state(name):
            kind, reason = "State", "a state of ISO 3166 has this name"
        reasons = [reason]
        reasons += [f"{short} stands in brackets after it" for short in acronyms.values()]
        reasons += [f"{self._spelled[each]} is its last word" for each in surnames]
        reasons += [left_open] if left_open else []
        aliases = (*acronyms.values(), *(self._spelled[each] for each in surnames))
        count = sum(self._counts[each] for each in (key, *(short for short in acronyms if short != key), *surnames))
        return NewName(name, kind, count, aliases, "; ".join(reasons))


def _is_state(name: str) -> bool:
    """Tell whether a name, which is no code, is that of a state in English."""
    return (
        len(name) > 3
        and {word.folded for word in words(name)} <= _words_of_states()
        and bool(countries.codes(name, ()))
    )


@cache
def _words_of_states() -> frozenset[str]:
    """Return the words of all names of states, so that most other names need not be looked up."""
    import pycountry

    names = countries.labels({state.alpha_3 for state in pycountry.countries})
    for state in pycountry.countries:
        names += [getattr(state, kind, "") for kind in ("name", "official_name", "common_name")]
    return frozenset(word.folded for name in names for word in words(name))


def first_ending(names: Sequence[NameMatch], end: int) -> NameMatch | None:
    """Return the first of the names, which do not overlap, that ends at `end` or later; None where none does."""
    at = bisect_left(names, end, key=lambda name: name.end)
    return names[at] if at < len(names) else None


def _unknown_parts(run: list[Word], known: Sequence[NameMatch]) -> Iterator[list[Word]]:
    """Yield a run that overlaps with no known name, or the parts of it beside the known names."""
    start, end = run[0].start, run[-1].end
    nearest = first_ending(known, start + 1)
    if nearest is None or nearest.start >= end:
        yield run
        return
    part: list[Word] = []
    for word in run:
        nearest = first_ending(known, word.start + 1)
        if nearest is None or nearest.start >= word.end:
            part.append(word)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _with_known_surname(run: list[Word], name: list[Word], known: Sequence[NameMatch]) -> list[Word]:
    """Return a name with the one word after it that ends the run and is by itself the name of a known actor.

    Bo Lee need not be the Lee that the register has. Where no such word follows, the result is empty.
    """
    last = first_ending(known, run[-1].end)
    follows = name[-1] is run[-2] if len(run) > 1 else False
    is_actor = last is not None and last.start == run[-1].start and _is_of_actors(last)
    return [*name, run[-1]] if follows and is_actor else []


def _is_of_actors(match: NameMatch) -> bool:
    return any(thing.startswith(PREFIXES["actor"]) for thing in match.things)


def another(sentence: str, match: NameMatch, not_names: set[str]) -> str:
    """Return the word with a capital before a name of one word, which makes it the name of somebody else; or nothing.

    Titles are no such words, nor are those that open the sentence.
    """
    before = WORD_BEFORE.search(sentence, max(0, match.start - 30), match.start)
    if not before or len(words(sentence[match.start : match.end])) != 1 or not _is_of_actors(match):
        return ""
    (word,) = words(before["word"])[-1:]
    opens = not sentence[max(0, before.start() - 1) : before.start()].isspace()
    ordinary = opens or _is_title(word.folded) or word.folded in DOUBTFUL or word.folded in not_names
    return before["word"] if capitalised(word) and not ordinary else ""


def _titled(sentence: str, run: list[Word], before: str) -> tuple[str, list[Word]]:
    """Return the title before a name, or an empty string, and the words of the name; none where all are a title."""
    if run[-1].folded in ORGANISATIONS:
        return "", run
    last = -1
    for place, word in enumerate(run):
        cut = _is_title(word.folded) and word.folded not in HONOURS
        if cut or (word.folded in DOUBTFUL and place and last == place - 1):
            last = place
    name = run[last + 1 :]
    if name and all(word.folded in HONOURS for word in name):
        return name[-1].text, []
    if name and name[0].folded in HONOURS:
        return name[0].text, name
    if last >= 0:
        return run[last].text, name
    title = TITLE_BEFORE.search((before + sentence[max(0, run[0].start - 30) : run[0].start])[-30:])
    return (title["title"], run) if title and _is_title(fold(title["title"])) else ("", run)


def _title_of_post(sentence: str, run: list[Word], before: str) -> str:
    """Return the title that stands before a run with `of` between them, or an empty string."""
    title = TITLE_OF.search((before + sentence[max(0, run[0].start - 30) : run[0].start])[-30:])
    return title["title"] if title and _is_title(fold(title["title"])) else ""


def _body(sentence: str, run: list[Word]) -> int:
    """Return how many words at the start of a run name an organisation or a state, if others follow; else 0."""
    for size in range(min(len(run) - 1, LONGEST_BODY), 0, -1):
        last = run[size - 1]
        acronym = size == 1 and len(last.text) > 1 and last.text.isupper()
        if acronym or last.folded in ORGANISATIONS or _is_state(_spelled(sentence, run[:size])):
            return size
    return 0


def _is_title(word: str) -> bool:
    return word in TITLES or (word.removesuffix("s") in TITLES and len(word) > 3)


def _without_opening(sentence: str, name: list[Word], not_names: set[str]) -> list[Word]:
    """Return the words of a name without an ordinary one that opens a sentence; none where all are ordinary.

    The first word of a sentence or quotation has a capital in any case, so it does not make a name: In Canada. Nor does
    that of a point of a list or of a heading, before which marks stand alone. In minutes, a colon follows who speaks.
    """
    before = name[0].start
    while before and sentence[before - 1].isspace():
        before -= 1
    marked = before > 0 and not any(map(str.isalnum, sentence[:before]))
    opens = marked or not before or sentence.endswith(BEFORE_CAPITAL, 0, before)
    if marked and len(name) == 1 and sentence.startswith(":", name[0].end) and name[0].folded not in not_names:
        return name
    if all(word.folded in not_names for word in name[1 if opens else 0 :]):
        return []
    return name[1:] if opens and name[0].folded in not_names else name


def _by_words(name: list[Word], sentence: str) -> tuple[str, str]:
    if name[-1].folded in ORGANISATIONS:
        return "Organisation", f"its last word is {name[-1].text}"
    of = next((place for place, word in enumerate(name) if word.folded == "of"), 0)
    if of and name[of - 1].folded in ORGANISATIONS:
        return "Organisation", f"it begins with {name[of - 1].text} of"
    letters = [place for place, word in enumerate(name) if len(word.text) == 1]
    if len(letters) == 1 and 0 < letters[0] < len(name) - 1 and sentence.startswith(". ", name[letters[0]].end):
        return "Person", f"the initial {name[letters[0]].text}. stands in its midst"
    return "", UNKNOWN


def _spelled(sentence: str, name: list[Word]) -> str:
    return " ".join(composed(sentence[name[0].start : name[-1].end]).split())


def _runs(sentence: str) -> Iterator[list[Word]]:
    """Yield the longest runs of words with a capital that white space, a hyphen or an apostrophe joins.

    A single letter is part of a run only before an apostrophe, as in O’Brien, or as an initial. What follows an
    apostrophe or a hyphen does not begin a run. Particles, as in Charles de Gaulle, and `of`, as in Council of Europe,
    join two words with capitals.
    """
    found = words(sentence)
    gaps = [sentence[one.end : other.start] for one, other in pairwise(found)]
    run: list[Word] = []
    held: list[Word] = []  # particles and the like, which are part of the run if a capital follows
    following: list[Word | None] = [*found[1:], None]
    for word, before, after, then in zip(found, ["", *gaps], [*gaps, ""], following, strict=True):
        initial = _is_initial(word, after) and (bool(run) or not _opens(sentence, word))
        # James M Snell: an initial without a full stop stands between two words with capitals.
        bare = bool(run) and not held and len(word.text) == 1 and capitalised(word) and after == " "
        initial = initial or (bare and then is not None and capitalised(then) and len(then.text) > 1)
        if not capitalised(word) or (
            len(word.text) == 1 and before not in OF_NAME and after not in OF_NAME and not initial
        ):
            joins = begins = False
        else:
            dotted = bool(run) and _is_initial((held or run)[-1], before)
            spaced = before in OF_NAME or dotted or re.fullmatch(r"\s+|[-\u2010\u2011]", before) is not None
            joins = bool(run) and spaced
            begins = not joins and before not in (*OF_NAME, *DASHES)
        if run and not joins and _holds(run, held, word, before):
            held.append(word)
            continue
        if run and not joins:
            if any(len(each.text) > 1 for each in run):
                yield run
            run = []
        if joins or begins:
            run += [*held, word]
        held = []
    if any(len(each.text) > 1 for each in run):
        yield run


def _is_initial(word: Word, after: str) -> bool:
    """Tell whether a word is the initial of a name: a capital with a full stop, as in J. Holm."""
    return len(word.text) == 1 and capitalised(word) and re.fullmatch(r"\.\s*", after) is not None


def _opens(sentence: str, word: Word) -> bool:
    before = sentence[max(0, word.start - 4) : word.start].rstrip()
    return (not before and word.start < 4) or before.endswith((".", "("))


def _holds(run: list[Word], held: list[Word], word: Word, before: str) -> bool:
    """Tell whether a word without a capital may be part of the name that has begun."""
    if not before.isspace() or len(held) > 1:
        return False
    if word.folded in PARTICLES:
        return not held or held[-1].folded in PARTICLES
    heads = run[-1].folded in ORGANISATIONS or run[-1].folded in PLACES
    return heads and (word.folded == "of" if not held else (word.folded == "the" and held[-1].folded == "of"))
