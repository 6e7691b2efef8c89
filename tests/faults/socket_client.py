"""A WebSocket that says what a browser says, and closes what it opened."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Event, Ping, RejectConnection, Request, TextMessage


class Refused(Exception):
    """The handshake was answered with another status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Closed(Exception):
    """The server has closed the socket; code: why, 1006 without a word."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class SocketClient:
    """One socket, open."""

    def __init__(self, connection: socket.socket) -> None:
        self.raw, self.protocol = connection, WSConnection(ConnectionType.CLIENT)
        self.waiting: list[Event] = []

    def send(self, words: str) -> None:
        try:
            self.raw.sendall(self.protocol.send(TextMessage(words)))
        except OSError as error:
            raise Closed(1006) from error

    def receive(self, *, timeout_s: float = 10) -> str:
        """Return the next message, "" when there is none in time; pings are answered on the way."""
        words, until = "", time.monotonic() + timeout_s
        while time.monotonic() < until:
            event = self.next_event(until - time.monotonic())
            if isinstance(event, Ping):
                self.raw.sendall(self.protocol.send(event.response()))
            elif isinstance(event, CloseConnection):
                raise Closed(event.code)
            elif isinstance(event, TextMessage):
                words += event.data
                if event.message_finished:
                    return words
        return ""

    def next_event(self, timeout_s: float) -> Event | None:
        """Return what the server says next, None when it says nothing in time."""
        if not self.waiting:
            self.raw.settimeout(max(timeout_s, 0.01))
            try:
                data = self.raw.recv(65536)
            except TimeoutError:
                return None
            except OSError as error:
                raise Closed(1006) from error
            if not data:
                raise Closed(1006)
            self.protocol.receive_data(data)
            self.waiting = list(self.protocol.events())
        return self.waiting.pop(0) if self.waiting else None


@contextmanager
def opened(port: int, path: str, *, origin: str | None = None, host: str = "") -> Iterator[SocketClient]:
    """Open a socket on loopback as a page of `origin` does, our own unless told; "" = none at all."""
    host = host or f"127.0.0.1:{port}"
    origin = f"http://{host}" if origin is None else origin
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        client = SocketClient(connection)
        headers = [(b"Origin", origin.encode())] if origin else []
        connection.sendall(client.protocol.send(Request(host=host, target=path, extra_headers=headers)))
        event = None
        while event is None:
            event = client.next_event(10)
        if isinstance(event, RejectConnection):
            raise Refused(event.status_code)
        assert isinstance(event, AcceptConnection)
        yield client
