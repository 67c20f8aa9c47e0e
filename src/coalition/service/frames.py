"""Pass messages between processes: a JSON object, then bytes, which stand in an open file where they are many."""

from __future__ import annotations

import json
import os
import socket
import struct
from dataclasses import dataclass, field
from typing import Any

HEAD = struct.Struct("!II")
"""The lengths of the object and of the bytes that follow it."""

INLINE = 1 << 16
"""How many bytes are sent in the message itself."""

PIECE = 1 << 18
"""How many bytes of a message are sent with its file."""

READ = 1 << 16
"""How many bytes are read at once: for more, memory would be asked of the system each time."""


@dataclass
class Frame:
    """Hold a message: an object, and either the bytes that come with it or the descriptor of the file that has them."""

    content: dict[str, Any]
    body: bytes = b""
    file: int | None = None


def encoded(content: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message without a file as bytes."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return HEAD.pack(len(text), len(body)) + text + body


def send(channel: socket.socket, content: dict[str, Any], body: bytes = b"", file: int | None = None) -> None:
    """Send a message, and wait until it is sent.

    Raises
    ------
    OSError
        When the other process has gone.
    """
    data = encoded(content, body)
    sent = 0 if file is None else socket.send_fds(channel, [data[:PIECE]], [file])
    channel.sendall(data[sent:])


@dataclass
class Decoder:
    """Put messages together from what has arrived."""

    data: bytearray = field(default_factory=bytearray)
    files: list[int] = field(default_factory=list)

    def read(self, channel: socket.socket) -> bool:
        """Read what has arrived; tell whether the other process is still there.

        Raises
        ------
        BlockingIOError
            When nothing has arrived, and the channel does not wait.
        """
        try:
            data, files, _, _ = socket.recv_fds(channel, READ, 1)
        except ConnectionError:
            return False
        self.data += data
        self.files += files
        return bool(data)

    def take(self) -> Frame | None:
        """Return the next message, or None where it has not arrived whole."""
        if len(self.data) < HEAD.size:
            return None
        text, body = HEAD.unpack_from(self.data)
        end = HEAD.size + text + body
        if len(self.data) < end:
            return None
        content = json.loads(bytes(self.data[HEAD.size : HEAD.size + text]).decode("utf-8", "surrogatepass"))
        frame = Frame(content, bytes(self.data[HEAD.size + text : end]))
        del self.data[:end]
        if content.get("file") and self.files:
            frame.file = self.files.pop(0)
        return frame

    def close(self) -> None:
        """Close the files that nobody has taken."""
        while self.files:
            os.close(self.files.pop())


def receive(channel: socket.socket, decoder: Decoder) -> Frame | None:
    """Wait for a message; return None when the other process has gone."""
    while (frame := decoder.take()) is None:
        if not decoder.read(channel):
            return None
    return frame
