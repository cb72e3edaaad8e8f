"""The sample's ledger against its raw rows, read by code that shares nothing with the program."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import SAMPLE_MONTH
from tests.whole import own_people
from tests.whole.own_people import Sources
from tests.whole.own_statements import Told
from tests.whole.test_own_reader import ledger, other_counts, other_heads, other_sums, other_verdicts

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


def test_classes_of_people_and_what_alerts_say_are_those_of_the_raw_rows(
    sample_run: "SampleRun", sample_world: Path
) -> None:
    sources = Sources(
        sample_world / "exchange.db",
        sample_world / "finance",
        sample_world / "monitoring",
        sample_world / "gateway",
    )
    wrong, told = other_counts(ledger(sample_run.release), sources, SAMPLE_MONTH)
    assert wrong == []
    assert told > 20
    wrong, told = other_verdicts(sample_run.release, sources, SAMPLE_MONTH)
    assert wrong == []
    assert told > 200
    assert set(own_people.verdicts(sources, SAMPLE_MONTH).values()) == {True, False}
    said = Told(sample_run.release / "internal", sources, SAMPLE_MONTH)
    faults, many = said.faults()
    assert faults == []
    assert sum(number > 0 for number in many.values()) >= 10, many
    assert said.missed() == []
