"""What the policy files say, read a second time and plainly: caps, amounts, funds, pairs, grounds, retirement.

The flow reads the same files as the tables `policy.*` (`etl/policy/tables.py`); the papers' own numbers are held against this
reading, which shares only the parsed files with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from etl import months
from etl.policy.documents import AgeClass, Clause, Document, Scope
from etl.policy.forms import Excludes, GroundsAlert, HeadCount, Stacks
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from etl.policy.subsidy import ONCE_WHENEVER, Once
from etl.policy.title import title_clause
from etl.policy.values import Dated, Rule


@dataclass(frozen=True)
class Citation:
    """A clause as it is cited: 文号, 条款 and what it says."""

    clause: str
    document: str
    locator: str
    zh: str
    en: str


@dataclass(frozen=True)
class CapRow:
    """An upper end of a scheme in an area, over days on which it stays the same."""

    scheme: str
    area: str
    first: dt.date
    last: dt.date
    per: str
    amount: Decimal | None
    ratio_of_investment: Decimal | None
    months: int | None
    in_principle: bool
    with_schemes: tuple[str, ...]
    clause: str
    document: str


@dataclass(frozen=True)
class BaseCapRow:
    """The contribution base that is subsidised: a part of a yearly parameter of the year before, by month."""

    scheme: str
    area: str
    first: dt.date
    last: dt.date
    parameter: str
    ratio: Decimal
    in_principle: bool
    clause: str
    document: str


@dataclass(frozen=True)
class ExtensionRow:
    """Less than so many months before the statutory age at first approval: paid until then, past the months' cap."""

    scheme: str
    area: str
    first: dt.date
    last: dt.date
    less_than_months: int
    until: str
    clause: str
    document: str


@dataclass(frozen=True)
class FundRow:
    """The funds that may pay a scheme in an area; `when` splits by the person's status: always, monitored, not_monitored.

    Several rows of one scheme, area and `when`: a fund of any of them is right.
    """

    scheme: str
    area: str
    first: dt.date
    last: dt.date
    when: str
    allowed: tuple[str, ...]
    clause: str
    document: str


@dataclass(frozen=True)
class PairRow:
    """Two schemes that exclude each other (`excluded_pair`) or that are worth knowing together (`stacking`)."""

    alert: str
    clause: str
    left: str
    right: str
    per: str
    areas: tuple[str, ...]
    beneficiaries: tuple[str, str] | None
    premises: tuple[str, ...]


@dataclass(frozen=True)
class AmountRow:
    """A fixed amount, or one of several, of a scheme in an area; `case` is '' where there is only one."""

    scheme: str
    area: str
    first: dt.date
    last: dt.date
    per: str
    case: str
    amount: Decimal
    clause: str
    document: str


@dataclass(frozen=True)
class ThresholdRow:
    """The head count that makes an employer a candidate for recognition, and how many short is still near."""

    rule: str
    area: str
    first: dt.date
    last: dt.date
    at_least: int
    nearly: int
    document: str


