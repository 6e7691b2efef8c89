"""A TCP proxy that stands before a service and misbehaves on request: refuse, freeze, delay, cut."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Literal

Fault = Literal["pass", "refuse", "freeze", "delay", "cut"]
LOOK_EVERY_S = 0.02
CHUNK = 65536
DELAY_S = 0.2
CUT_AFTER = 20
"""Bytes of an answer that still come through before it is cut."""
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER that makes close() send a reset."""


class Proxy:
    """Pass bytes between a port of its own and a service, until told to fail."""

    def __init__(self, host: str, port: int) -> None:
        """Listen on a free port for the service at host:port."""
        self._target = (host, port)
        self._fault: Fault = "pass"
        self.delay_s = DELAY_S
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    @property
    def fault(self) -> Fault:
        """Return how it misbehaves now."""
        return self._fault

    def set_fault(self, fault: Fault) -> None:
        """Misbehave like this from now on, also on connections that are open; "pass" = not at all."""
        former, self._fault = self._fault, fault
        if fault == "refuse":
            self._stop_listening()
        elif former == "refuse":
            self._listener = self._listen(self.port)
        if fault == "pass" and former == "freeze":
            self._drop_all()  # what was swallowed meanwhile would come out of order

    def close(self) -> None:
        """Stop listening and drop what is open."""
        self._fault = "refuse"
        self._stop_listening()

    def _stop_listening(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        self._drop_all()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(256)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._target, timeout=5)
            except OSError:
                if listener.fileno() < 0:
                    return
                continue
            server.settimeout(None)
            with self._guard:
                self._open |= {client, server}
            for pump in (
                lambda c=client, s=server: self._requests(c, s),
                lambda c=client, s=server: self._answers(s, c),
            ):
                threading.Thread(target=pump, daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        self._pump(client, server, server.sendall)

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        def send(data: bytes) -> None:
            if self._fault == "delay":
                time.sleep(self.delay_s)
            if self._fault == "cut":
                client.sendall(data[:CUT_AFTER])
                raise OSError("cut")
            client.sendall(data)

        self._pump(server, client, send)

    def _pump(self, source: socket.socket, sink: socket.socket, send: Callable[[bytes], None]) -> None:
        try:
            while True:
                while self._fault == "freeze":
                    time.sleep(LOOK_EVERY_S)
                data = source.recv(CHUNK)
                while self._fault == "freeze":
                    time.sleep(LOOK_EVERY_S)
                if not data:
                    break
                send(data)
        except OSError:
            pass
        finally:
            self._drop(source, sink)

    def _drop_all(self) -> None:
        with self._guard:
            everything = tuple(self._open)
        self._drop(*everything)

    def _drop(self, *sockets: socket.socket) -> None:
        with self._guard:
            self._open -= set(sockets)
        for one in sockets:
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                one.shutdown(socket.SHUT_RDWR)
            one.close()
