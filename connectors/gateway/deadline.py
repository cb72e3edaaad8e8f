"""A connection that ends at a moment, however the other side spends the time.

Time limits of a read start anew with every byte that comes: a server that drips headers, or says `100 Continue` without end,
holds a client for as long as it likes. Here every read and write is given only what is left.
"""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2


class Deadline:
    """The moment (`time.monotonic`) at which the request under way ends."""

    def __init__(self) -> None:
        self.ends = float("inf")

    def left(self, timeout: float | None) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._backend = httpcore2.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left(timeout)
        inner = self._backend.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(inner, self._deadline)


class DeadlineTransport(httpx2.HTTPTransport):
    """HTTP over connections that keep the deadline."""

    def __init__(self, context: ssl.SSLContext, deadline: Deadline) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=context, network_backend=_Backend(deadline))
