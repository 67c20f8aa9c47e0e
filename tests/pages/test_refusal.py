"""Test the page on which the service itself tells that it refuses a request."""

from __future__ import annotations

from coalition.pages.refusal import refused


def test_it_says_what_is_wrong_and_when_to_try_again() -> None:
    page = refused("The service is busy", "all workers answer <others>", "3")
    assert "<h1>The service is busy</h1>" in page and "&lt;others&gt;" in page and "<others>" not in page
    assert "Try again in 3 seconds." in page and 'href="/"' in page
    assert "Try again" not in refused("Nothing", "there")
