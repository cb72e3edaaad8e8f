"""What the policy documents ground in which county and months, as small tables that expressions can join.

The policy's own objects (documents, clauses, cross-scheme rules) are spelt out for the counties that occur, so that
a code joins by equality of county and scheme and compares months. No value of policy stands here. Not here: what a
rule gives a person (`etl.rules`), and what makes a suspicion (`codes/`).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.policy.forms import Document
from etl.policy.placing import DocumentDates, Placed, place

EVERYWHERE = 999912
GROUND = pa.schema(
    [
        ("kind", pa.string()),
        ("county", pa.string()),
        ("scheme", pa.string()),
        ("other", pa.string()),
        ("per", pa.string()),
        ("level", pa.string()),
        ("first", pa.int64()),
        ("last", pa.int64()),
        ("amount", pa.decimal128(18, 2)),
        ("months", pa.int64()),
        ("ratio", pa.decimal128(18, 4)),
        ("funds", pa.string()),
        ("payee", pa.string()),
        ("rule", pa.string()),
    ]
)
CLAUSES = pa.schema(
    [
        ("rule", pa.string()),
        ("document", pa.string()),
        ("clause", pa.string()),
        ("reads", pa.string()),
    ]
)


@dataclass(frozen=True)
class Basis:
    """The policy as alerts need it: placed rules, cross-scheme rules, and every clause by its id."""

    placed: tuple[Placed, ...]
    documents: tuple[Document, ...]
    cross: Any
    dates: Mapping[str, DocumentDates] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Any, dates: Mapping[str, DocumentDates] | None = None) -> "Basis":
        """From a loaded policy, or from a library that has placed its documents already."""
        given = dict(dates if dates is not None else getattr(policy, "dates", None) or {})
        inner = getattr(policy, "policy", policy)
        documents = tuple(inner.documents)
        placed = getattr(policy, "placed", None) or place(documents, given)
        return cls(tuple(placed), documents, inner.cross, given)

    def clauses(self) -> pa.Table:
        """Clause id to document number, place in the document and sense.

        A clause between documents has no number of its own: its alerts name the documents in force in the county.
        """
        rows: list[dict[str, str | None]] = [
            {"rule": clause.id, "document": document.number, "clause": clause.locator, "reads": clause.zh}
            for document in self.documents
            for clause in document.clauses
        ]
        rows += [
            {"rule": clause.id, "document": None, "clause": clause.locator, "reads": clause.zh}
            for clause in self.cross.clauses
        ]
        return pa.Table.from_pylist(rows, CLAUSES)

    def foreign(self, counties: Iterable[str]) -> pa.Table:
        """county, rule: the clauses between documents that speak of none in force in the county."""
        pairs = [
            {"county": county, "rule": clause.id}
            for county in sorted(set(counties))
            for clause in self.cross.clauses
            if clause.areas and not county.startswith(clause.areas)
        ]
        return pa.Table.from_pylist(pairs, pa.schema([("county", pa.string()), ("rule", pa.string())]))

    def expand(self, counties: Iterable[str]) -> pa.Table:
        """Every ground for every one of the counties."""
        rows = [row for county in sorted(set(counties)) for row in self._of_county(county)]
        return pa.Table.from_pylist(rows, GROUND)

    def _of_county(self, county: str) -> Iterator[dict[str, object]]:
        here = [one for one in self.placed if one.first and county.startswith(one.area)]
        spans = [span for document in self.documents for span in self._document_span(document, county)]
        if spans:
            first, last = min(s[0] for s in spans), max(s[1] for s in spans)
            numbers = "、".join(d.number for d in self.documents if list(self._document_span(d, county)))
            yield _row("document", county, first=first, last=last, payee=numbers)
            yield from self._scopes(county, here, first, last)
        for one in here:
            if one.form == "subsidy":
                yield from self._subsidy(county, one)
            elif one.form == "excludes":
                yield from _pair("excludes", county, one.rule, _span(one, county))
            elif one.form == "loses_support":
                first, last = _span(one, county)
                yield _row("loses_support", county, first=first, last=last, rule=one.rule.id)
        if spans:
            for clause in self.cross.clauses:
                for rule in clause.rules:
                    if rule.form in ("excludes", "stacks") and _in_areas(rule, county):
                        yield from _pair(rule.form, county, rule, (first, last))

    def _document_span(self, document: Document, county: str) -> Iterator[tuple[int, int]]:
        given = self.dates.get(document.id, DocumentDates())
        first = document.from_on or given.first
        last = max(document.to_on, given.last) if given.last else document.to_on
        if first and county.startswith(document.area):
            yield months.of_date(first), _last_month(last)

    def _scopes(
        self, county: str, here: Sequence[Placed], first: int, last: int
    ) -> Iterator[dict[str, object]]:
        for one in self.cross.workshop_schemes:
            if _in_areas(one, county):
                yield _row("workshop_scheme", county, scheme=one.scheme, first=first, last=last)
        for scope in self.cross.scopes:
            if _in_areas(scope, county):
                yield _row(
                    "scope",
                    county,
                    scheme=scope.scheme,
                    per=scope.period,
                    level=scope.level,
                    first=first,
                    last=last,
                    rule=self._nearest(scope.clauses, county),
                )
        for once in self.cross.once_only:
            if not _in_areas(once, county):
                continue
            for one in here:
                if one.form == "subsidy" and one.rule.scheme == once.scheme:
                    start, end = _span(one, county)
                    yield _row(
                        "once",
                        county,
                        scheme=once.scheme,
                        per=once.per,
                        other="elsewhere" if once.elsewhere else None,
                        first=start,
                        last=end,
                        rule=self._nearest(once.clauses, county),
                    )

    def _subsidy(self, county: str, one: Placed) -> Iterator[dict[str, object]]:
        first, last = _span(one, county)
        rule = one.rule
        yield _row("subsidy", county, scheme=rule.scheme, per=rule.per, first=first, last=last, rule=rule.id)
        for segment in one.segments():
            start, end = max(first, months.of_date(segment.first)), min(last, _last_month(segment.last))
            here = {"scheme": rule.scheme, "first": start, "last": end}
            amount = rule.amount.value.at(segment.day) if rule.amount.value is not None else None
            if amount is not None:
                yield _row("amount", county, amount=amount, per=rule.per, rule=rule.id, **here)
            for cap in rule.caps:
                yield _row(
                    "cap",
                    county,
                    per=cap.per,
                    level="review" if cap.in_principle else "duplicate",
                    amount=cap.amount.at(segment.day) if cap.amount else None,
                    months=cap.months.at(segment.day) if cap.months else None,
                    ratio=cap.ratio_of_investment.at(segment.day) if cap.ratio_of_investment else None,
                    rule=cap.clause,
                    **here,
                )
            for fund in rule.funds:
                allowed = fund.allowed.at(segment.day)
                if allowed:
                    yield _row("fund", county, per=fund.when, funds=_set(allowed), rule=fund.clause, **here)
            groups = {
                g for c in rule.conditions if c.test == "status" for g in c.groups.at(segment.day) or ()
            }
            needs = {c.test: c for c in rule.conditions if c.test in ("months", "pay", "premium")}
            if rule.per == "person_year" and "months" in needs:
                pay, premium = needs.get("pay"), needs.get("premium")
                yield _row(
                    "yearly",
                    county,
                    months=needs["months"].at_least.at(segment.day),
                    amount=pay.at_least.at(segment.day) if pay else None,
                    ratio=premium.at_least.at(segment.day) if premium else None,
                    rule=rule.id,
                    **here,
                )
            if groups:
                yield _row("groups", county, funds=_set(groups), rule=rule.id, **here)
        if rule.base_cap is not None:
            yield _row(
                "base_cap",
                county,
                scheme=rule.scheme,
                first=first,
                last=last,
                rule=rule.base_cap.clause,
                level="review" if rule.base_cap.in_principle else "duplicate",
            )

    def _nearest(self, clauses: Sequence[str], county: str) -> str | None:
        """Of several clauses the one whose own document holds in the county; another area's paper is no ground here."""
        areas = {document.id: document.area for document in self.documents}
        for clause in clauses:
            area = areas.get(clause.split("-")[0])
            if area is not None and county.startswith(area):
                return clause
        return None

    def counted(self, county: str) -> tuple[frozenset[str], bool]:
        """Groups that the ledger counting of the county's document counts; whether some group is delivered by nobody."""
        groups: set[str] = set()
        undelivered = False
        for document in self.documents:
            if county.startswith(document.area):
                counting = document.counting[document.ledger_counting]
                groups |= set(counting.groups.root[-1].value or ())
                undelivered |= counting.undelivered is not None
        return frozenset(groups), undelivered

    def counting_table(self, counties: Iterable[str]) -> pa.Table:
        """Which groups each county's document counts, and whether one of them reaches us from no source."""
        rows = []
        for county in sorted(set(counties)):
            groups, undelivered = self.counted(county)
            if groups:
                rows.append(
                    {
                        "county": county,
                        "counts_poverty_exit": "poverty_exit" in groups,
                        "counts_monitored": "monitored" in groups,
                        "counts_relocated": "relocated" in groups,
                        "undelivered": undelivered,
                    }
                )
        schema = pa.schema(
            [("county", pa.string())]
            + [
                (name, pa.bool_())
                for name in ("counts_poverty_exit", "counts_monitored", "counts_relocated", "undelivered")
            ]
        )
        return pa.Table.from_pylist(rows, schema)


