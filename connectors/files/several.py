"""Many files read at once, each by one of several children; what comes out stands in the order in which the files were given.

A large file is read by itself: the memory that a child may take is meant for one of them.
"""

import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from types import TracebackType
from typing import Self

from connectors.errors import FileRefusedError
from connectors.files.reader import FileReader, Found, Parsed

MOST = 4
FILES_EACH = 6
"""A further child is started only where it has so many files to read: its start takes as long as some of them."""
LARGE = 32 << 20

Read = Parsed | FileRefusedError


class Readers:
    """As many readers as there is work and processors for. Use as a context; what was parsed lives until it is closed."""

    def __init__(self, make: Callable[[], FileReader]) -> None:
        self._make = make
        self._open = ExitStack()
        self._large = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, files: Sequence[Found]) -> list[Read]:
        """Each file parsed, or why it was refused."""
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(len(files)):
            waiting.put(number)
        done: dict[int, Read] = {}
        ends = threading.Event()

        def work(reader: FileReader) -> None:
            while not ends.is_set():
                try:
                    number = waiting.get_nowait()
                except queue.Empty:
                    return
                done[number] = self._one(reader, files[number])

        readers = [self._open.enter_context(self._make()) for _ in range(wanted(len(files)))]
        if len(readers) == 1:
            work(readers[0])
        else:
            with ThreadPoolExecutor(len(readers), thread_name_prefix="hecha-files") as threads:
                try:
                    for finished in [threads.submit(work, reader) for reader in readers]:
                        finished.result()
                finally:
                    # What was interrupted or failed takes up no further file.
                    ends.set()
        return [done[number] for number in range(len(files))]

    def _one(self, reader: FileReader, found: Found) -> Read:
        try:
            with self._large if _size(found) > LARGE else nullcontext():
                return reader.read(found)
        except FileRefusedError as refusal:
            return refusal


def wanted(files: int) -> int:
    """How many children read so many files."""
    return max(1, min(len(os.sched_getaffinity(0)), MOST, files // FILES_EACH))


def _size(found: Found) -> int:
    try:
        return found.path.lstat().st_size
    except OSError:
        # It went away since it was found: the reader says so.
        return 0
