"""A short form of `bench/fuzz.py`: damaged input for every reader of what comes from outside; each answers or refuses."""

import random
import time

import pytest

from bench.fuzz import NAMES, Target, damaged, fuzz, targets


@pytest.mark.parametrize("name", NAMES)
def test_damaged_input_is_read_or_refused(name: str) -> None:
    target = next(one for one in targets() if one.name == name)
    count, found = fuzz(target, iter(range(15)), time.monotonic() + 600)
    assert [(one.seed, one.what) for one in found] == []
    assert count == 15


def test_a_reader_that_breaks_is_found_with_its_seed_and_input() -> None:
    def breaks(content: bytes, _folder: object) -> None:
        if content != b"whole":
            raise KeyError("x")

    count, found = fuzz(Target("x", (b"whole",), breaks), iter(range(9)), time.monotonic() + 60)
    assert count == 9
    assert found[0].what.startswith("KeyError at ")
    assert found[0].content != b"whole"


def test_the_same_seed_does_the_same_harm() -> None:
    content = b"a,b,c" * 50
    assert damaged(content, random.Random(3)) == damaged(content, random.Random(3)) != content
