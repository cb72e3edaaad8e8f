"""People whose rows are not to be kept any more: known by a keyed hash of each form of their ID number, and taken out of pulls.

Only columns that hold ID numbers are looked at: a row that names a person by a name or a telephone alone stays.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.model.sources import TableSpec

MARK = 24
"""Hex digits of a mark."""
PREFIX = "forgotten:"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = re.compile(r"\d{17}[\dX]|\d{15}")


def bare(text: str) -> str | None:
    """The ID number in what a cell holds: marks and blanks off, out of a disability certificate; None where there is none."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("'’‘`").upper()
    number = plain[:18] if len(plain) in (20, 22) else plain
    return number if _NUMBER.fullmatch(number) else None


def forms_of(number: str) -> frozenset[str]:
    """An ID number in 18 and in 15 places."""
    if len(number) == 18:
        old = {number[:6] + number[8:17]} if number[6:8] == "19" else set()
        return frozenset({number, *old})
    body = f"{number[:6]}19{number[6:]}"
    check = "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]
    return frozenset({number, body + check})


def _may_hold_numbers(spec: TableSpec, native: str) -> bool:
    """Columns of ID numbers, and those that nobody has described."""
    if native.startswith("_"):
        return False
    column = spec.columns.get(native)
    return column is None or column.person == "id" or column.name.endswith("id_number")


def taken_out(batch: pa.RecordBatch, at: int, spec: TableSpec | None, hit: pa.Array) -> pa.RecordBatch:
    """Rows whose own person is meant go; in any other column the cell alone is emptied, for the row is somebody else's."""
    if spec is not None and batch.schema.field(at).name == spec.native_of("id_number"):
        return batch.filter(pc.invert(hit))
    emptied = pc.if_else(hit, pa.scalar(None, pa.string()), batch.column(at))
    return batch.set_column(at, batch.schema.field(at), emptied)


class Forgotten:
    """Takes rows of forgotten people out of batches. `known`: the marks, as the catalogue has them."""

    def __init__(self, key: bytes, known: Iterable[str]) -> None:
        self._key = key
        self._marks = {name.removeprefix(PREFIX) for name in known if name.startswith(PREFIX)}

    def mark(self, number: str) -> str:
        return hmac.digest(self._key, number.encode(), "sha256").hex()[:MARK]

    def notes_for(self, number: str) -> Mapping[str, str]:
        """What the catalogue has to know to keep a person out."""
        return {f"{PREFIX}{self.mark(form)}": "" for form in sorted(forms_of(number))}

    def without(self, batch: pa.RecordBatch, spec: TableSpec) -> pa.RecordBatch:
        """The batch without rows of forgotten people; rows of others, which name one of them, keep all but the number."""
        if not self._marks:
            return batch
        for at, field in enumerate(batch.schema):
            if not pa.types.is_string(field.type) or not _may_hold_numbers(spec, field.name):
                continue
            gone = [one for one in pc.unique(batch.column(at)).to_pylist() if one and self._is_marked(one)]
            if gone:
                batch = taken_out(batch, at, spec, pc.is_in(batch.column(at), pa.array(gone, pa.string())))
        return batch

    def _is_marked(self, text: str) -> bool:
        number = bare(text)
        return number is not None and self.mark(number) in self._marks