@dataclass(frozen=True)
class Grounds:
    """The expanded basis as tables: `all` (see GROUND), `clauses`, `foreign`, `counting`."""

    all: ir.Table
    clauses: ir.Table
    foreign: ir.Table
    counting: ir.Table

    @classmethod
    def of(cls, basis: Basis, counties: Iterable[str], engine: Engine) -> "Grounds":
        names = [county for county in counties if county]
        return cls(
            engine.table(basis.expand(names)),
            engine.table(basis.clauses()),
            engine.table(basis.foreign(names)),
            engine.table(basis.counting_table(names)),
        )

    def kind(self, kind: str) -> ir.Table:
        return self.all.filter(self.all.kind == kind)

    def pairs(self, kind: str) -> ir.Table:
        """The grounds about two schemes, once for each of the two: `side` 0 names the first, 1 the second."""
        ground = self.kind(kind)
        payees = ground.payee.fill_null(",").split(",")
        sides = [
            ground.mutate(side=ibis.literal(0, "int64"), kind_of_payee=payees[0]),
            ground.mutate(
                scheme=ground.other,
                other=ground.scheme,
                side=ibis.literal(1, "int64"),
                kind_of_payee=payees[1],
            ),
        ]
        return ibis.union(*sides)

    def documents(self) -> ir.Table:
        """county, first, last: the months in which any document is in force there."""
        return self.kind("document").select(g_county="county", g_first="first", g_last="last")


