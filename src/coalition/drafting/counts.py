"""Find counts, such as 7 councillors, and votes, such as CARRIED 5 to 2, in English texts.

The ontology has no words for them yet, so that a draft lists them in notes. Neither is looked for in another language:
the words below are all that is known of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from coalition.drafting.expressions import Count, Expression, Vote
from coalition.drafting.patterns import Separators, figure, letter, listed, number, one_of, readable
from coalition.texts.words import fold

LANGUAGE = "en"
"""The language of the words below."""

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("carried", "passed", "adopted", "approved", "agreed to", "accepted", "endorsed"), "carried"),
        **dict.fromkeys(("defeated", "lost", "failed", "rejected", "negatived", "not carried"), "defeated"),
        "tied": "tied",
    }
)
"""The words for the outcome of a vote, with the outcome that they mean."""

VOTED_ON = "motion|resolution|amendment|by-?law|bill|recommendation|question|proposal|nomination"
"""What is voted on: without one of these, `passed` and the like may tell of something else."""

SIDES: Mapping[str, str] = MappingProxyType(
    {
        "in_favour": r"in favou?r|for|yeas?|ayes?|yes",
        "against": r"opposed|against|nays?|noes|no|not in favou?r",
        "abstaining": r"abstentions?|abstaining|abstained|abstain",
    }
)
"""The words for those who vote for something, against it, or neither, as patterns."""

NUMBERS = listed(
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
"""The numbers from 0 to 19 in words."""

TENS = dict(zip(listed("twenty thirty forty fifty sixty seventy eighty ninety"), range(20, 100, 10), strict=True))

BOUNDS = (
    "more than|fewer than|less than|at least|at most|up to|over|under|about|around|some|nearly|almost|approximately"
)
"""What stands before a number that is not exact."""

IRREGULAR = "people|persons|men|women|children|staff|aircraft"
"""What is counted, without an s at the end."""

NOT_COUNTED = listed(
    "of to and or in on at by for with from the a an that who which as is was were are be been has had have will shall "
    "may not but than does says this its his us yes am pm means applies"
)
"""Words that are not part of what is counted."""

LABELS = listed(
    "no nos number section sections article articles item items bylaw bylaws page pages paragraph chapter figure table "
    "room route highway phase lot plan block unit act part schedule step annex appendix resolution version level class"
)
"""Words after which a number is a name, and counts nothing."""


NEAR = 60
"""How many characters may lie between the outcome of a vote and its numbers."""

COUNT = rf"\d{{1,4}}|{one_of((*NUMBERS, 'none', 'nil'))}"
"""The pattern of how many voted so."""


def _vote_patterns() -> Iterator[str]:
    """Yield the patterns of votes with two numbers or three; the most complete come first."""
    outcome = rf"\b(?P<outcome>{one_of(OUTCOMES)})\b"
    filling = r"(?:\W{1,3}(?:unanimously|by|on|with|in|an?|the|votes?|of|division|recorded|roll|call|margin|tally))"
    to = r"\s*(?:[-–—/:]|\bto\b|\bagainst\b)\s*"
    first, second = rf"(?<![\w.,/–-])(?P<in_favour>{COUNT})", rf"(?P<against>{COUNT})(?:\s+votes?)?"
    third = r"(?:\s?[-–—/]\s?(?P<third>\d{1,4}))?"
    end = r"(?![\w%]|[-–/:.]\d|\s?[ap]\.?m\b)"  # not a longer number, a share or a time
    rest = rf"(?:[\s,]{{1,2}}(?:with|and)?\s*(?P<abstaining>{COUNT})\s(?:{SIDES['abstaining']}))?"
    after = rf"(?:[^.;\n]{{0,{NEAR}}}?{outcome})?"
    # carried 5 to 2, carried (5-2), defeated by a vote of 3 to 4, carried 5-2-1
    yield rf"{outcome}{filling}{{0,7}}\W{{1,3}}{first}(?:\s+votes?)?{to}{second}{third}{end}{rest}\)?"
    # by 7 votes to 3 with 2 abstentions
    yield rf"{first}\s+votes?{to}{second}{end}{rest}{after}"
    # by a vote of 5 to 2, the motion carried
    yield rf"\bvot(?:e|ed|es|ing)\b(?:\s(?:of|was|were))?[\s:(]{{1,2}}{first}{to}{second}{end}{rest}\)?{after}"


VOTES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _vote_patterns())

SIDED = re.compile(
    rf"(?<![\w.,/–-])(?P<count>{COUNT})\s(?:(?:votes?|members?|councillors?|voted|were)\s)?"
    rf"(?P<side>{'|'.join(SIDES.values())})\b"
    rf"|\b(?P<side_before>{'|'.join(SIDES.values())})\s?[:–-]\s?(?P<count_after>\d{{1,4}})\b",
    re.IGNORECASE,
)
"""One side of a vote with its number: 5 in favour, or Against: 2."""

BETWEEN_SIDES = re.compile(r"[\s,;()]*(?:and|with)?\s*")

OUTCOME = re.compile(rf"\b(?P<outcome>{one_of(OUTCOMES)})\b", re.IGNORECASE)

UNANIMOUS = re.compile(
    rf"\b(?P<before>{one_of(OUTCOMES)})(?:\s\w+)?\W+(?:unanimous(?:ly)?|by acclamation)\b"
    rf"|\bunanimously\W+(?P<after>{one_of(OUTCOMES)})\b",
    re.IGNORECASE,
)

ALONE = re.compile(
    rf"(?i:\b(?:{VOTED_ON})s?\b(?:\W+(?:was|were|is|be|been|has|had|as|amended|then)){{0,4}}\W+(?P<said>{one_of(OUTCOMES)})\b)"
    rf"|\b(?P<capitals>{one_of(word.upper() for word in OUTCOMES)})\b"
)
"""An outcome without numbers: the motion was carried, or CARRIED."""


def votes(text: str) -> Iterator[Expression]:
    """Yield the votes of an English text; of those that overlap, the first is the most complete."""
    plain, offsets = readable(text)
    for start, end, values, reason in _votes(plain):
        yield Expression(offsets[start], offsets[end], "vote", values, reason)


def _votes(text: str) -> Iterator[tuple[int, int, tuple[Vote, ...], str]]:
    for pattern in VOTES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            in_favour, against = _whole(match["in_favour"]), _whole(match["against"])
            abstaining = _whole(parts.get("third") or parts.get("abstaining"))
            outcome = OUTCOMES.get((parts.get("outcome") or "").lower(), "")
            vote = Vote(outcome, in_favour, against, abstaining, "unanimous" in match[0].lower())
            yield *match.span(), *_plausible(vote)
    yield from _by_sides(text)
    for match in UNANIMOUS.finditer(text):
        outcome = OUTCOMES[(match["before"] or match["after"]).lower()]
        yield *match.span(), (Vote(outcome, unanimous=True),), "the outcome is written, without numbers"
    for match in ALONE.finditer(text):
        vote = Vote(OUTCOMES[(match["said"] or match["capitals"]).lower()])
        yield *match.span(), (vote,), "the outcome is written, without numbers"


def _plausible(vote: Vote) -> tuple[tuple[Vote, ...], str]:
    """Return what a vote of two numbers may mean: those for it stand first, unless that contradicts the outcome."""
    first, second = vote.in_favour or 0, vote.against or 0
    if (vote.outcome == "carried" and first < second) or (vote.outcome == "defeated" and first > second):
        other = Vote(vote.outcome, vote.against, vote.in_favour, vote.abstaining, vote.unanimous)
        return (vote, other), f"the first number is mostly of those in favour, but it was {vote.outcome}"
    return (vote,), "the first number is of those in favour"


def _by_sides(text: str) -> Iterator[tuple[int, int, tuple[Vote, ...], str]]:
    """Yield the votes whose sides are named: 5 in favour, 2 opposed."""
    run: list[re.Match[str]] = []
    for match in [*SIDED.finditer(text), None]:
        if run and (match is None or not BETWEEN_SIDES.fullmatch(text, run[-1].end(), match.start())):
            yield from _sides(text, run)
            run = []
        if match:
            run.append(match)


def _sides(text: str, run: list[re.Match[str]]) -> Iterator[tuple[int, int, tuple[Vote, ...], str]]:
    start, end = run[0].start(), run[-1].end()
    before = [*OUTCOME.finditer(text, max(0, start - NEAR), start)][-1:]
    outcome = next(iter(before), None) or OUTCOME.search(text, end, end + NEAR)
    # A single number needs an outcome beside it, and more than a word that may mean anything else.
    if len(run) < 2 and (not outcome or fold(run[0]["side"] or "") in ("for", "against", "yes", "no")):
        return
    numbers = {}
    for match in run:
        written = (match["side"] or match["side_before"]).lower()
        side = next(side for side, pattern in SIDES.items() if re.fullmatch(pattern, written))
        numbers[side] = _whole(match["count"] or match["count_after"])
    if outcome:
        start, end = min(start, outcome.start()), max(end, outcome.end())
    vote = Vote(OUTCOMES[outcome[0].lower()] if outcome else "", **numbers)  # type: ignore[arg-type]
    yield start, end, (vote,), "the sides are named"


def _whole(written: str | None) -> int | None:
    """Return a number in digits or words, or None where there is none."""
    if not written:
        return None
    word = written.lower()
    if word in ("none", "nil"):
        return 0
    return NUMBERS.index(word) if word in NUMBERS else int(word)


@dataclass(frozen=True, slots=True)
class Counts:
    """Find counts in English texts; `of` makes one."""

    separators: Separators
    powers: Mapping[str, int]
    _regex: re.Pattern[str]

    @classmethod
    def of(cls, separators: Separators, powers: Mapping[str, int]) -> Counts:
        """Return a finder for texts with these separators and names of powers of ten."""
        words = rf"(?i:(?:{one_of(TENS)})-(?:{one_of(NUMBERS[1:10])})|{one_of((*NUMBERS[2:], *TENS))})\b"
        digits = figure(separators)
        stop = one_of(NOT_COUNTED)
        word = rf"(?!(?i:{stop})\b)[^\W\d_](?:{letter()}|['’-])*"
        # An abbreviation of a large number, or a letter, is not what is counted.
        counted = rf"(?:(?i:{IRREGULAR})|(?!(?i:{stop})\b)[^\W\d_](?:{letter()}|-)+[^\Wsiu\d_]s)\b(?!['’])"
        return cls(
            separators,
            powers,
            re.compile(
                rf"(?:\b(?P<bound>(?i:{BOUNDS}))\s)?(?<![\w.,/:$€£¥%–-])(?P<number>{digits}|{words})(?:\s\(\d+\))?"
                rf"(?:(?:\s?[–-]\s?|\s(?:to|or)\s)(?P<upper>{digits}|{words}))?"
                rf"(?:\s(?P<power>(?i:{one_of(powers)}))\b)?\s(?P<of>(?:{word}\s){{0,2}}?{counted})"
            ),
        )

    def find(self, text: str) -> Iterator[Expression]:
        """Yield the numbers that count something, in the order of the text."""
        plain, offsets = readable(text)
        for match in self._regex.finditer(plain):
            if _is_label(plain, match.start()):
                continue
            power = self.powers[fold(match["power"])] if match["power"] else 0
            lower, upper = (self._number(match[part]) for part in ("number", "upper"))
            if lower is not None:
                size = Decimal(10) ** power
                bound = " ".join((match["bound"] or "").lower().split())
                of = " ".join(match["of"].split())
                count = Count(lower * size, of, bound, None if upper is None else upper * size)
                reason = f"a number stands before “{of}”"
                yield Expression(offsets[match.start()], offsets[match.end()], "count", (count,), reason)

    def _number(self, written: str | None) -> Decimal | None:
        if not written:
            return None
        if written[0].isdecimal():
            return number(written, self.separators)
        tens, _, ones = written.lower().rpartition("-")
        return Decimal(TENS.get(tens, 0) + (TENS.get(ones) or NUMBERS.index(ones)))


def _is_label(text: str, start: int) -> bool:
    """Tell whether a number is part of a name: after a label, or a capital within a sentence."""
    before = re.search(r"(\w+)[.\s]*$", text[max(0, start - 30) : start])
    if not before:
        return False
    opens = start <= 30 and not text[: before.start()].strip()
    return fold(before[1]) in LABELS or (before[1][0].isupper() and not opens)
