"""What each alert says of itself, read from the head of its file: names, levels, sources, cases, causes, money, page.

An alert is one file, `codes/<code>.sql`; those whose findings change a verdict lie in the room that finds them,
`etl/contradict/<code>.sql`. Whatever else knows the alerts (registry, vocabulary, runs, grouping, priority,
corrections, pages) asks here. Not here: what makes a suspicion.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from etl.engine.tables import SqlTable, room_of, tables_of
from etl.model.contracts import load_contracts, vocabulary, working
from etl.model.plain_yaml import read_yaml
from etl.model.sources import PersonPart

HOUSE = Path(__file__).resolve().parent
CONTRADICT = HOUSE.parent / "contradict"
SHAPE: Mapping[str, pa.DataType] = {
    "code": pa.string(),
    "story": pa.string(),
    "level": pa.string(),
    "key": pa.string(),
    "person": pa.int64(),
    "workshop_id": pa.string(),
    "other_workshop_id": pa.string(),
    "scheme": pa.string(),
    "from_month": pa.int64(),
    "to_month": pa.int64(),
    "county": pa.string(),
    "row_ref": pa.string(),
    "native_key": pa.string(),
    "role": pa.string(),
    "says": pa.string(),
    "amount": pa.decimal128(18, 2),
    "risk": pa.decimal128(18, 2),
    "payment": pa.string(),
    "office": pa.string(),
    "part": pa.string(),
    "rule": pa.string(),
    "note": pa.string(),
}
"""The columns that every alert's SQL gives, one row for each row behind a suspicion.

`key` tells the cases of a code apart (by months the subject does: level, person, workshops, scheme); a row without `row_ref`
counts in the sums and is not shown, one without `native_key` is shown and anchors nothing; `payment`, `part` are counted,
`office`, `note`, `amount`, `risk` stand in the sentence, `risk` is the amount at risk of the row.
"""
IN_MONTHS = ("note",)
IN_ROWS = ("span", "rows", "payments", "parts", "total", "risk", "offices", "note")
"""Placeholders that a story may have: of months joined into runs, and of rows."""
PLAIN = "plain"
"""The story of an alert that has only one: '' in its rows."""
UNCOMPUTABLE: Mapping[str, tuple[str, str]] = {
    "XD-06": ("", ""),
    "XD-09": ("", ""),
    "XD-11": ("loans.contracts", "没有来源提供贷款合同"),
    "XD-20": ("loans.contracts", "没有来源提供贷款合同"),
    "XD-31": ("", ""),
    "XD-41": ("unemployment.benefits", "没有来源提供失业保险待遇"),
}
"""Clauses that would ground an alert if a source carried what they speak of: the source that can, and what is missing without it;
where none can, the clause says itself what is missing."""

OPEN = ("new", "known", "reopened")
"""States of an alert that waits for an answer; every other one has been answered or has cleared."""

Level = Literal["duplicate", "contradiction", "review", "inform"]
KIND: Mapping[Level, float] = {"duplicate": 50.0, "contradiction": 45.0, "review": 20.0, "inform": 0.0}
STEPS = ((100_000, 30.0), (20_000, 24.0), (5_000, 18.0), (1_000, 12.0), (1, 6.0))
CERTAIN_POINTS = 10.0
LONG_MONTHS = 3
LONG_POINTS = 5.0
GREW_POINTS = 5.0
"""How urgently an alert wants a reviewer, in points that explain themselves (docs/alerts/priority.md): level, money in
steps, certainty, length, growth, 0 to 100. Alerts for information have none and never stand in the queue."""

Sentence = Annotated[str, StringConstraints(min_length=1)]


class HeadError(ValueError):
    """A head that can't be used; says which file and what is wrong."""


