"""What a Spark session is begun with: chosen from where it runs and from how much there is, the site's own prevailing."""

import pytest

from etl.engine.on_spark import configured, partitions
from etl.engine.warehouse import Settings

GIB = 1 << 30


def test_a_driver_in_this_process_listens_on_loopback_and_one_of_a_cluster_where_executors_reach_it() -> None:
    here = configured(Settings(name="spark", master="local[2]"))
    there = configured(Settings(name="spark", master="spark://master:7077"))
    assert here["spark.driver.host"] == here["spark.driver.bindAddress"] == "127.0.0.1"
    assert "spark.driver.host" not in there
    assert "spark.driver.bindAddress" not in there


def test_the_memory_limit_is_the_executors_too_and_bounds_what_goes_whole_to_each() -> None:
    chosen = configured(Settings(name="spark", master="yarn", memory_limit="1g"))
    assert chosen["spark.driver.memory"] == chosen["spark.executor.memory"] == "1g"
    assert int(chosen["spark.sql.autoBroadcastJoinThreshold"]) == GIB // 32
    large = configured(Settings(name="spark", master="yarn", memory_limit="64GB"))
    assert int(large["spark.sql.autoBroadcastJoinThreshold"]) == 64 << 20


def test_what_the_site_says_prevails() -> None:
    own = {"spark.executor.memory": "6g", "spark.sql.autoBroadcastJoinThreshold": "-1"}
    chosen = configured(Settings(name="spark", master="yarn", memory_limit="1g", properties=own))
    assert own.items() <= chosen.items()


@pytest.mark.parametrize(
    ("rows", "parts"), [(0, 1), (500_000, 1), (500_001, 2), (40_000_000, 80), (10**12, 8_000)]
)
def test_joins_are_dealt_into_as_many_parts_as_the_rows_want(rows: int, parts: int) -> None:
    assert partitions(rows) == parts
