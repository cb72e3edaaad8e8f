"""The sample's ledger against its raw rows, read by code that shares nothing with the program."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import SAMPLE_MONTH
from tests.whole.test_own_reader import ledger, other_heads, other_sums

if TYPE_CHECKING:
    from tests.conftest import SampleRun


def test_every_count_and_every_plain_sum_is_that_of_the_raw_rows(
    sample_run: "SampleRun", sample_world: Path
) -> None:
    published = ledger(sample_run.release)
    assert other_heads(published, sample_world / "exchange.db", SAMPLE_MONTH) == []
    wrong, told = other_sums(published, sample_world / "exchange.db", sample_world / "finance", SAMPLE_MONTH)
    assert wrong == []
    assert told > 50