class Frozen(BaseModel):
    """A part of a head: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Story(Frozen):
    """How rows become cases, and the sentence of a case.

    `months`: months joined into unbroken runs; `runs`: rows joined as long as no month between them is left out; `rows`: all
    rows of a key.
    """

    cases: Literal["months", "runs", "rows"]
    says: Sentence

    @model_validator(mode="after")
    def _known_placeholders(self) -> "Story":
        allowed = IN_MONTHS if self.cases == "months" else IN_ROWS
        left = self.says
        for name in allowed:
            left = left.replace("{" + name + "}", "")
        if "{" in left or "}" in left:
            raise ValueError(f"a placeholder is none of: {', '.join(allowed)}")
        return self


class Explains(Frozen):
    """Which other alerts this one is the cause of, by rank, the first cause first.

    Of the same person, or of the same workshop, in touching months; on the very row; across a renaming.
    """

    person: int | None = None
    workshop: int | None = None
    rows: str | None = None
    """A code, or `any`: what else stands on one of its rows."""
    renaming: Literal["any"] | None = None


class Writing(Frozen):
    """The office of whichever source the row stands in is asked to check a part of the person as it is written there."""

    part: PersonPart


class Cell(Frozen):
    """The office of the source that says otherwise is asked to check its column; that of the roster the month."""

    source: Sentence
    column: Sentence


class Text(Frozen):
    """A part of a page in both languages."""

    zh: Sentence
    en: Sentence


class Page(Frozen):
    """What the page of the alert says: docs/alerts."""

    looks_for: Text
    data: Text
    clauses: tuple[str, ...] = ()
    false_alarms: Text
    check: Text


class Alert(Frozen):
    """One alert code, as the head of its file has it."""

    code: str
    zh: Sentence
    en: Sentence
    levels: tuple[Level, ...] = Field(min_length=1)
    looks_at: Literal["payments", "rosters", "posts", "workshops", "entitlements", "named"]
    rests_on: Literal[
        "", "scope", "once", "excludes", "stacks", "cap", "fund", "subsidy", "workshop_scheme", "document"
    ] = ""
    """It rests on a policy: where none of that kind is in force it has `no_scheme`."""
    silent_without: tuple[str, ...] = ()
    """Sources whose absence makes its silence false."""
    does_without: tuple[str, ...] = ()
    """Sources that it reads where they are there; without any other that it reads it can't run."""
    anchor: Literal["two_rows", "one_row", "first_month", "key"]
    """What its id stays by: the native keys of its earliest rows, its first month, or the key itself."""
    money: Literal["rows", "months", "workshop", "none"]
    """Whose amount is at risk: of its own rows, of what its months were paid by, of all that the workshop had since."""
    explains: Explains = Explains()
    is_certain: bool = False
    is_any_period: bool = False
    is_prechecked: bool = False
    is_lasting: bool = False
    """Known of an earlier month, it speaks against a planned payment of a later one."""
    cites: dict[str, str] = Field(default_factory=dict)
    """By area the clause that it rests on where no ground of its rows says it."""
    correction: Writing | Cell | None = None
    stories: dict[str, Story] = Field(min_length=1)
    page: Page

    @property
    def is_contradiction(self) -> bool:
        """Whether the room contradict finds it: its months decide about verdicts too."""
        return _files()[self.code].parent == CONTRADICT

    @model_validator(mode="after")
    def _anchored(self) -> "Alert":
        if any(one.cases != "months" for one in self.stories.values()) and self.money == "months":
            raise ValueError("money of months asks for cases by months")
        return self


@cache
def alerts() -> Mapping[str, Alert]:
    """Every alert by its code, in the order of the vocabulary, which takes in a new one at its end.

    Raises:
        HeadError: a head that can't be read, with the file.
    """
    found = {}
    for code, path in _files().items():
        try:
            found[code] = Alert.model_validate({"code": code, **read_yaml(_facts(path))})
        except (ValidationError, yaml.YAMLError, TypeError) as error:
            raise HeadError(f"{path.relative_to(HOUSE.parent)}: {error}") from None
    known = [code for code in vocabulary()["alerts"] if code in found]
    return {code: found[code] for code in (*known, *sorted(set(found) - set(known)))}


@cache
def _files() -> Mapping[str, Path]:
    """The file of each alert; the room contradict has tables besides, which gather what its alerts find."""
    found = sorted((HOUSE / "codes").glob("*.sql"))
    found += [path for path in sorted(CONTRADICT.glob("*.sql")) if "/*" in _table(path).head]
    return {path.stem: path for path in found}


def _table(path: Path) -> SqlTable:
    return SqlTable(path.stem, path, path.read_text(encoding="utf-8"))


