"""The policy files as tables, for one ledger month: what rules about workshops ask, of whom, and what they cite.

Placing by date and area is done here; SQL finds rows that hold over days. A rule that is added is rows more and no statement.
Not here: what a subsidy asks (`grants.py`), and anything that is measured (`etl/rules`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from etl import months
from etl.model.contracts import vocabulary
from etl.policy.counting import Countings, rows
from etl.policy.forms import ShareTest, Stopped
from etl.policy.in_force import Library
from etl.policy.placing import FAMILY_FORMS, Placed, Segment
from etl.policy.values import Dated
from etl.policy.wording import ENTITY_KINDS, ENTITY_STATES, PARAMETERS, fact_zh, month_zh, parameter_zh
from etl.policy.workdays import ONE_DAY, WorkingDays

MILLION = 1_000_000
STREAK_MONTHS = 36
"""How far back a streak is looked for: a season's months, or months around a stop, may lie between."""
STANDARDS = ("head_count", "share")
"""Forms of rule that a streak may be below of."""
DEADLINES = ("deadline", "inspection", "due_date")
PERIODS = {"quarter": 3, "half_year": 6, "year": 12}
GAP = 100_000
"""Between the running numbers of working days before and after years that the calendar does not know."""


def policy_tables(library: Library, month: int) -> dict[str, pa.Table]:
    """Every `policy.*` table of a ledger month."""
    countings = Countings()
    return {
        **workshop_tables(library.placed, month, countings),
        **deadline_tables(library.placed, library.policy.workdays),
        **word_tables(library),
        **countings.tables(),
    }


# --- rules about workshops ------------------------------------------------------------------------------------


def workshop_tables(placed: Sequence[Placed], month: int, countings: Countings) -> dict[str, pa.Table]:
    """What is asked of workshops (`policy.asked*`), and which rule is cited for the ledger month (`policy.standing`)."""
    rules = [one for one in placed if getattr(one.rule, "family", None) in FAMILY_FORMS]
    numbered = [
        (number, one, segment)
        for number, (one, segment) in enumerate(
            ((one, segment) for one in rules for segment in one.segments()), start=1
        )
    ]
    cited = [one for one in rules if _is_cited(one, rules, month)]
    asked = {(id(one), segment.first): number for number, one, segment in numbered}
    return {
        "policy.asked": rows("policy.asked", [_asked(*each, countings) for each in numbered]),
        "policy.asked_code": rows("policy.asked_code", [row for each in numbered for row in _codes(*each)]),
        "policy.asked_fact": rows("policy.asked_fact", [row for each in numbered for row in _facts(*each)]),
        "policy.asked_of": rows("policy.asked_of", list(_standards(numbered, countings))),
        "policy.standing": rows(
            "policy.standing",
            [_standing(place, one, month, asked) for place, one in enumerate(cited, start=1)],
        ),
        "policy.not_in": rows(
            "policy.not_in",
            [
                {"standing": place, "area": area}
                for place, one in enumerate(cited, start=1)
                for area, until in one.not_in
                if months.last_day(month) < until
            ],
        ),
    }


def _is_cited(one: Placed, rules: Sequence[Placed], month: int) -> bool:
    if segment_of(one, month) is not None or _is_repealed_then(one, month):
        return True
    return not _ruled_by_another(one, rules, month)


def segment_of(one: Placed, month: int) -> Segment | None:
    """The part of a rule's life that holds at a month's end."""
    return next((segment for segment in one.segments() if segment.holds_at_end_of(month)), None)


def _is_repealed_then(one: Placed, month: int) -> bool:
    day = months.last_day(month)
    return one.first is not None and one.first <= day <= one.last and one.is_repealed(day)


def _ruled_by_another(one: Placed, rules: Sequence[Placed], month: int) -> bool:
    """The matter passed to another document, or another clause of the same one rules the family that month."""
    if one.straddles is not None and one.straddles <= months.last_day(month):
        return True
    return any(
        other.rule.family == one.rule.family
        and one.area.startswith(other.area)
        and segment_of(other, month) is not None
        for other in rules
        if other is not one
    )


