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
        """The batch without rows of forgotten people."""
        if not self._marks:
            return batch
        for native, column in spec.columns.items():
            at = batch.schema.get_field_index(native)
            if column.person != "id" or at < 0 or not pa.types.is_string(batch.column(at).type):
                continue
            gone = [one for one in pc.unique(batch.column(at)).to_pylist() if one and self._is_marked(one)]
            if gone:
                kept = pc.invert(pc.is_in(batch.column(at), value_set=pa.array(gone, pa.string())))
                batch = batch.filter(kept)
        return batch

    def _is_marked(self, text: str) -> bool:
        number = bare(text)
        return number is not None and self.mark(number) in self._marks
