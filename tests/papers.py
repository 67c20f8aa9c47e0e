"""Write documents of the kinds in which texts come, for tests: small, and made up."""

from __future__ import annotations

import io
from email.message import EmailMessage

PAGE = """<!doctype html>
<!-- saved from url=(0038)https://zenda.example/council/minutes -->
<html lang="en-GB"><head><title>The Council of Zenda meets</title>
<meta name="author" content="Anna Holm; Nils Ek">
<meta property="article:published_time" content="2018-12-03T10:00:00Z">
<meta property="og:site_name" content="Town of Zenda"></head>
<body><nav><a href="/">Home</a> <a href="/all">All minutes</a></nav>
<main><h1>The Council of Zenda meets</h1>
<p>Present were Mayor Ann Smith and Councillors Bo Lee and Cy Ray, who all stayed to the end of the meeting.</p>
<p>Moved by Councillor Lee: that 25,000 crowns be granted to the library. Carried 5 to 2.</p>
</main><footer>Imprint</footer></body></html>
"""


def pdf(pages: list[str], title: str = "", author: str = "") -> bytes:
    """Return a PDF with a line of text on each page; none on a page whose text is empty."""
    objects: list[bytes] = [b"", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = []
    for text in pages:
        drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn.encode()))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %s >> >> >>" % (content, font)
        )
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    listed = " ".join(f"{number} 0 R" for number in kids).encode()
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    objects.append(f"<< /Title ({title}) /Author ({author}) /CreationDate (D:20311203100000Z) >>".encode())
    written, places = io.BytesIO(b"%PDF-1.4\n"), []
    written.seek(0, io.SEEK_END)
    for number, content_ in enumerate(objects, 1):
        places.append(written.tell())
        written.write(b"%d 0 obj\n%s\nendobj\n" % (number, content_))
    start = written.tell()
    written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    written.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    written.write(trailer % (len(objects) + 1, len(objects), start))
    return written.getvalue()


def word_file(*paragraphs: str, rows: list[list[str]] | None = None, title: str = "", author: str = "") -> bytes:
    """Return a file of a word processor with paragraphs and a table."""
    from docx import Document

    file = Document()
    file.core_properties.title, file.core_properties.author = title, author
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    if rows:
        table = file.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def letter(body: str = "Dear Ann,\n\nthe library needs 25,000 crowns.\n", html: str = "", attached: str = "") -> bytes:
    """Return an e-mail, which may have a body in HTML in the place of plain text, and a file attached."""
    message = EmailMessage()
    message["From"] = "Bo Lee <bo@zenda.example>"
    message["To"] = "Ann Smith <ann@zenda.example>"
    message["Date"] = "Wed, 03 Dec 2031 10:00:00 -0500"
    message["Subject"] = "The library"
    message.set_content(html or body, subtype="html" if html else "plain")
    if attached:
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=attached)
    return message.as_bytes()