class Reading(Library):
    """A library that answers by clause, scheme and area."""

    @cached_property
    def _clauses(self) -> Mapping[str, tuple[Document | None, Clause]]:
        found: dict[str, tuple[Document | None, Clause]] = {
            clause.id: (document, clause) for document in self.policy.documents for clause in document.clauses
        }
        return found | {clause.id: (None, clause) for clause in self.policy.cross.clauses}

    def clause(self, clause_id: str) -> tuple[Document | None, Clause]:
        """A clause and its document; None for what holds between schemes."""
        return self._clauses[clause_id]

    def cite(self, clause_id: str) -> Citation:
        document, clause = self._clauses[clause_id]
        number = "" if document is None else document.number
        return Citation(clause.id, number, clause.locator, clause.zh, clause.en)

    def grounds(self, code: str, area_code: str, month: int, scheme: str | None = None) -> tuple[str, ...]:
        """Clauses that ground an alert there and then, the area's own documents' before those between schemes.

        With a scheme: its scope, once-only rule, caps or funds, where the code is about one of those.
        """
        named: list[str] = []
        if scheme is not None:
            scope = self.scope(scheme, area_code)
            if code == "same_scheme_overlap" and scope is not None:
                named = list(scope.clauses)
            elif code in ("once_only_repeated", "once_only_elsewhere"):
                named = [once.clause for once in self.once_only(scheme, area_code)]
            elif code == "over_cap":
                named = [cap.clause for cap in self.caps() if cap.scheme == scheme]
            elif code == "wrong_fund":
                named = [fund.clause for fund in self.funds() if fund.scheme == scheme]
        if not named:
            named = [
                clause.id for clause in self._all_clauses() for rule in clause.rules if _grounds(rule, code)
            ]
        own = sorted(
            (one for one in named if self._holds_in(one, area_code, month)), key=self._narrowest_first
        )
        between = [one for one in named if self._is_between(one, area_code)]
        return tuple(dict.fromkeys([*own, *between]))

    def _is_between(self, clause_id: str, area_code: str) -> bool:
        document, clause = self._clauses[clause_id]
        return document is None and all(_in(area_code, getattr(rule, "areas", ())) for rule in clause.rules)

    def _narrowest_first(self, clause_id: str) -> tuple[int, str]:
        document = self._clauses[clause_id][0]
        return (0 if document is None else -len(document.area), clause_id)

    def _holds_in(self, clause_id: str, area_code: str, month: int) -> bool:
        document, clause = self._clauses[clause_id]
        if document is None or document not in self.basis(area_code, month).documents:
            return False
        made = {clause.id, *clause.part_of} if clause.rules or clause.part_of else set()
        behind = [placed for placed in self.placed if placed.clause.id in made]
        return not behind or any(placed.covers(area_code, month) for placed in behind)

    def _all_clauses(self) -> Iterator[Clause]:
        for _, clause in self._clauses.values():
            yield clause

    def scope(self, scheme: str, area_code: str) -> Scope | None:
        """What makes two live rows of a scheme the same benefit there."""
        found = [
            one for one in self.policy.cross.scopes if one.scheme == scheme and _in(area_code, one.areas)
        ]
        return max(found, key=lambda one: max(map(len, one.areas), default=0)) if found else None

    def once_only(self, scheme: str, area_code: str) -> list[Once]:
        """What a document there grants once, whatever the period."""
        return [
            one.rule.once
            for one in self.placed
            if one.form == "subsidy"
            and one.rule.scheme == scheme
            and area_code.startswith(one.area)
            and one.rule.once is not None
            and one.rule.once.per in ONCE_WHENEVER
        ]

    def workshop_schemes(self, area_code: str) -> tuple[str, ...]:
        """Schemes that a document there gives to workshops for their title alone."""
        here = [one for one in self.placed if one.form == "subsidy" and area_code.startswith(one.area)]
        free = {(one.rule.scheme, one.rule.beneficiary) for one in here if title_clause(one) is None}
        kept = [one.rule for one in here if (one.rule.scheme, one.rule.beneficiary) not in free]
        return tuple(dict.fromkeys(str(rule.scheme) for rule in kept))

    def pairs(self, alert: str) -> tuple[PairRow, ...]:
        """Pairs of schemes for an alert code: excluded_pair or stacking."""
        found = []
        for document, clause in self._clauses.values():
            for rule in clause.rules:
                if not isinstance(rule, Excludes | Stacks) or rule.alert != alert:
                    continue
                areas = rule.areas or (() if document is None else (document.area,))
                excludes = rule if isinstance(rule, Excludes) else None
                found.append(
                    PairRow(
                        alert=alert,
                        clause=clause.id,
                        left=rule.schemes[0],
                        right=rule.schemes[1],
                        per=rule.per,
                        areas=areas,
                        beneficiaries=None if excludes is None else excludes.beneficiaries,
                        premises=() if excludes is None else excludes.premises,
                    )
                )
        return tuple(found)

    def caps(self) -> tuple[CapRow, ...]:
        found = []
        for placed, subsidy, first, last in self._subsidies():
            for cap in subsidy.caps:
                amount = cap.amount.at(last) if cap.amount else None
                ratio = cap.ratio_of_investment.at(last) if cap.ratio_of_investment else None
                count = cap.months.at(last) if cap.months else None
                if amount is None and ratio is None and count is None:
                    continue
                found.append(
                    CapRow(
                        scheme=subsidy.scheme,
                        area=placed.area,
                        first=first,
                        last=last,
                        per=cap.per,
                        amount=amount,
                        ratio_of_investment=ratio,
                        months=count,
                        in_principle=cap.in_principle,
                        with_schemes=cap.with_schemes,
                        clause=cap.clause,
                        document=placed.document.number,
                    )
                )
        return tuple(found)

    def base_caps(self) -> tuple[BaseCapRow, ...]:
        found = []
        for placed, subsidy, first, last in self._subsidies():
            cap = subsidy.base_cap
            ratio = None if cap is None else cap.ratio.at(last)
            if cap is not None and ratio is not None:
                found.append(
                    BaseCapRow(
                        scheme=subsidy.scheme,
                        area=placed.area,
                        first=first,
                        last=last,
                        parameter=cap.parameter,
                        ratio=ratio,
                        in_principle=cap.in_principle,
                        clause=cap.clause,
                        document=placed.document.number,
                    )
                )
        return tuple(found)

    def extensions(self) -> tuple[ExtensionRow, ...]:
        found = []
        for placed, subsidy, first, last in self._subsidies():
            one = subsidy.extension
            limit = None if one is None else one.less_than_months.at(last)
            if one is not None and limit is not None:
                number = placed.document.number
                found.append(
                    ExtensionRow(
                        subsidy.scheme, placed.area, first, last, limit, one.until, one.clause, number
                    )
                )
        return tuple(found)

    def funds(self) -> tuple[FundRow, ...]:
        found = []
        for placed, subsidy, first, last in self._subsidies():
            for fund in subsidy.funds:
                allowed = fund.allowed.at(last)
                if allowed is not None:
                    found.append(
                        FundRow(
                            scheme=subsidy.scheme,
                            area=placed.area,
                            first=first,
                            last=last,
                            when=fund.when,
                            allowed=allowed,
                            clause=fund.clause,
                            document=placed.document.number,
                        )
                    )
        return tuple(found)

    def amounts(self) -> tuple[AmountRow, ...]:
        found = []
        for placed, subsidy, first, last in self._subsidies():
            values: list[tuple[str, Dated[Decimal]]] = [
                (one.case, one.amount) for one in subsidy.amount.choices
            ]
            if subsidy.amount.value is not None:
                values.append(("", subsidy.amount.value))
            for case, dated in values:
                amount, clause = dated.at(last), dated.clause_at(last)
                if amount is not None and clause is not None:
                    document = placed.document.number
                    found.append(
                        AmountRow(
                            subsidy.scheme,
                            placed.area,
                            first,
                            last,
                            subsidy.per,
                            case,
                            amount,
                            clause,
                            document,
                        )
                    )
        return tuple(found)

    def thresholds(self) -> tuple[ThresholdRow, ...]:
        """Head counts of recognition that make candidates."""
        found = []
        for placed in self.placed:
            rule = placed.rule
            if not isinstance(rule, HeadCount) or rule.family != "recognition" or rule.nearly is None:
                continue
            for segment in placed.segments():
                at_least, nearly = rule.at_least.at(segment.day), rule.nearly.at(segment.day)
                if at_least is not None and nearly is not None:
                    number = placed.document.number
                    found.append(
                        ThresholdRow(
                            rule.id, placed.area, segment.first, segment.last, at_least, nearly, number
                        )
                    )
        return tuple(found)

    def retirement_month(self, born_on: dt.date, name: str, decided_on: dt.date) -> int:
        """The month of statutory retirement by the table in force on a day; `name`: men, women_50, women_55."""
        one = next(one for one in self.policy.retirement.classes if one.name == name)
        return retirement_month(born_on, one, self.policy.retirement.reform_from, decided_on)


def retirement_month(born_on: dt.date, ages: AgeClass, reform_from: dt.date, decided_on: dt.date) -> int:
    """Old table before the reform's day, reformed table from that day on."""
    old = months.add(months.of_date(born_on), ages.years * 12)
    since = months.index(old) - months.index(months.of_date(reform_from))
    if decided_on < reform_from or since < 0:
        return old
    return months.add(old, min(since // ages.months_per_step + 1, ages.at_most))


def _grounds(rule: Rule, code: str) -> bool:
    return getattr(rule, "alert", None) == code or (isinstance(rule, GroundsAlert) and code in rule.codes)


def _in(area_code: str, areas: Iterable[str]) -> bool:
    """No area named: everywhere."""
    prefixes = tuple(areas)
    return not prefixes or area_code.startswith(prefixes)


def reading(folder: Path = SHIPPED, dates: Mapping[str, DocumentDates] | None = None) -> Reading:
    """The policy files of a folder, with the dates that a configuration gives."""
    opened = open_library(folder, dates)
    return Reading(opened.policy, opened.dates)
