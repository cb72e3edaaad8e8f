"""Which keys of a resource were met already, in little memory."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import numpy as np


class Keys:
    """Which keys were met, in eight bytes each. A chance hit among millions makes a page be read once more, no worse."""

    def __init__(self) -> None:
        self._sorted: list[np.ndarray[Any, np.dtype[np.uint64]]] = []

    def __len__(self) -> int:
        self._merge(1)
        return len(self._sorted[0]) if self._sorted else 0

    def add(self, keys: Iterable[tuple[str | None, ...]]) -> None:
        digests = np.unique(_digests(keys))
        if len(digests):
            self._sorted.append(digests)
            self._merge(64)

    def hold_any(self, keys: Iterable[tuple[str | None, ...]]) -> bool:
        digests = _digests(keys)
        for one in self._sorted:
            at = np.minimum(np.searchsorted(one, digests), len(one) - 1)
            if (one[at] == digests).any():
                return True
        return False

    def _merge(self, most: int) -> None:
        if len(self._sorted) > most:
            self._sorted = [np.unique(np.concatenate(self._sorted))]


def _digests(keys: Iterable[tuple[str | None, ...]]) -> "np.ndarray[Any, np.dtype[np.uint64]]":
    made = b"".join(
        hashlib.blake2b(json.dumps(key, ensure_ascii=False).encode(), digest_size=8).digest() for key in keys
    )
    return np.frombuffer(made, np.uint64)