def within(table: ir.Table, ground: ir.Table, month: str, *take: str) -> ir.Table:
    """Rows of `table` with the ground of their county and scheme that holds in `month`: its rule, and `take` of it."""
    needed = ("county", "scheme", "first", "last")
    named = ground.select(**{f"g_{name}": ground[name] for name in (*needed, "rule", *take)})
    joined = table.join(named, [table.county == named.g_county, table.scheme == named.g_scheme])
    held = joined.filter(joined[month].between(joined.g_first, joined.g_last))
    return held.drop(*[f"g_{name}" for name in needed if name not in take])


def _row(kind: str, county: str, **values: object) -> dict[str, object]:
    return {**dict.fromkeys(GROUND.names), "kind": kind, "county": county, **values}


def _pair(kind: str, county: str, rule: Any, span: tuple[int, int]) -> Iterator[dict[str, object]]:
    beneficiaries = getattr(rule, "beneficiaries", None)
    premises = getattr(rule, "premises", ())
    yield _row(
        kind,
        county,
        scheme=rule.schemes[0],
        other=rule.schemes[1],
        per=rule.per,
        first=span[0],
        last=span[1],
        payee=",".join(beneficiaries) if beneficiaries else None,
        funds=_set(premises) if premises else None,
        rule=rule.id,
    )


def _in_areas(one: Any, county: str) -> bool:
    areas = getattr(one, "areas", ())
    return not areas or any(county.startswith(area) for area in areas)


def _set(values: Iterable[str]) -> str:
    return "," + ",".join(sorted(values)) + ","


def _last_month(last: dt.date) -> int:
    month = months.of_date(last)
    return month if months.last_day(month) <= last else months.add(month, -1)


def _span(one: Placed, county: str) -> tuple[int, int]:
    """First and last month whose last day the rule covers in the county."""
    if one.first is None:
        return EVERYWHERE, 0
    first = one.first
    for area, until in one.not_in:
        if county.startswith(area):
            first = max(first, until)
    return months.of_date(first), _last_month(one.last)
