"""Test that a token and a password are written into requests as their standards have it."""

from __future__ import annotations

import requests

from coalition.remote.credentials import Bearer, Password


def test_a_token_is_a_header_field() -> None:
    prepared = requests.Request("POST", "https://example.org/", auth=Bearer("t0ken")).prepare()
    assert prepared.headers["Authorization"] == "Bearer t0ken"


def test_a_password_is_in_no_first_request() -> None:
    prepared = requests.Request("POST", "https://example.org/", auth=Password("me", "secret")).prepare()
    assert "Authorization" not in prepared.headers
