"""Tell a server who asks: by a bearer token, or by a name and a password as it wants them."""

from __future__ import annotations

from typing import Any

from requests import PreparedRequest, Response
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth


class Bearer(AuthBase):
    """Send a token."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add it to a request."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Password(HTTPDigestAuth):
    """Send a name and a password: by digest where the server asks for that, and else in the basic way.

    Nothing is sent before the server has asked.
    """

    def handle_401(self, r: Response, **kwargs: Any) -> Response:
        """Send a request again, as the server wants it."""
        wanted = r.headers.get("www-authenticate", "").lower()
        if r.status_code != 401 or "digest" in wanted or "basic" not in wanted:
            return super().handle_401(r, **kwargs)
        r.content  # noqa: B018  so that the connection can be used again
        r.close()
        request = HTTPBasicAuth(str(self.username), str(self.password))(r.request.copy())
        again: Response = r.connection.send(request, **kwargs)
        again.history.append(r)
        again.request = request
        return again
