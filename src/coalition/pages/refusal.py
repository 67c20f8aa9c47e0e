"""Tell a person who reads pages that the service itself refuses a request; no graph is asked."""

from __future__ import annotations

from coalition.pages.rendering import environment


def refused(title: str, detail: str, retry: str = "") -> str:
    """Return a page with what is wrong; `retry` is after how many seconds to try again, "" where that does not help."""
    return environment().get_template("refused.html").render(title=title, detail=detail, retry=retry)
