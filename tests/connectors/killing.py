"""A pull that is killed in its midst: the steps that it takes are counted, and after so many none is taken any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Taken:
    """How many steps were begun; the one beyond those allowed kills."""

    steps: int = 0


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, after: int, *steps: tuple[type, str]) -> Iterator[Taken]:
    """Within this block the named methods, counted together, work `after` times; then each raises KeyboardInterrupt."""
    taken = Taken()

    def counted(kept: Any) -> Any:
        def step(*given: Any, **named: Any) -> Any:
            taken.steps += 1
            if taken.steps > after:
                raise KeyboardInterrupt
            return kept(*given, **named)

        return step

    with monkeypatch.context() as patched:
        for owner, name in steps:
            patched.setattr(owner, name, counted(getattr(owner, name)))
        yield taken