def _facts(path: Path) -> str:
    head = _table(path).head
    start, end = head.find("/*"), head.find("*/")
    if start < 0 or end < 0:
        raise HeadError(f"{path.name}: the file begins with its facts in /* … */")
    return head[start + 2 : end]


@cache
def needs(code: str) -> tuple[str, ...]:
    """Sources without which an alert can't run: what its SQL reads, whatever way it goes, but for what it does without."""
    alert = alerts()[code]
    tables = tables_of("alerts")
    open_, seen = ["alerts.contradicted" if alert.is_contradiction else f"alerts.{code}"], set()
    while open_:
        name = open_.pop()
        if name not in seen:
            seen.add(name)
            open_ += tables[name].reads if name in tables else ()
    short = {contract.short: source for source, contract in load_contracts("canonical").items()}
    read = {
        short[name.partition(".")[2]]
        for name in seen
        if room_of(name) == "conform" and name.partition(".")[2] in short
    }
    return tuple(sorted(read - set(alert.does_without)))


def given() -> dict[str, pa.Table]:
    """`run.alert_*`: the heads as tables, for the SQL that makes alerts of what the codes find."""
    rows: dict[str, list[dict[str, object]]] = {
        "run.alert_codes": [
            {
                "place": place,
                **one.model_dump(include={"code", "zh", "looks_at", "rests_on", "anchor", "money"}),
            }
            | one.model_dump(include={"is_certain", "is_any_period", "is_prechecked", "is_lasting"})
            for place, one in enumerate(alerts().values())
        ],
        "run.alert_stories": [
            {
                "code": one.code,
                "story": "" if name == PLAIN else name,
                "cases": story.cases,
                "says": story.says,
            }
            for one in alerts().values()
            for name, story in one.stories.items()
        ],
        "run.alert_needs": [{"code": code, "source": source} for code in alerts() for source in needs(code)],
        "run.alert_silences": [
            {"code": one.code, "source": source} for one in alerts().values() for source in one.silent_without
        ],
        "run.alert_causes": list(_causes()),
        "run.alert_points": list(_points()),
    }
    made = {}
    for name, inside in rows.items():
        schema = working(name).arrow_schema()
        made[name] = pa.table(
            [pa.array([row.get(one.name) for row in inside], one.type) for one in schema], schema=schema
        )
    return made


def _causes() -> Iterator[dict[str, object]]:
    for one in alerts().values():
        why = one.explains
        if why.person is not None:
            yield {"code": one.code, "through": "person", "effect": "", "rank": why.person}
        if why.workshop is not None:
            yield {"code": one.code, "through": "workshop", "effect": "", "rank": why.workshop}
        if why.rows is not None:
            effect = "" if why.rows == "any" else why.rows
            yield {"code": one.code, "through": "rows", "effect": effect, "rank": why.person}
        if why.renaming is not None:
            yield {"code": one.code, "through": "renaming", "effect": "", "rank": why.workshop}


def _points() -> Iterator[dict[str, object]]:
    for level, points in KIND.items():
        yield {"part": "level", "level": level, "points": points}
    for least, points in STEPS:
        yield {"part": "money", "at_least": Decimal(least), "points": points}
    yield {"part": "certain", "points": CERTAIN_POINTS}
    yield {"part": "length", "at_least": Decimal(LONG_MONTHS), "points": LONG_POINTS}
    yield {"part": "grew", "points": GREW_POINTS}


def explained(code: str, level: Level, amount: Decimal, length: int, *, grew: bool) -> dict[str, float]:
    """The points of an alert one by one (level, money, certain, length, grew), those that count for something."""
    if level == "inform":
        return {}
    parts = {
        "level": KIND[level],
        "money": next((points for least, points in STEPS if amount >= least), 0.0),
        "certain": CERTAIN_POINTS if alerts()[code].is_certain else 0.0,
        "length": LONG_POINTS if length >= LONG_MONTHS else 0.0,
        "grew": GREW_POINTS if grew else 0.0,
    }
    return {name: points for name, points in parts.items() if points}


def cited() -> dict[str, dict[str, str]]:
    """By code and area the clause that an alert rests on where no ground of its rows says it."""
    return {one.code: one.cites for one in alerts().values() if one.cites}
