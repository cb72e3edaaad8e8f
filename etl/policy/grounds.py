"""What the policy documents ground where and when, as tables that SQL joins: `policy.*` for the alerts.

Areas are prefixes of area codes. Every area that a document, a rule or a clause names is a place; a county takes what the
longest place that it begins with has (`policy.places`), so that a join by area and months is all that SQL needs. Not here:
what a rule gives a person (`etl.rules`), and what makes a suspicion (`etl.alerts`).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa

from etl import months
from etl.policy.documents import Clause, Document, RetirementTable
from etl.policy.grounds_tables import Row, as_tables
from etl.policy.placing import DocumentDates, Placed, place
from etl.policy.subsidy import ONCE_WHENEVER
from etl.policy.title import title_clause

ONCE_IN = {
    "person_year": "calendar_year",
    "person_month": "month",
    "workshop_year": "workshop_year",
    "workshop_month": "workshop_month",
}
"""Units in which a second row is the same benefit, where nothing between the documents says more of the scheme."""
BY_MONTH = ("person_month", "workshop_month", "workshop_period")
"""Units of which a part of a row lies outside the title by its months."""
NEVER = (999912, 0)
"""First and last month of what holds nowhere."""


@dataclass(frozen=True)
class Grounds:
    """Placed rules, cross-scheme rules and clauses, spelt out for every place."""

    documents: tuple[Document, ...]
    cross: Any
    retirement: RetirementTable
    placed: tuple[Placed, ...]
    dates: Mapping[str, DocumentDates] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Any, dates: Mapping[str, DocumentDates] | None = None) -> "Grounds":
        """From a loaded policy, or from a library that has placed its documents already."""
        given = dict(dates if dates is not None else getattr(policy, "dates", None) or {})
        inner = getattr(policy, "policy", policy)
        documents = tuple(inner.documents)
        placed = tuple(getattr(policy, "placed", None) or place(documents, given))
        return cls(documents, inner.cross, inner.retirement, placed, given)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Every area that the policy tells apart, and '' for the rest."""
        cross = self.cross
        named = {one.area for one in self.documents} | {one.area for one in self.placed}
        named |= {area for one in self.placed for area, _ in one.not_in}
        listed = [*cross.scopes, *cross.clauses]
        listed += [rule for clause in cross.clauses for rule in clause.rules]
        named |= {area for one in listed for area in getattr(one, "areas", ())}
        return tuple(sorted({"", *named}))

    def tables(
        self, cited: Mapping[str, Mapping[str, str]], uncomputable: Mapping[str, tuple[str, str]]
    ) -> dict[str, pa.Table]:
        """`policy.*` for the alerts.

        `cited` names the clause that an alert rests on by area where no ground of its row does; `uncomputable` the
        clauses that want a source, which one, and what is missing without it; else the clause says so itself.
        """
        rows: list[Row] = [("places", {"area": place}) for place in self.places]
        rows += self._clauses()
        once = {one.rule.scheme for one in self.placed if one.form == "subsidy" and _is_once(one.rule)}
        rows += [("once_only_schemes", {"scheme": one}) for one in sorted(once)]
        why = {clause.id: clause.no_rule for clause in self.cross.clauses}
        rows += [
            ("uncomputable", {"rule": rule, "source": source or None, "why": missing or why[rule]})
            for rule, (source, missing) in uncomputable.items()
        ]
        for area in self.places:
            rows += self._of(area)
            for code, by_area in cited.items():
                fits = [one for one in by_area if area.startswith(one)]
                if fits:
                    rows.append(("cited", {"area": area, "code": code, "rule": by_area[max(fits, key=len)]}))
        return as_tables(rows)

    def _clauses(self) -> Iterator[Row]:
        """A clause between documents has no number of its own: its alerts name the documents in force in the county."""

        def row(clause: Clause, number: str | None) -> Row:
            return "clauses", {
                "rule": clause.id,
                "document": number,
                "clause": clause.locator,
                "reads": clause.zh,
            }

        for document in self.documents:
            yield from (row(clause, document.number) for clause in document.clauses)
        yield from (row(clause, None) for clause in self.cross.clauses)

    # --- one place ---

    def _of(self, area: str) -> Iterator[Row]:
        here = [one for one in self.placed if one.first and area.startswith(one.area)]
        spans = {one.number: span for one in self.documents if (span := self._document_span(one, area))}
        for clause in self.cross.clauses:
            if clause.areas and not area.startswith(clause.areas):
                yield "foreign_clauses", {"area": area, "rule": clause.id}
        yield from self._counted(area)
        yield from _of_the_title(area, here)
        yield from self._also_ends(area, here)
        if spans:
            whole = min(s[0] for s in spans.values()), max(s[1] for s in spans.values())
            yield _row("documents", area, whole, numbers="、".join(spans))
            for number, span in spans.items():
                yield _row("document_spans", area, span, document=number)
            yield from self._between(area, whole)
        for one in here:
            span = _span(one, area)
            if one.form == "subsidy":
                yield from self._subsidy(area, one)
            elif one.form == "excludes":
                yield from _pair("excludes", area, one.rule, span)

    def _document_span(self, document: Document, area: str) -> tuple[int, int] | None:
        given = self.dates.get(document.id, DocumentDates())
        first = document.from_on or given.first
        last = max(document.to_on, given.last) if given.last else document.to_on
        if first is None or not area.startswith(document.area):
            return None
        return months.of_date(first), _last_month(last)

    def _counted(self, area: str) -> Iterator[Row]:
        """Groups that the ledger counting of the place's document counts; whether some group is delivered by nobody."""
        groups: set[str] = set()
        undelivered = False
        for document in self.documents:
            if area.startswith(document.area):
                counting = document.counting[document.ledger_counting]
                groups |= set(counting.groups.root[-1].value or ())
                undelivered |= counting.undelivered is not None
        if groups:
            counts = {f"counts_{one}": one in groups for one in ("poverty_exit", "monitored", "relocated")}
            yield "counted_groups", {"area": area, **counts, "undelivered": undelivered}

    def _has_scope(self, scheme: str, area: str) -> bool:
        return any(one.scheme == scheme and _in_areas(one, area) for one in self.cross.scopes)

    def _also_ends(self, area: str, here: Sequence[Placed]) -> Iterator[Row]:
        """Support that other papers grant and that ends with the title; counted as its own document counts it."""
        per = {one.rule.scheme: one.rule.per for one in self.placed if one.form == "subsidy"}
        for one in here:
            for scheme in getattr(one.rule, "also", ()):
                yield _row(
                    "workshop_schemes",
                    area,
                    _span(one, area),
                    scheme=scheme,
                    beneficiary="workshop",
                    is_monthly=per.get(scheme) in BY_MONTH,
                    rule=one.rule.id,
                )

    def _between(self, area: str, whole: tuple[int, int]) -> Iterator[Row]:
        """What holds between documents while any of them is in force."""
        for scope in self.cross.scopes:
            if _in_areas(scope, area):
                rule = self._nearest(scope.clauses, area)
                yield _row(
                    "scopes",
                    area,
                    whole,
                    scheme=scope.scheme,
                    period=scope.period,
                    level=scope.level,
                    rule=rule,
                )
        for clause in self.cross.clauses:
            for rule in clause.rules:
                if rule.form in ("excludes", "stacks") and _in_areas(rule, area):
                    yield from _pair(rule.form, area, rule, whole)

    def _subsidy(self, area: str, one: Placed) -> Iterator[Row]:
        first, last = _span(one, area)
        rule = one.rule
        yield _row("granted", area, (first, last), scheme=rule.scheme, rule=rule.id)
        if rule.once is not None and rule.once.per in ONCE_IN and not self._has_scope(rule.scheme, area):
            period = ONCE_IN[rule.once.per]
            yield _row(
                "scopes",
                area,
                (first, last),
                scheme=rule.scheme,
                period=period,
                level="duplicate",
                rule=rule.once.clause,
            )
        if _is_once(rule):
            yield _row(
                "once_only",
                area,
                (first, last),
                scheme=rule.scheme,
                per=rule.once.per,
                is_elsewhere=rule.once.elsewhere,
                by_amount=rule.once.by == "amount",
                by_tiers=any(
                    tier.by == "people"
                    for entry in (rule.amount.tiers.root if rule.amount.tiers else ())
                    for tier in entry.value or ()
                ),
                not_from="".join(f",{fund}" for fund in rule.once.not_from) + ",",
                rule=rule.once.clause,
            )
        for segment in one.segments():
            day = segment.day
            span = max(first, months.of_date(segment.first)), min(last, _last_month(segment.last))
            yield from self._amounts(area, rule, span, day)
            for fund in rule.funds:
                for allowed in fund.allowed.at(day) or ():
                    yield _row(
                        "funds", area, span, scheme=rule.scheme, who=fund.when, fund=allowed, rule=fund.clause
                    )
            groups = {g for c in rule.conditions if c.test == "status" for g in c.groups.at(day) or ()}
            if groups:
                yield _row(
                    "schemes_for_groups", area, span, scheme=rule.scheme, is_for_anyone="anyone" in groups
                )
        if rule.base_cap is not None:
            level = _level(rule.base_cap)
            yield _row(
                "base_caps", area, (first, last), scheme=rule.scheme, level=level, rule=rule.base_cap.clause
            )

    def _amounts(self, area: str, rule: Any, span: tuple[int, int], day: dt.date) -> Iterator[Row]:
        amount = rule.amount.value.at(day) if rule.amount.value is not None else None
        if amount is not None and rule.amount.times is None:
            yield _row("amounts", area, span, scheme=rule.scheme, per=rule.per, amount=amount)
        for cap in rule.caps:
            yield _row(
                "caps",
                area,
                span,
                scheme=rule.scheme,
                per=cap.per,
                level=_level(cap),
                amount=cap.amount.at(day) if cap.amount else None,
                months=cap.months.at(day) if cap.months else None,
                beneficiary=rule.beneficiary,
                extension_months=rule.extension.less_than_months.at(day)
                if rule.extension and cap.per == "person_months"
                else None,
                share=_number(cap.ratio_of_investment.at(day)) if cap.ratio_of_investment else None,
                rule=cap.clause,
            )
        needs = {c.test: c for c in rule.conditions if c.test in ("months", "pay", "premium")}
        if rule.per == "person_year" and "months" in needs:
            pay, premium = needs.get("pay"), needs.get("premium")
            yield _row(
                "yearly",
                area,
                span,
                scheme=rule.scheme,
                months=needs["months"].at_least.at(day),
                pay=pay.at_least.at(day) if pay else None,
                premium=premium.at_least.at(day) if premium else None,
            )

    def _nearest(self, clauses: Sequence[str], area: str) -> str | None:
        """Of several clauses the one whose own document holds in the place; another area's paper is no ground here."""
        areas = {document.id: document.area for document in self.documents}
        for clause in clauses:
            own = areas.get(clause.split("-")[0])
            if own is not None and area.startswith(own):
                return clause
        return None


