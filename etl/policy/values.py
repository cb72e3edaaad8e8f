"""Values and words of the policy language: dated values, money, ratios, dates, and the closed lists of codes.

Here: what every rule form is built of, and `Rule`, which they all are. Not here: the forms (`forms.py` for
workshops and documents, `subsidy.py` for subsidies).

A value is never bare: it holds from a date, until the next entry, and stands on a clause. `null` at a date
repeals it. `from: start` is the document's own first day.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    RootModel,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from etl.model.contracts import codes

T = TypeVar("T")

MONEY = re.compile(r"\d{1,14}\.\d{2}", re.ASCII)
RATIO = re.compile(r"[01]\.\d{1,6}", re.ASCII)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

ClauseId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$")]
DocumentId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
Sentence = Annotated[str, StringConstraints(min_length=4, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


def _money(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not MONEY.fullmatch(value):
        raise ValueError('money is quoted text with two decimals, like "2000.00"')
    return Decimal(value)


def _ratio(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not RATIO.fullmatch(value):
        raise ValueError('a ratio is quoted text between "0.0" and "1.0", like "0.60"')
    ratio = Decimal(value)
    if ratio > 1:
        raise ValueError('a ratio is at most "1.0"')
    return ratio


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise ValueError("a date is written 2022-06-24")
    try:
        return dt.date.fromisoformat(value)
    except ValueError as fault:
        raise ValueError(f"{value} is no date of the calendar") from fault


def _start(value: object) -> dt.date | None:
    if value is None:
        raise ValueError("a value holds from a day; write `from: start` for the document's first")
    return None if value == "start" else _day(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(  # noqa: TRY004 pydantic turns a ValueError into a fault with its place
            "a whole number is written without quotes, sign or leading zero"
        )
    return value


_AS_TEXT = PlainSerializer(str, return_type=str, when_used="json")
Money = Annotated[
    Decimal,
    BeforeValidator(_money),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,14}\.\d{2}$"}),
]
Ratio = Annotated[
    Decimal,
    BeforeValidator(_ratio),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "pattern": r"^[01]\.\d{1,6}$"}),
]
Day = Annotated[
    dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
Start = Annotated[
    dt.date | None,
    BeforeValidator(_start),
    WithJsonSchema({"type": "string", "pattern": r"^(start|\d{4}-\d{2}-\d{2})$"}),
]
MOST = 10_000_000
Whole = Annotated[
    int,
    BeforeValidator(_whole),
    Field(ge=0, le=MOST),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST}),
]


# --- codes: what policy/codes.yaml and the document itself declare ---------------------------------------------

LISTS = ("schemes", "funds", "groups", "entity_kinds", "premises", "facts")


def _hinted(name: str) -> WithJsonSchema:
    """An editor offers the shipped codes, and lets pass what a document may declare itself."""
    return WithJsonSchema({"anyOf": [{"enum": list(codes()[name])}, {"type": "string", "pattern": CODE}]})


def _known(name: str) -> Any:
    """A code of a list: of those shipped, or one that the document declares (the loader hands them in)."""

    def check(value: str, info: ValidationInfo) -> str:
        declared = (info.context or {}).get(name, {})
        if value not in codes()[name] and value not in declared:
            allowed = ", ".join([*codes()[name], *declared])
            raise ValueError(f"not one of the codes allowed: {value!r}; allowed: {allowed}")
        return value

    return AfterValidator(check)


CODE = r"^[A-Za-z][A-Za-z0-9_]*$"
Scheme = Annotated[str, _known("schemes"), _hinted("schemes")]
Fund = Annotated[str, _known("funds"), _hinted("funds")]
Group = Annotated[str, _known("groups"), _hinted("groups")]
EntityKind = Annotated[str, _known("entity_kinds"), _hinted("entity_kinds")]
Premises = Annotated[str, _known("premises"), _hinted("premises")]
Fact = Annotated[str, _known("facts"), _hinted("facts")]
WorkshopKind = Literal["factory", "home_based", "planting_breeding", "trade", "culture_tourism"]
State = Literal["applied", "active", "stopped"]
Post = Literal["management", "technical", "production", "other"]
Officer = Literal["legal_rep", "shareholder", "director", "supervisor", "manager", "member"]
AgreementKind = Literal["labour_contract", "service_agreement", "piecework_contract"]
InsuranceKind = Literal["pension", "unemployment", "medical", "injury", "maternity"]
Beneficiary = Literal["person", "workshop", "agency"]
Family = Literal["recognition", "upgrade", "exit"]
Level = Literal["duplicate", "contradiction", "review", "inform"]


class Frozen(BaseModel):
    """A value object: unknown fields are refused, nothing changes after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Entry(Frozen, Generic[T]):
    """One value from a day on, with the clause it stands on; `value: null` is repeal."""

    from_on: Start = Field(alias="from")
    value: T | None
    clause: ClauseId

    @model_validator(mode="after")
    def _is_a_set(self) -> Entry[T]:
        if isinstance(self.value, tuple) and not self.value:
            raise ValueError(
                "an empty list says nothing: name what is meant, or repeal it with `value: null`"
            )
        if isinstance(self.value, tuple) and len(set(self.value)) < len(self.value):
            raise ValueError("something stands twice in the list")
        return self


class Dated(RootModel[tuple[Entry[T], ...]], Generic[T]):
    """A value through time. `at(day)` is what held on that day, None before the first entry and after repeal."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _in_order(self) -> Dated[T]:
        if not self.root:
            raise ValueError("at least one dated value is needed")
        days = [entry.from_on for entry in self.root]
        if None in days[1:]:
            raise ValueError("`from: start` can only be the first entry")
        for before, after in itertools.pairwise(days):
            if before is not None and after is not None and after <= before:
                raise ValueError(f"dates overlap: {after} does not come after {before}")
        if self.root[0].value is None:
            raise ValueError("the first entry can't be a repeal")
        return self

    def entry_at(self, day: dt.date) -> Entry[T] | None:
        found: Entry[T] | None = None
        for entry in self.root:
            if entry.from_on is None or entry.from_on <= day:
                found = entry
        return found

    def at(self, day: dt.date) -> T | None:
        entry = self.entry_at(day)
        return None if entry is None else entry.value

    def clause_at(self, day: dt.date) -> str | None:
        entry = self.entry_at(day)
        return None if entry is None else entry.clause

    def days(self) -> tuple[dt.date, ...]:
        """The days on which the value changes, but for its start."""
        return tuple(entry.from_on for entry in self.root if entry.from_on is not None)


class Rule(Frozen):
    """What every form has. `id` is the clause's, set by the loader; `ends` is the last day, where it ends earlier.

    `only_in`: area prefixes inside the document's area, where it does not hold in the whole of it.
    """

    id: ClauseId
    ends: Day | None = None
    only_in: tuple[str, ...] = ()

    def dated(self) -> Iterator[Dated[Any]]:
        """Every dated value in this rule, however deep."""
        yield from dated_in(self)


def dated_in(value: object) -> Iterator[Dated[Any]]:
    if isinstance(value, Dated):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from dated_in(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from dated_in(item)
