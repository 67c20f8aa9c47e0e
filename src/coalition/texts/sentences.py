"""Split a text into sentences."""

from __future__ import annotations

import re


def sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return the start and end of each sentence, in code points, without white space around it.

    `end` is the offset after the last code point. Every line end also ends a sentence, since headlines, list items and
    cells of tables have no full stop. What has no letter, digit or underscore is left out.

    Parameters
    ----------
    text:
        The text to split.
    language:
        The code of its language without a region, such as `en`. A language that sentencex, which splits the lines, does
        not know is split as English.
    """
    from sentencex import get_sentence_boundaries

    spans = []
    for line in re.finditer(r"[^\r\n]+", text):
        for boundary in get_sentence_boundaries(language, line.group()):
            sentence = boundary["text"]
            if re.search(r"\w", sentence):
                start = line.start() + boundary["start_index"] + len(sentence) - len(sentence.lstrip())
                spans.append((start, start + len(sentence.strip())))
    return spans
