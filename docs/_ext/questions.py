"""Write every saved question as Markdown, from the header of its file in `queries/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coalition.corpus.root import layered
from coalition.query.questions import Question
from coalition.query.questions import questions as read

FOLDER = Path(__file__).parents[2] / "queries"


def markdown(folder: Path = FOLDER) -> str:
    """Return an index of the questions by tag, then a section for each."""
    saved = read(layered([folder]))
    tags = sorted({tag for question in saved.values() for tag in question.tags})
    lines = ["## By subject\n"]
    for tag in tags:
        names = (f"[{name}](#question-{name})" for name, question in saved.items() if tag in question.tags)
        lines.append(f"- {tag}: {', '.join(names)}")
    lines.append("\n## All questions\n")
    return "\n".join([*lines, *(line for question in saved.values() for line in _section(question))])


def _section(question: Question) -> Iterator[str]:
    yield f"(question-{question.name})=\n### {question.name}\n\n{question.summary}\n"
    yield "\n".join(f"- `--{each.name} {each.type.upper()}`: {each.use}" for each in question.parameters) + "\n"
    yield f"<details><summary>SPARQL</summary>\n\n```sparql\n{question.text.strip()}\n```\n\n</details>\n"
