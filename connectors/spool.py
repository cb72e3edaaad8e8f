"""Pages on their way into the store: Arrow batches in small encrypted files, each whole or not there.

A pull writes what it has fetched page by page; killed, the next run finds the pages and goes on. Every page
is sealed with AES-256-GCM under a key that the caller holds, because it carries personal columns. The name of
a page and its notes are in the clear and hold no value of a row.
"""

import io
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12


def new_key() -> bytes:
    """A key for a spool that needs no resuming."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, batch: pa.RecordBatch, bound_to: str) -> bytes:
    """One batch as Arrow IPC, encrypted and bound to its place."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, sink.getbuffer(), bound_to.encode())


def unseal(key: bytes, raw: bytes, bound_to: str) -> pa.RecordBatch:
    """The batch of `seal`; raises ValueError when it isn't what was sealed there."""
    try:
        plain = AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to.encode())
    except InvalidTag:
        raise ValueError(f"page {bound_to} is damaged or sealed with another key") from None
    with pa.ipc.open_stream(plain) as stream:
        return stream.read_next_batch()


def write_whole(path: Path, content: bytes) -> None:
    """A file that is there completely or not at all."""
    partial = path.with_name(f".{path.name}.part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as sink:
        sink.write(content)
        sink.flush()
        os.fsync(sink.fileno())
    partial.replace(path)


class Spool:
    """The pages of one table's pull under way, with the plan they belong to.

    A plan is what makes pages of two runs interchangeable: the source, the statement, the columns. Pages that
    belong to another plan are thrown away.
    """

    def __init__(self, folder: Path, key: bytes, plan: dict[str, Any]) -> None:
        self.folder = folder
        self._key = key
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stated = json.dumps(plan, sort_keys=True, ensure_ascii=False).encode()
        plan_file = folder / "plan.json"
        if not plan_file.exists() or plan_file.read_bytes() != stated or not self._readable():
            self.clear()
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(plan_file, stated)

    def _readable(self) -> bool:
        for number in self.numbers()[:1]:
            try:
                self.batches(number)
            except ValueError:
                return False
        return True

    def numbers(self) -> list[int]:
        """Pages that are there."""
        return sorted(int(path.name.removesuffix(".page")) for path in self.folder.glob("*.page"))

    def put(self, number: int, batch: pa.RecordBatch, notes: dict[str, Any]) -> None:
        """Keep a page; its notes (where the next one begins) are written first, so a page is never without."""
        name = f"{number:08d}"
        sealed = AESGCM(self._key)
        nonce = secrets.token_bytes(_NONCE)
        body = json.dumps(notes, ensure_ascii=False).encode()
        write_whole(
            self.folder / f"{name}.notes", nonce + sealed.encrypt(nonce, body, f"{name}.notes".encode())
        )
        write_whole(self.folder / f"{name}.page", seal(self._key, batch, name))

    def notes(self, number: int) -> dict[str, Any]:
        """What was noted beside a page."""
        name = f"{number:08d}.notes"
        raw = (self.folder / name).read_bytes()
        try:
            body = AESGCM(self._key).decrypt(raw[:_NONCE], raw[_NONCE:], name.encode())
        except InvalidTag:
            raise ValueError(f"notes {name} are damaged or sealed with another key") from None
        found: dict[str, Any] = json.loads(body)
        return found

    def last_with(self, note: str) -> int:
        """The last page that carries a note (-1: none); what lies behind it is unfinished and thrown away."""
        numbers = self.numbers()
        last = next((one for one in reversed(numbers) if note in self.notes(one)), -1)
        for number in numbers:
            if number > last:
                (self.folder / f"{number:08d}.page").unlink()
        return last

    def batches(self, number: int) -> pa.RecordBatch:
        name = f"{number:08d}"
        return unseal(self._key, (self.folder / f"{name}.page").read_bytes(), name)

    def pages(self) -> Iterator[pa.RecordBatch]:
        """Every page, in order."""
        for number in self.numbers():
            yield self.batches(number)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
