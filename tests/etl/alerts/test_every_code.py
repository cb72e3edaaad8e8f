"""Every alert says what it is in the head of its file, gives rows of one shape, is gathered once, and has tests that raise it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from sqlglot import exp

from etl.alerts import facts
from etl.alerts.facts import Alert, alerts
from etl.alerts.pages import VOCABULARY, vocabulary_text
from etl.engine.tables import SqlTable, tables_of
from etl.engine.translate import parse
from etl.model.contracts import load_contracts, vocabulary
from etl.policy.forms import GroundsAlert
from flow.given import source_tables
from tests.etl.alerts.small import Library, Small, config_of, policy
from tests.rooms import room, rows_of

OWN = sorted(code for code, one in alerts().items() if not one.is_contradiction)
VERIFIED = sorted(set(alerts()) - set(OWN))
"""Found by the room contradict, which has its own look-alikes; here their months become alerts."""


def file_of(code: str) -> SqlTable:
    table = tables_of("alerts")[f"alerts.{code}"]
    assert isinstance(table, SqlTable)
    return table


def head() -> dict[str, Any]:
    """The facts of one alert, to be spoilt."""
    text = file_of("over_cap").head
    read: dict[str, Any] = yaml.safe_load(text[text.find("/*") + 2 : text.find("*/")])
    return {"code": "over_cap", **read}


# --- one file, one shape, gathered once ---


def test_the_vocabulary_names_the_alerts_as_their_heads_do() -> None:
    assert {code: one.zh for code, one in alerts().items()} == dict(vocabulary()["alerts"])
    assert VOCABULARY.read_text(encoding="utf-8") == vocabulary_text(), "python -m etl.alerts.pages"


def test_every_alert_is_gathered_once() -> None:
    gathered = tables_of("alerts")["alerts.found"].reads
    assert sorted(name for name in gathered if name.startswith("alerts.")) == sorted(
        ["alerts.contradicted", "alerts.unable", *(f"alerts.{code}" for code in OWN)]
    )
    assert set(tables_of("contradict")["contradict.found"].reads) <= {
        f"contradict.{code}" for code in VERIFIED
    }
    assert {f"contradict.{code}" for code in VERIFIED} <= set(tables_of("contradict"))


def test_every_alert_gives_rows_of_one_shape() -> None:
    names = [*OWN, "contradicted"]
    with room("alerts", Small().given(), names, config_of(), 202312) as warehouse:
        for name in names:
            schema = warehouse.arrow(f"alerts.{name}").schema
            assert {field.name: field.type for field in schema} == dict(facts.SHAPE), name
            assert schema.names == list(facts.SHAPE), f"{name}: what is gathered goes by place"


@pytest.mark.parametrize("code", OWN)
def test_an_alert_tells_the_stories_of_its_head(code: str) -> None:
    tree = parse(file_of(code).body)
    texts = {one.this for one in tree.find_all(exp.Literal) if one.is_string}
    said = {"" if name == facts.PLAIN else name for name in alerts()[code].stories}
    assert said <= texts
    # What a row's story is written as, where it is written.
    for select in [one for one in tree.find_all(exp.Select) if one.expressions[:1] and _is_code(one, code)]:
        story = select.expressions[1].unalias()
        assert not isinstance(story, exp.Literal) or story.this in said, story


def _is_code(select: exp.Select, code: str) -> bool:
    first = select.expressions[0].unalias()
    return isinstance(first, exp.Literal) and first.this == code


@pytest.mark.parametrize("code", OWN)
def test_rows_that_are_no_months_say_which_case_they_are_of(code: str) -> None:
    """Cases of months are told apart by whom they are about; of others a row without a key would be lost without a word."""
    place = list(facts.SHAPE).index("key")
    for select in [one for one in parse(file_of(code).body).find_all(exp.Select) if _is_code(one, code)]:
        if len(select.expressions) != len(facts.SHAPE):
            continue
        story, key = select.expressions[1].unalias(), select.expressions[place].unalias()
        is_null = isinstance(key, exp.Null) or (isinstance(key, exp.Cast) and isinstance(key.this, exp.Null))
        if isinstance(story, exp.Literal) and is_null:
            assert alerts()[code].stories[story.this or facts.PLAIN].cases == "months"


@pytest.mark.parametrize("code", OWN)
def test_an_alert_has_the_levels_of_its_head(code: str) -> None:
    body = file_of(code).body
    written = {level for level in facts.KIND if f"'{level}'" in body}
    assert written <= set(alerts()[code].levels)
    # What is not written in the file is the level that the policy gives its scope or cap.
    assert set(alerts()[code].levels) - written == set() or ".level" in body


@pytest.mark.parametrize("code", OWN)
def test_an_alert_has_tests(code: str) -> None:
    here = Path(__file__).parent
    files = [here / "stories.py", *here.glob("test_[dfp]*.py")]
    told = "".join(path.read_text(encoding="utf-8") for path in files)
    assert told.count(f'"{code}"') >= 2 or told.count(f"test_{code}") >= 1


# --- what a head may say ---


@pytest.mark.parametrize(
    "spoil",
    [
        {"unknown": 1},
        {"levels": []},
        {"levels": ["grave"]},
        {"rests_on": "nothing"},
        {"anchor": "somewhere"},
        {"money": "months"},
        {"explains": {"anybody": 1}},
        {"correction": {"part": "id", "source": "hrss.rosters", "column": "month"}},
        {"stories": {}},
        {"stories": {"plain": {"cases": "rows", "says": "{span}享受{sum}"}}},
        {"stories": {"plain": {"cases": "months", "says": "{total}"}}},
        {"stories": {"plain": {"cases": "weeks", "says": "一句话。"}}},
        {"page": {"looks_for": {"zh": "查什么"}}},
    ],
)
def test_a_head_that_says_what_nothing_reads_is_refused(spoil: dict[str, object]) -> None:
    assert Alert.model_validate(head()).code == "over_cap"
    with pytest.raises(ValidationError):
        Alert.model_validate({**head(), **spoil})


def test_what_a_head_names_is_there() -> None:
    sources, clauses = load_contracts("canonical"), _clauses()
    for code, one in alerts().items():
        assert {*one.silent_without, *one.does_without} <= set(sources), code
        assert {*one.page.clauses, *one.cites.values()} <= clauses, code
        assert one.explains.rows in {None, "any", *alerts()}, code


def _clauses() -> set[str]:
    loaded = policy()
    return {clause.id for one in (*loaded.documents, loaded.cross) for clause in one.clauses}


def test_every_clause_that_grounds_an_alert_is_named_by_its_page() -> None:
    loaded = policy()
    for one in (*loaded.documents, loaded.cross):
        for clause in one.clauses:
            for rule in clause.rules:
                codes = rule.codes if isinstance(rule, GroundsAlert) else ()
                for code in codes:
                    assert code in alerts(), clause.id
                    assert clause.id in alerts()[code].page.clauses, (code, clause.id)


# --- what it needs ---


def test_what_an_alert_needs_is_read_from_its_sql() -> None:
    assert facts.needs("two_posts") == ("hrss.public_posts",)
    assert facts.needs("owner") == facts.needs("same_scheme_overlap") == ("hrss.workshops",)
    assert facts.needs("id_invalid") == ()
    for code, one in alerts().items():
        assert not set(one.does_without) & set(facts.needs(code))


def test_an_alert_without_its_source_could_not_run_and_says_so() -> None:
    small = Small()
    small.workshop("450721CJ0001")
    given = small.given() | source_tables(set(load_contracts("canonical")) - {"hrss.public_posts"})
    with room("alerts", given, ["alert_runs"], config_of(), small.month) as warehouse:
        runs = rows_of(warehouse, "alerts.alert_runs")
    lacking = {(row["state"], row["says"]) for row in runs if row["code"] == "two_posts"}
    assert lacking == {("could_not_run", "未能运行：缺少数据表 hrss.public_posts")}
    assert not any("缺少数据表" in row["says"] for row in runs if row["code"] != "two_posts")


def test_clauses_that_nothing_can_compute_say_why() -> None:
    why = {clause.id: clause.no_rule for clause in Library().policy.cross.clauses}
    for rule, (source, missing) in facts.UNCOMPUTABLE.items():
        assert re.match("没有来源提供", missing or str(why[rule]))
        assert bool(source) == bool(missing)