def _standing(
    place: int, one: Placed, month: int, asked: dict[tuple[int, dt.date], int]
) -> dict[str, object]:
    """A cited rule: the number of what it asks, or what comes of it where nothing is measured."""
    segment = segment_of(one, month)
    outcome, says, number = None, None, None
    if segment is None and _is_repealed_then(one, month):
        outcome, says = "not_applicable", "这一条自某日起不再执行"
    elif segment is None:
        outcome = "no_basis"
        says = f"{month_zh(month)}没有确认的政策依据：文件尚未开始、已经到期，或起始日没有配置"
    elif one.form == "no_standard":
        outcome, says = "not_applicable", "本地政策文件没有认定、升级和退出标准"
    else:
        number = asked[id(one), segment.first]
    return {
        "standing": place,
        "rule": one.clause.id,
        "document": one.document.number,
        "clause": one.clause.locator,
        "family": str(one.rule.family),
        "form": one.form,
        "area": one.area,
        "asks_kind": one.rule.kinds is not None,
        "asks_state": one.rule.states is not None,
        "asked": number,
        "outcome": outcome,
        "says": says,
    }


def _asked(number: int, one: Placed, segment: Segment, countings: Countings) -> dict[str, object]:
    rule, day = one.rule, segment.day

    def at(name: str) -> Any:
        value = getattr(rule, name, None)
        return value.at(day) if isinstance(value, Dated) else value

    share = getattr(rule, "share", None) or getattr(rule, "and_share", None)
    at_least = at("at_least")
    ratio = share.at_least.at(day) if isinstance(share, ShareTest) else at("ratio")
    return {
        "asked": number,
        "rule": one.clause.id,
        "family": str(rule.family),
        "form": one.form,
        "area": one.area,
        "first_on": segment.first,
        "last_on": segment.last,
        "counting": _counting(one, segment, countings),
        "people": at_least if one.form == "head_count" else None,
        "nearly": at("nearly"),
        "ratio": None if ratio is None else int(ratio * MILLION),
        "ratio_zh": None if ratio is None else _percent(ratio),
        "staff": share.staff_at_least.at(day) if share is not None and share.staff_at_least else None,
        "staff_below": _staff_below(rule, share, day),
        "asks_premises": bool(share is not None and share.premises is not None),
        "way": one.clause.id if getattr(rule, "alternative_to", None) else "",
        "months": at("months"),
        "amount": at_least if isinstance(at_least, Decimal) else None,
        "parameter": at("parameter"),
        "parameter_zh": parameter_zh(rule.parameter) if one.form == "wage_floor" else None,
        "in_principle": bool(at("in_principle")),
        "by_day": bool(at("by_day")),
        "paid_within": at("paid_within"),
        "asks_entity_kind": at("entity_kinds") is not None,
        "asks_active": bool(at("active")),
        "registered_in": at("registered_in"),
        "stop_months": _stop_months(one, day),
        "compare": at("compare"),
        "seasonal": at("seasonal"),
        "fact": at("fact"),
        "absent": at("absent"),
        "words": at("external") or at("asks"),
        "fact_zh": fact_zh(rule.fact, one.document) if getattr(rule, "fact", None) else None,
        "waits_for": _waits_for(one),
        "look_back": STREAK_MONTHS if one.form == "below" else None,
    }


def _staff_below(rule: Any, share: ShareTest | None, day: dt.date) -> int | None:
    """From so many on the roster on the rule asks nothing."""
    for part in (rule, share):
        value = getattr(part, "staff_below", None)
        if isinstance(value, Dated):
            below: int | None = value.at(day)
            return below
    return None


def _counting(one: Placed, segment: Segment, countings: Countings) -> int | None:
    """Whom the rule counts; for mean pay, whom the rule counts that it speaks of."""
    name = getattr(one.rule, "counting", None)
    if one.form == "mean_pay":
        named = [
            rule.counting
            for clause in one.document.clauses
            for rule in clause.rules
            if clause.id == one.rule.of and hasattr(rule, "counting")
        ]
        name = named[0] if named else one.document.ledger_counting
    return None if name is None else countings.number(one.document, name, segment.day, one.area)


def _stop_months(one: Placed, day: dt.date) -> int | None:
    """How long a stop may last before it breaks what the rule asks; none where no stop does."""
    broken_by = getattr(one.rule, "broken_by", None)
    if broken_by is None:
        return None
    allowed = 0
    for clause in one.document.clauses:
        for rule in clause.rules if clause.id == broken_by else ():
            if isinstance(rule, Stopped):
                allowed = rule.months.at(day) or 0
    return allowed


def _waits_for(one: Placed) -> str | None:
    """What a person has to establish of an exit that holds by the data."""
    rule = one.rule
    asks = [rule.asks] if getattr(rule, "asks", None) else []
    needed = [
        f"是否{fact_zh(need.fact, one.document)}（{need.clause}）"
        for need in getattr(rule, "facts", ())
        if need.effect == "confirms"
    ]
    return "；".join([*asks, *needed]) or None


