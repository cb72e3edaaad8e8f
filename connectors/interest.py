"""Whom and what to ask for where the law lets us ask for no more than is needed.

Both answers are read off snapshots that were pulled before, by shape alone: who is who is decided elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from connectors.forgotten import bare
from connectors.gateway.pull import askable

# Reads columns of the newest snapshot of a source `<system>.<table>`; nothing where there is none.
Read = Callable[[str, Sequence[str]], Iterable[pa.RecordBatch]]

OPERATORS = (
    ("hrss.workshops", "TYSHXYDM"),
    ("hrss.contracts", "AAB998"),
    ("hrss.employment", "AAB998"),
    ("social_insurance.contributions", "AAB998"),
)
PEOPLE = (
    ("hrss.rosters", "AAC002"),
    ("hrss.subsidies", "AAC002"),
    ("hrss.public_posts", "AAC002"),
    ("county_finance.disbursements", "身份证号"),
)
REGISTERS = (
    ("monitoring.people", "证件号码", "行政区划代码"),
    ("resettlement.residents", "身份证号", "安置点区划代码"),
    ("civil_affairs.assistance", "身份证号", "区划代码"),
)


def wanted_codes(read: Read) -> list[str]:
    """Credit codes of known workshops and of employers seen in contracts, registrations and contributions."""
    return askable(code for source, column in OPERATORS for code in _distinct(read(source, [column]), column))


def persons_of_interest(read: Read, areas: Sequence[str]) -> list[str]:
    """ID numbers of people of the registers of the areas, and of everybody on a roster, claim, payment or post."""
    found: set[str] = set()
    for source, column in PEOPLE:
        found.update(_ids(_distinct(read(source, [column]), column)))
    for source, column, place in REGISTERS:
        for batch in read(source, [column, place]):
            within = pc.utf8_trim_whitespace(batch.column(place))
            mask = pa.array([False] * batch.num_rows)
            for area in areas:
                mask = pc.or_(mask, pc.fill_null(pc.starts_with(within, area), fill_value=False))
            found.update(_ids(pc.unique(batch.column(column).filter(mask)).to_pylist()))
    return sorted(found)


def _distinct(batches: Iterable[pa.RecordBatch], column: str) -> Iterator[str | None]:
    seen: set[str | None] = set()
    for batch in batches:
        fresh = set(pc.unique(batch.column(column)).to_pylist()) - seen
        seen |= fresh
        yield from fresh


def _ids(texts: Iterable[str | None]) -> Iterator[str]:
    """The ID numbers in what a column holds."""
    return (number for text in texts if text and (number := bare(text)) is not None)
