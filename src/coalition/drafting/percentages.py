"""Find percentages in texts, such as 5-1/4 percent, 4.75% or zwei Prozent: one value, or the two of a range.

The sign is looked for in every language, and words in those of `WORDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from coalition.drafting.counts import NUMBERS, TENS
from coalition.drafting.expressions import Expression, Percentage
from coalition.drafting.languages import Language
from coalition.drafting.patterns import Separators, figure, letter, listed, number, one_of, readable

SIGNS = "%％٪"

VULGAR: Mapping[str, Decimal] = {
    sign: Decimal(eighths) / 8 for sign, eighths in zip("⅛¼⅜½⅝¾⅞", range(1, 8), strict=True)
}

GERMAN = listed("null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf")


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of a language: patterns of percent, of percentage points, and of `to` in a range; numbers."""

    percent: str
    points: str
    to: str
    numbers: Mapping[str, Decimal]


WORDS: Mapping[str, Words] = {
    "en": Words(
        r"per\s?cent|pct\.?",
        r"percentage[\s-]points?",
        "to|or",
        {
            **{word: Decimal(value) for value, word in enumerate(NUMBERS) if word != "no"},
            **{word: Decimal(value) for word, value in TENS.items()},
            "zero": Decimal(0),
            "one-half": Decimal("0.5"),
            "one-quarter": Decimal("0.25"),
            "three-quarters": Decimal("0.75"),
        },
    ),
    "de": Words(
        "Prozent",
        "Prozentpunkten?|Prozentpunkt",
        "bis|oder",
        {**{word: Decimal(value) for value, word in enumerate(GERMAN)}, "einen": Decimal(1), "einem": Decimal(1)},
    ),
    "fr": Words(r"pour\s?cent", r"points?\sde\spourcentage", "à|ou", {}),
    "es": Words(r"por\sciento", r"puntos?\sporcentual(?:es)?", "a|o", {}),
    "it": Words(r"per\scento", r"punt[oi]\spercentual[ei]", "a|o", {}),
    "pt": Words(r"por\scento", r"pontos?\spercentua(?:l|is)", "a|ou", {}),
    "nl": Words("procent", "procentpunt(?:en)?", "tot|of", {}),
    "sv": Words("procent", "procentenhet(?:er)?", "till|eller", {}),
    "pl": Words(r"procent[au]?", r"punkt(?:y|ów)?\sprocentow(?:y|e|ych)", "do|lub", {}),
    "uk": Words("відсот(?:ок|ка|ки|ків)", "відсоткові?(?:их)?\\sпункт(?:и|ів)?", "до|або", {}),
    "ru": Words("процент(?:а|ов)?", r"процентн(?:ый|ых)\sпункт(?:а|ов)?", "до|или", {}),
}
"""What is known of languages, by their codes."""

DIGITS = 6
"""How many decimal digits a fraction such as 1/3 is given."""

NONE = Words("(?!)", "(?!)", "(?!)", {})

FRACTION = re.compile(r"(?P<upper>\d{1,2})/(?P<lower>\d{1,3})")


@dataclass(frozen=True, slots=True)
class Percentages:
    """Find percentages in texts of one language; `of` makes one."""

    separators: Separators
    _words: Words
    _regex: re.Pattern[str]

    @classmethod
    def of(cls, language: Language, separators: Separators) -> Percentages:
        """Return a finder for texts of a language with these separators."""
        words, digits = WORDS.get(language.locale.language, NONE), figure(separators)
        fraction = rf"(?:\d{{1,2}}/\d{{1,3}}(?!\d|/)|[{''.join(VULGAR)}])"
        spelled = rf"|(?i:{one_of(words.numbers)})\b" if words.numbers else ""
        value = rf"(?:\d+(?:[\s-]{fraction}|[{''.join(VULGAR)}])|{fraction}|{digits}{spelled})"
        unit = rf"\s?(?:[{SIGNS}]|(?:-|\b)(?i:{words.points}|{words.percent})(?!{letter()}))"
        between = r"(?P<between>(?i:between)\s)?" if language.locale.language == "en" else "(?P<between>(?!))?"
        to = rf"(?:\s?[–—-]\s?|\s(?i:{words.to})\s|(?(between)\sand\s|(?!)))"
        return cls(
            separators,
            words,
            re.compile(
                rf"{between}(?P<minus>(?i:minus)\s|(?<![^\s(])[−-])?(?<![\w.,/:$€£¥–])(?P<number>{value})"
                rf"(?:(?:{unit})?{to}(?P<upper>{value}))?(?P<unit>{unit})"
            ),
        )

    def find(self, text: str) -> Iterator[Expression]:
        """Yield the percentages of a text, in its order."""
        plain, offsets = readable(text)
        for match in self._regex.finditer(plain):
            lower, upper = (self._number(match[part]) for part in ("number", "upper"))
            if lower is None:
                continue
            unit = " ".join(match["unit"].split()).lstrip("-")
            points = re.fullmatch(self._words.points, unit, re.IGNORECASE) is not None
            percentage = Percentage(-lower if match["minus"] else lower, upper, points)
            start, end = match.start("minus") if match["minus"] else match.start("number"), match.end()
            reason = f"a number stands before “{unit}”"
            yield Expression(offsets[start], offsets[end], "percentage", (percentage,), reason)

    def _number(self, written: str | None) -> Decimal | None:
        """Return a number in digits, with a fraction or as one, or in words; None where there is none."""
        if not written:
            return None
        if (spelled := self._words.numbers.get(written.lower())) is not None:
            return spelled
        if written[-1] in VULGAR:
            return Decimal(written[:-1].strip(" -\u00a0") or 0) + VULGAR[written[-1]]
        if fraction := FRACTION.search(written):
            lower = Decimal(fraction["lower"])
            whole = Decimal(written[: fraction.start()].strip(" -\u00a0") or 0)
            return whole + round(Decimal(fraction["upper"]) / lower, DIGITS) if lower else None
        return number(written, self.separators)
