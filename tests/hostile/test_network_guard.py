"""Test that a test that would leave this machine fails, and that one that opens a listener of its own does not."""

from __future__ import annotations

import contextlib
import socket
import urllib.request

import pytest
from network_guard import NetworkGuard


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0.1", "::1", "example.invalid"])
def test_a_connection_that_no_test_has_opened_is_refused_and_noted(host: str, network: NetworkGuard) -> None:
    with pytest.raises(PermissionError, match="may reach only what it has opened itself"):
        socket.create_connection((host, 9), timeout=1)
    assert len(network.refused) == 1
    network.refused.clear()


def test_a_connection_that_a_library_gives_up_silently_is_noted(network: NetworkGuard) -> None:
    with contextlib.suppress(OSError):
        urllib.request.urlopen("http://example.invalid/").close()
    assert network.refused == ["socket.getaddrinfo example.invalid"]
    network.refused.clear()


def test_a_datagram_is_refused_too(network: NetworkGuard) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(PermissionError):
        sender.sendto(b"", ("192.0.2.1", 9))
    assert network.refused == ["socket.sendto ('192.0.2.1', 9)"]
    network.refused.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_listener_of_the_test_itself_is_reached(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        socket.create_connection((host, listener.getsockname()[1])).close()


def test_a_listener_that_was_closed_is_no_listener(network: NetworkGuard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PermissionError):
        socket.create_connection(("127.0.0.1", port))
    network.refused.clear()


def test_sockets_that_stay_on_the_machine_are_let_through() -> None:
    for each in socket.socketpair():
        each.close()
