"""Test that messages between processes arrive whole, in whatever pieces, and with their files."""

from __future__ import annotations

import os
import socket
import tempfile
import threading

import pytest

from coalition.service import frames


@pytest.fixture
def pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends of a channel."""
    return socket.socketpair()


def test_a_message_arrives_in_single_bytes_as_in_one_piece(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs:
        data = frames.encoded({"a": "é\ud800"}, b"body") + frames.encoded({"b": 2})
        decoder, found = frames.Decoder(), []
        for byte in data:
            ours.send(bytes([byte]))
            assert decoder.read(theirs)
            while frame := decoder.take():
                found.append(frame)
        assert [(frame.content, frame.body) for frame in found] == [({"a": "é\ud800"}, b"body"), ({"b": 2}, b"")]


def test_a_file_comes_with_its_own_message(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs, tempfile.TemporaryFile() as first, tempfile.TemporaryFile() as second:
        for number, file in enumerate((first, second)):
            file.write(b"file %d" % number)
            file.flush()
            frames.send(ours, {"n": number, "file": True}, file=file.fileno())
        decoder = frames.Decoder()
        for number in range(2):
            frame = frames.receive(theirs, decoder)
            assert frame and frame.content["n"] == number and frame.file is not None
            assert os.pread(frame.file, 100, 0) == b"file %d" % number
            os.close(frame.file)


def test_a_large_message_arrives(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs:
        body = os.urandom(3_000_000)
        sender = threading.Thread(target=frames.send, args=(ours, {"a": "x" * 1_000_000}, body))
        sender.start()
        frame = frames.receive(theirs, frames.Decoder())
        sender.join()
        assert frame and frame.body == body and len(frame.content["a"]) == 1_000_000


def test_the_end_of_a_process_is_noticed_and_its_files_are_closed(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    decoder = frames.Decoder()
    with theirs:
        with ours, tempfile.TemporaryFile() as file:
            socket.send_fds(ours, [b"half"], [file.fileno()])
        assert frames.receive(theirs, decoder) is None
    (left,) = decoder.files
    decoder.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(left)
