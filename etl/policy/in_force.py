"""What is in force where and when: documents and rules by area and month, with the dates that a configuration gives.

Not here: reading files (`read.py`), placing rules in time (`placing.py`), the tables that SQL joins (`tables.py`), reports
about policy files (`reports.py`), and what a rule gives for a workshop or a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from etl import months
from etl.policy.documents import Document
from etl.policy.placing import DocumentDates, Placed, place
from etl.policy.read import SHIPPED, Policy, load
from etl.policy.subsidy import ONCE_WHENEVER, Subsidy
from etl.policy.wording import day_zh


@dataclass(frozen=True)
class Basis:
    """Whether an area has a policy in a month, and why not."""

    documents: tuple[Document, ...]
    says: str

    @property
    def holds(self) -> bool:
        return bool(self.documents)


@dataclass(frozen=True)
class Library:
    """Policy files together with the dates that the configuration gives their documents."""

    policy: Policy
    dates: Mapping[str, DocumentDates]

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        return tuple(place(self.policy.documents, self.dates))

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        return {document.id: document for document in self.policy.documents}

    def span(self, document: Document) -> tuple[dt.date, dt.date] | None:
        """First and last day of a document; None where neither its text nor the configuration gives a start."""
        given = self.dates.get(document.id, DocumentDates())
        first = document.from_on or given.first
        last = document.to_on if given.last is None else max(document.to_on, given.last)
        return None if first is None else (first, last)

    def basis(self, area_code: str, month: int) -> Basis:
        """The documents in force for an area on the month's last day, the widest area first."""
        here = [document for document in self.policy.documents if area_code.startswith(document.area)]
        day = months.last_day(month)
        found, reasons = [], []
        for document in here:
            span = self.span(document)
            if span is None:
                reasons.append(f"{document.number}的起始日没有配置")
            elif day < span[0]:
                reasons.append(f"{document.number}自{day_zh(span[0])}起施行")
            elif day > span[1]:
                reasons.append(f"{document.number}执行到{day_zh(span[1])}，没有延期文件")
            else:
                found.append(document)
        if not here:
            reasons.append(f"没有适用于{area_code}的政策文件")
        return Basis(tuple(sorted(found, key=lambda document: len(document.area))), "；".join(reasons))

    def missing_starts(self) -> tuple[Document, ...]:
        """Documents that have no start anywhere: the run warns of them, and nothing rests on them."""
        return tuple(document for document in self.policy.documents if self.span(document) is None)

    def in_force(
        self, area_code: str, month: int, *, form: str | None = None, matter: str | None = None
    ) -> tuple[Placed, ...]:
        """Rules in force for an area in a month. `matter`: a family of workshop rules, or a scheme."""
        return tuple(
            placed
            for placed in self.placed
            if placed.covers(area_code, month)
            and (form is None or placed.form == form)
            and (matter is None or placed.matter == matter)
        )

    def once_only_schemes(self) -> set[str]:
        """Schemes that some document grants once, wherever."""
        subsidies = [one.rule for one in self.placed if one.form == "subsidy"]
        return {
            str(one.scheme) for one in subsidies if one.once is not None and one.once.per in ONCE_WHENEVER
        }

    def leaving_amounts(self) -> list[tuple[str, int, str]]:
        """area, first month, amount: what job seekers get for leaving the province, and never for a move within it."""
        return [
            (placed.area, months.of_date(first), str(one.amount.at(last)))
            for placed, subsidy, first, last in self._subsidies()
            for one in subsidy.amount.choices
            if one.leaves_province and one.amount.at(last) is not None
        ]

    def _subsidies(self) -> Iterator[tuple[Placed, Subsidy, dt.date, dt.date]]:
        for placed in self.placed:
            if isinstance(placed.rule, Subsidy):
                for segment in placed.segments():
                    yield placed, placed.rule, segment.first, segment.last


def open_library(
    folder: Path = SHIPPED, dates: Mapping[str, DocumentDates] | None = None, drafts: Iterable[Path] = ()
) -> Library:
    """The policy files of a folder with the configuration's dates.

    Raises:
        PolicyError: when a file can't be used, with every fault.
        UnknownDocumentError: the configuration dates a document that is not in the folder.
    """
    library = Library(load(folder, drafts), dict(dates or {}))
    strange = sorted(set(library.dates) - set(library.documents))
    if strange:
        raise UnknownDocumentError(strange, sorted(library.documents))
    return library


class UnknownDocumentError(Exception):
    """The configuration names documents that no policy file has."""

    def __init__(self, came: list[str], allowed: list[str]) -> None:
        super().__init__(
            f"documents: no such policy document: {', '.join(came)}; allowed: {', '.join(allowed)}"
        )
