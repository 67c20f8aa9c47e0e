"""Take the main text out of a page of the web, and what the page tells of itself."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from coalition.intake.document import Detail, Document, cleaned, day, program, told

SAVED_FROM = re.compile(rb"saved from url=\(\d+\)(\S+)")
"""What browsers write into a page that they save."""

SAVED_BY = re.compile(rb"Page saved with SingleFile\s+url: (\S+)\s+saved date: (\w{3} \w{3} \d{1,2} \d{4})")

ARCHIVED = re.compile(rb"FILE ARCHIVED ON \d\d:\d\d:\d\d (\w{3} \d{1,2}, \d{4})")
"""What the Wayback Machine writes into a page."""

WAYBACK = re.compile(r"https?://web\.archive\.org/web/(\d{8})\d*[a-z_]*/(.+)")


def parse(content: bytes, path: Path) -> Document:
    """Return the main text of a page, without menus and the like, and what its metadata tell."""
    from trafilatura import bare_extraction, html2txt
    from trafilatura.settings import set_date_params
    from trafilatura.utils import load_html

    # Of the dates in a page, only what its metadata give is taken: others may be those of anything.
    dates = set_date_params(extensive=False)
    page = bare_extraction(
        content, with_metadata=True, favor_recall=True, include_comments=False, date_extraction_params=dates
    )
    found, remarks = dict[str, tuple[Detail, ...]](), []
    text = ""
    if page is not None and not isinstance(page, dict):
        text = page.text or ""
        found = told(
            "the metadata of the page",
            title=page.title,
            creators=page.author,
            publishers=page.sitename,
            issued=page.date,
            url=page.url,
        )
    if not text.strip():
        text = html2txt(content)
        remarks.append("the main text could not be told from the rest, so all text of the page was taken")
    tree = load_html(content)
    found |= told("the page", language=tree.get("lang") if tree is not None else None)
    found |= saved(content)
    if (url := found.get("url")) and (archive := WAYBACK.fullmatch(url[0].value)):
        moment = day(datetime.strptime(archive[1], "%Y%m%d"))
        found |= told("the address of the archived copy", archive_url=archive[0], archived=moment, url=archive[2])
    return Document(cleaned(text), program("trafilatura"), found, tuple(remarks))


def saved(content: bytes) -> dict[str, tuple[Detail, ...]]:
    """Return what browsers and archives write into the pages that they save: the address and the day."""
    found = dict[str, tuple[Detail, ...]]()
    if match := SAVED_FROM.search(content):
        found |= told("the note of the browser that saved the page", url=match[1].decode("utf-8", "replace"))
    if match := SAVED_BY.search(content):
        moment = datetime.strptime(match[2].decode(), "%a %b %d %Y")
        address = match[1].decode("utf-8", "replace")
        found |= told("the note of SingleFile, which saved the page", url=address, retrieved=day(moment))
    if match := ARCHIVED.search(content):
        moment = datetime.strptime(match[1].decode(), "%b %d, %Y")
        found |= told("the note of the Wayback Machine", archived=day(moment))
    return found