def _row(table: str, area: str, span: tuple[int, int], **values: object) -> Row:
    return table, {"area": area, "first_month": span[0], "last_month": span[1], **values}


def _pair(kind: str, area: str, rule: Any, span: tuple[int, int]) -> Iterator[Row]:
    """Both sides of a pair, each with the other; a scheme that a workshop's premises exclude is no pair."""
    left, right = rule.schemes
    for premises in getattr(rule, "premises", ()):
        yield _row("excluded_premises", area, span, scheme=left, premises=premises, rule=rule.id)
    if getattr(rule, "premises", ()):
        return
    kinds = getattr(rule, "beneficiaries", None) or ("", "")
    for side, (scheme, other, beneficiary) in enumerate(((left, right, kinds[0]), (right, left, kinds[1]))):
        yield _row(
            kind,
            area,
            span,
            kind=kind,
            scheme=scheme,
            other=other,
            side=side,
            per=rule.per,
            beneficiary_kind=beneficiary,
            rule=rule.id,
        )


def _is_once(rule: Any) -> bool:
    return rule.once is not None and rule.once.per in ONCE_WHENEVER


def _of_the_title(area: str, here: Sequence[Placed]) -> Iterator[Row]:
    """Schemes that a workshop has for its title; one that another clause gives without is not among them."""
    subsidies = [one for one in here if one.form == "subsidy"]
    free = {(one.rule.scheme, one.rule.beneficiary) for one in subsidies if title_clause(one) is None}
    seen = set()
    for one in subsidies:
        key, span, clause = (one.rule.scheme, one.rule.beneficiary), _span(one, area), title_clause(one)
        if clause is None or key in free or (key, span, clause) in seen:
            continue
        seen.add((key, span, clause))
        yield _row(
            "workshop_schemes",
            area,
            span,
            scheme=one.rule.scheme,
            beneficiary=one.rule.beneficiary,
            is_monthly=one.rule.per in BY_MONTH,
            rule=clause,
        )


def _level(cap: Any) -> str:
    return "review" if cap.in_principle else "duplicate"


def _number(share: Decimal | None) -> float | None:
    return None if share is None else float(share)


def _in_areas(one: Any, area: str) -> bool:
    areas = getattr(one, "areas", ())
    return not areas or any(area.startswith(prefix) for prefix in areas)


def _last_month(last: dt.date) -> int:
    month = months.of_date(last)
    return month if months.last_day(month) <= last else months.add(month, -1)


def _span(one: Placed, area: str) -> tuple[int, int]:
    """First and last month whose last day the rule covers in the place."""
    if one.first is None:
        return NEVER
    first = one.first
    for inside, until in one.not_in:
        if area.startswith(inside):
            first = max(first, until)
    return months.of_date(first), _last_month(one.last)
