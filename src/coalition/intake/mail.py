"""Take the text out of an e-mail (EML), below the lines that say who wrote to whom and when."""

from __future__ import annotations

from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from platform import python_version

from coalition.errors import SourceError
from coalition.intake import web_page
from coalition.intake.document import Document, cleaned, day, told

SHOWN = ("From", "To", "Cc", "Date", "Subject")
"""The headers that the text begins with: what they say can be cited, too."""


def parse(content: bytes, path: Path) -> Document:
    """Return the text of a message and what its headers tell.

    Raises
    ------
    SourceError
        When it has no header of a message.
    """
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    head = [f"{name}: {' '.join(str(message[name]).split())}" for name in SHOWN if message[name]]
    if not head:
        remedy = "save the message with its headers, as EML"
        raise SourceError("this has no header of an e-mail", where=str(path), remedy=remedy)
    body = message.get_body(("plain", "html"))
    remarks = [f"its attachment {part.get_filename() or 'without a name'} was left out" for part in _attached(message)]
    text = ""
    if body is not None:
        text = str(body.get_content())
        if body.get_content_subtype() == "html":
            text = web_page.parse(text.encode(), path).text
    senders = ";".join(name or address for name, address in getaddresses([str(message["From"] or "")]))
    details = told(
        "the headers of the e-mail",
        title=str(message["Subject"] or ""),
        creators=senders,
        issued=_date(str(message["Date"] or "")),
        language=str(message["Content-Language"] or "").partition(",")[0],
    )
    return Document(cleaned("\n".join([*head, "", text])), f"Python {python_version()}, email", details, tuple(remarks))


def _attached(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]


def _date(written: str) -> str:
    with suppress(ValueError, TypeError):
        return day(parsedate_to_datetime(written))
    return ""