def _codes(number: int, one: Placed, segment: Segment) -> Iterator[dict[str, object]]:
    rule, day = one.rule, segment.day
    lists = {
        "kind": rule.kinds,
        "state": rule.states,
        "premises": getattr(getattr(rule, "share", None), "premises", None),
        "entity_kind": getattr(rule, "entity_kinds", None),
        "refused_kind": getattr(rule, "refused_kinds", None),
        "cover": getattr(rule, "any_of", None),
    }
    for name, codes in lists.items():
        for code in (codes.at(day) if isinstance(codes, Dated) else codes) or ():
            yield {"asked": number, "list": name, "code": code}


def _facts(number: int, one: Placed, _segment: Segment) -> Iterator[dict[str, object]]:
    for need in getattr(one.rule, "facts", ()):
        if need.effect != "sets_season":
            yield {"asked": number, "fact": need.fact, "effect": need.effect}


def _standards(
    numbered: Sequence[tuple[int, Placed, Segment]], countings: Countings
) -> Iterator[dict[str, object]]:
    """Of each streak rule the standards that it is about; who counts for them is asked for months back."""
    for number, one, _ in numbered:
        if one.form != "below":
            continue
        for other_number, other, segment in numbered:
            if (
                other.form in STANDARDS
                and other.clause.id in one.rule.of
                and other.document.id == one.document.id
            ):
                countings.number(other.document, other.rule.counting, segment.day, other.area, STREAK_MONTHS)
                yield {"asked": number, "standard": other_number}


def _percent(ratio: Decimal) -> str:
    return f"{(ratio * 100).normalize():f}%"


# --- deadlines ------------------------------------------------------------------------------------------------


def deadline_tables(placed: Sequence[Placed], calendar: WorkingDays) -> dict[str, pa.Table]:
    """`policy.deadline`, and the days of the years whose holiday notice is loaded (`policy.workdays`)."""
    return {
        "policy.deadline": rows(
            "policy.deadline",
            [
                _deadline(one, segment)
                for one in placed
                if one.form in DEADLINES
                for segment in one.segments()
            ],
        ),
        "policy.workdays": rows("policy.workdays", list(_days(calendar))),
    }


def _deadline(one: Placed, segment: Segment) -> dict[str, object]:
    rule, day = one.rule, segment.day
    return {
        "clause": one.clause.id,
        "form": one.form,
        "kind": str(rule.kind),
        "area": one.area,
        "starts_with": getattr(rule, "starts_with", None),
        "done_by": rule.done_by,
        "days": rule.days.at(day) if one.form == "deadline" else None,
        "by_calendar": getattr(rule, "unit", None) == "day",
        "at_least": getattr(rule, "compare", None) == "at_least",
        "every_months": PERIODS[rule.every.at(day)] if one.form == "inspection" else None,
        "due_on": rule.due_on.at(day) if one.form == "due_date" else None,
        "begins_on": one.first,
        "first_on": segment.first,
        "last_on": segment.last,
    }


def _days(calendar: WorkingDays) -> Iterator[dict[str, object]]:
    """Running numbers of working days, and the last year known without a gap from each year on."""
    years = sorted(one.year for one in calendar.years)
    known_to = {year: year for year in years}
    for year in reversed(years):
        known_to[year] = known_to.get(year + 1, year)
    number = 0
    for year in years:
        number += 0 if year - 1 in known_to else GAP
        first, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        for day in (first + ONE_DAY * n for n in range((end - first).days + 1)):
            is_worked = calendar.is_worked(day)
            number += is_worked
            yield {"day": day, "is_worked": is_worked, "seq": number, "known_to": known_to[year]}


# --- words ----------------------------------------------------------------------------------------------------


def word_tables(library: Library) -> dict[str, pa.Table]:
    """`policy.word`: codes as an official reads them, those that documents declare too."""
    documents = library.policy.documents
    schemes = {code: zh for one in documents for code, zh in one.codes.schemes.items()}
    kinds = {code: zh for one in documents for code, zh in one.codes.entity_kinds.items()}
    parameters = {
        code: parameter_zh(code, schemes) for code in (*PARAMETERS, *schemes, *vocabulary()["schemes"])
    }
    lists = {
        "entity_kind": {**kinds, **ENTITY_KINDS},
        "entity_state": dict(ENTITY_STATES),
        "parameter": parameters,
    }
    return {
        "policy.word": rows(
            "policy.word",
            [
                {"list": name, "code": code, "zh": zh}
                for name, words in lists.items()
                for code, zh in words.items()
            ],
        )
    }
