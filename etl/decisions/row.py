"""One row of a list of decisions: its values read and held against what a decision may say, each fault by column.

Not here: files and sheets (`reading.py`), and what is done with the rows (`keeping.py`).
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from etl.decisions.chinese import answer_of, kind_of, reason_of
from etl.decisions.form import ANSWERS, KINDS, REASONS, TARGETS, Decision

_FORMS = {
    "row_ref": re.compile(r"[a-z_]+\.[a-z_]+:[0-9a-f]{12}:\d{1,12}"),
    "alert_id": re.compile(r"[0-9a-f]{16}"),
    "source": re.compile(r"[a-z_]+\.[a-z_]+"),
}
_ID_LIKE = re.compile(r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15})(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)(?:\d{16,21}|\d{4}(?:[ -]\d{4}){3,4}(?:[ -]\d{1,3})?)(?!\d)")
FREE = ("by", "why", "value")
"""Columns of free text: they are kept in clear, so no person may be told from them."""
_KEYS = ("native_key", "subject")
"""Columns of numbers that an office made itself."""
_AMOUNT = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?元?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00:00(?:\.0+)?)?")


def is_sound(number: str) -> bool:
    """Whether 18 places are an ID number by their check digit (GB 11643)."""
    if len(number) != 18:
        return False
    weighed = sum(int(digit) * (1 << (17 - place)) for place, digit in enumerate(number[:17]))
    return "10X98765432"[weighed % 11] == number[17].upper()


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where, and what is allowed there. Never the value."""

    file: str
    row: int
    column: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}: row {self.row}, column {self.column}: {self.says}"


NO_MORE_FACTS: Mapping[str, str] = {}


class RowReader:
    """One row of a file, read and judged."""

    def __init__(
        self, file: str, number: int, values: Mapping[str, str], facts: Mapping[str, str] = NO_MORE_FACTS
    ) -> None:
        self._facts = facts
        self._file = file
        self._number = number
        self._values = values
        self.faults: list[Fault] = []

    def fault(self, column: str, says: str) -> None:
        self.faults.append(Fault(self._file, self._number, column, says))

    def decision(self) -> Decision | None:
        values = self._values
        self._refuse_id_numbers()
        for column in ("by", "why"):
            if column not in values:
                self.fault(column, "is missing")
        for column, form in _FORMS.items():
            if column in values and not form.fullmatch(values[column]):
                self.fault(column, "is not of the form it must have")
        kind = self._one_of("kind", KINDS, kind_of)
        allowed = (*ANSWERS[kind], *(self._facts if kind == "fact" else ())) if kind else ()
        answer = (
            self._one_of("answer", allowed, partial(answer_of, kind, facts=self._facts)) if kind else None
        )
        day = self._day()
        first, last = self._month("from_month"), self._month("to_month")
        if first is not None and last is not None and last < first:
            self.fault("to_month", "lies before from_month")
        if kind:
            self._check_target(kind)
            self._check_whole(kind, answer)
        if self.faults or kind is None or answer is None or day is None:
            return None
        text = {name: values.get(name) for name in (*TARGETS, "source", "native_key", "other", "value")}
        if kind == "outreach" and "value" in values:
            text["value"] = reason_of(values["value"])
        return Decision(
            kind=kind,
            answer=answer,
            by=values["by"],
            on=day,
            why=values["why"],
            from_month=first,
            to_month=last,
            **text,
        )

    def _refuse_id_numbers(self) -> None:
        for column, text in self._values.items():
            if column in {"alert_id", "entitlement_id", "row_ref"}:
                continue
            if column in FREE and (_PHONE.search(text) or _ACCOUNT.search(text)):
                self.fault(column, "holds what looks like a telephone or account number; leave it out")
            # A serial number or credit code may have 18 digits too: a key is refused only where the number is sound.
            if any(column not in _KEYS or is_sound(number) for number in _ID_LIKE.findall(text)):
                self.fault(column, "holds what looks like an ID number; name a person by 人编号 or a row")

    def _one_of(self, column: str, allowed: Sequence[str], code: Callable[[str], str]) -> str | None:
        said = self._values.get(column)
        value = None if said is None else code(said)
        if value is None:
            self.fault(column, f"is missing; allowed: {', '.join(allowed)}")
        elif value not in allowed:
            self.fault(column, f"is none of: {', '.join(allowed)}")
            return None
        return value

    def _day(self) -> str | None:
        text = self._values.get("on")
        if text is None:
            self.fault("on", "is missing")
            return None
        found = _DAY.fullmatch(text)
        if found is not None:
            year, month, day = map(int, found.groups())
            if year >= 1990 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
                return dt.date(year, month, day).isoformat()
        self.fault("on", "is not a day as 2024-06-30")
        return None

    def _month(self, column: str) -> int | None:
        text = self._values.get(column)
        if text is None:
            return None
        plain = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?", text)
        month = int(plain[1]) * 100 + int(plain[2]) if plain else 0
        if not (1 <= month % 100 <= 12 and 1990 <= month // 100 <= 2100):
            self.fault(column, "is not a month as 202406")
            return None
        return month

    def _check_target(self, kind: str) -> None:
        """One thing only, and of a sort that this kind speaks of."""
        values = self._values
        named = [name for name in TARGETS if name in values]
        by_key = "source" in values or "native_key" in values
        if by_key and not ("source" in values and "native_key" in values):
            self.fault(
                "native_key" if "source" in values else "source", "source and native_key stand together"
            )
        if by_key:
            named.append("native_key")
        allowed = {
            "identity": ("row_ref", "native_key"),
            "alert": ("alert_id",),
            "fact": ("row_ref", "native_key", "workshop_id", "entitlement_id"),
            "outreach": ("subject",),
        }[kind]
        says = " or ".join(name if name != "native_key" else "source + native_key" for name in allowed)
        if not named:
            self.fault(allowed[0], f"is missing: {kind} needs {says}")
        elif len(named) > 1:
            self.fault(named[1], f"two things are named; {kind} needs one of {says}")
        elif named[0] not in allowed:
            self.fault(named[0], f"is not what {kind} speaks of; it needs {says}")

    def _check_whole(self, kind: str, answer: str | None) -> None:
        values = self._values
        if kind == "identity" and "other" not in values and answer in {"same", "different"}:
            self.fault("other", "is missing: the register person (人编号) that the row is or is not")
        if kind == "alert" and "other" in values:
            self.fault("other", "an alert has no other person")
        if kind == "alert" and not _AMOUNT.fullmatch(values.get("value", "0")):
            self.fault("value", "is not an amount of money in digits, as 1234.50")
        if kind == "outreach" and reason_of(values.get("value", REASONS[0])) not in REASONS:
            self.fault("value", f"is no reason to reach somebody: {', '.join(REASONS)}")
        is_row = "row_ref" in values or "native_key" in values
        if kind == "fact" and answer == "field_check" and not is_row and "other" not in values:
            self.fault("row_ref", "is missing: field_check needs the row, or workshop_id with other (人编号)")
        if kind == "fact" and answer == "relaxed_until" and not {"value", "to_month"} & values.keys():
            self.fault("value", "is missing: relaxed_until needs the last month, as value or to_month")
        if (
            kind == "fact"
            and answer == "seasonal_months"
            and not ("value" in values or {"from_month", "to_month"} <= values.keys())
        ):
            self.fault("value", 'is missing: seasonal_months needs the months of the year, as "4-10"')
