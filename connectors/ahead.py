"""One item ahead: the next one is made in a thread while the one before is used. For work that leaves Python's lock alone."""

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import Generic, TypeVar

Item = TypeVar("Item")
_PATIENCE = 0.2


class _Worker(Generic[Item]):
    """The thread and what it hands over: an item, the error that ended it, or the end."""

    def __init__(self, items: Iterable[Item], depth: int) -> None:
        self._items = items
        self._stop = threading.Event()
        self.box: queue.Queue[tuple[str, Item | None, BaseException | None]] = queue.Queue(depth)
        self._thread = threading.Thread(target=self._work, name="hecha-ahead", daemon=True)
        self._thread.start()

    def _hand_over(self, what: str, item: Item | None = None, error: BaseException | None = None) -> bool:
        while not self._stop.is_set():
            try:
                self.box.put((what, item, error), timeout=_PATIENCE)
            except queue.Full:
                continue
            return True
        return False

    def _work(self) -> None:
        try:
            self._run()
        except BaseException as error:  # noqa: BLE001 - handed over, and raised where the items are used
            self._hand_over("error", error=error)
        else:
            self._hand_over("end")

    def _run(self) -> None:
        if not isinstance(self._items, Generator):
            for item in self._items:
                if not self._hand_over("item", item):
                    return
            return
        with closing(self._items) as items:
            for item in items:
                if not self._hand_over("item", item):
                    return

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


def ahead(
    items: Iterable[Item], *, depth: int = 1, stop: Callable[[], object] | None = None
) -> Generator[Item, None, None]:
    """The items, made `depth` ahead. `stop` is called where they are left before the end, so that nothing is waited for."""
    worker = _Worker(items, depth)
    is_over = False
    try:
        while True:
            what, item, error = worker.box.get()
            is_over = what != "item"
            if error is not None:
                raise error
            if item is None:
                return
            yield item
            del item
    finally:
        if not is_over and stop is not None:
            stop()
        worker.end()
