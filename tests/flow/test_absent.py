"""Systems that are not configured are named once."""

from etl.config_sources import SYSTEMS
from etl.model.sources import load_sources
from flow.absent import says_of_absent
from flow.sources import SOURCES

SPECS = load_sources(SOURCES)


def test_every_absent_system_is_named_in_one_sentence() -> None:
    there = set(SYSTEMS) - {"loans", "outwork", "procedures"}
    (says,) = says_of_absent(SPECS, there)
    assert "没有配置2个来源" in says
    assert SPECS["loans"].zh in says
    assert SPECS["outwork"].zh in says


def test_nothing_is_said_where_all_are_there() -> None:
    assert says_of_absent(SPECS, set(SYSTEMS)) == ()
