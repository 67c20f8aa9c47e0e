"""The sentences of a text, as stretches of code points."""

from __future__ import annotations

import re


def sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Where each sentence starts and ends (half-open), without the white space around it.

    A line end also ends a sentence: headlines, list items and cells of tables have no full stop. Within a line the
    boundaries are those of sentencex. A stretch without a letter or digit is no sentence.
    """
    from sentencex import get_sentence_boundaries

    found = []
    for line in re.finditer(r"[^\r\n]+", text):
        for boundary in get_sentence_boundaries(language, line.group()):
            words = boundary["text"]
            if re.search(r"\w", words):
                start = line.start() + boundary["start_index"] + len(words) - len(words.lstrip())
                found.append((start, start + len(words.strip())))
    return found
