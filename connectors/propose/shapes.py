"""What a look at some values of a column says: shares of them that have a form. The values themselves stay here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.model.sources import ColumnSpec, TableSpec

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
FORMS: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(r"1[3-9]\d{9}"),
    "name": re.compile(r"[\u3400-\u9fff·•]{2,6}"),
    "uscc": re.compile(r"(?=\d*[A-HJ-NPQRTUWXY])[159N][0-9A-HJ-NPQRTUWXY]{17}"),
    "area": re.compile(r"[1-6]\d{5}(?:\d{3}(?:\d{3})?)?"),
    "account": re.compile(r"\d{16,19}"),
    "month": re.compile(r"(?:19|20)\d{2}[-./年]?(?:0?[1-9]|1[0-2])月?"),
    "date": re.compile(r"(?:19|20)\d{2}(?:\d{4}|[-./年]\d{1,2}[-./月]\d{1,2}日?)(?:[ T].*)?"),
    "time": re.compile(r"(?:19|20)\d{2}(?:\d{4}|[-./年]\d{1,2}[-./月]\d{1,2}日?)[ T]\d{1,2}:\d{2}.*"),
    "decimal": re.compile(r"-?\d{1,12}(?:\.\d+)?"),
    "int": re.compile(r"-?\d{1,9}"),
    "flag": re.compile(r"[01]|[YNyn]|是|否|true|false", re.IGNORECASE),
}
TELLING = {"id": 0.9, "uscc": 0.8, "phone": 0.8, "account": 0.7, "name": 0.5, "area": 0.5, "month": 0.5}
"""How much a form says of what a column is; dates, numbers and codes are of many columns."""
LITTLE = 0.3
MOST, VETO, SURE = 400, 0.5, 0.95


@dataclass(frozen=True)
class Shape:
    """Shares by form of the values that are there; `values` are for the comparison with codes, in memory only."""

    count: int
    shares: Mapping[str, float]
    distinct: float
    values: frozenset[str]

    def __repr__(self) -> str:
        return f"Shape({self.count} values)"


def shape_of(values: Sequence[object]) -> Shape:
    """The shape of a sample."""
    texts = [text for value in values if value is not None and (text := str(value).strip())][:MOST]
    if not texts:
        return Shape(0, {}, 0.0, frozenset())
    shares = {form: sum(map(bool, map(said.fullmatch, texts))) / len(texts) for form, said in FORMS.items()}
    shares["id"] = sum(map(_is_id, texts)) / len(texts)
    return Shape(len(texts), shares, len(set(texts)) / len(texts), frozenset(texts))


def _is_id(text: str) -> bool:
    if re.fullmatch(r"\d{15}", text):
        return text[8:10] <= "12"
    if not re.fullmatch(r"\d{17}[\dXx]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return CHECKS[total % 11] == text[-1].upper()


def form_of(column: ColumnSpec) -> str | None:
    """The form that a column's values are expected to have; None: free text."""
    if column.person is not None:
        return column.person
    if column.name.endswith("id_number"):
        return "id"
    if column.name in ("uscc", "phone", "bank_account"):
        return {"bank_account": "account"}.get(column.name, column.name)
    if column.name in ("area_code", "village_code"):
        return "area"
    if column.codes:
        return "codes"
    return column.type if column.type != "text" else None


def telling(column: ColumnSpec) -> float:
    return TELLING.get(form_of(column) or "", LITTLE)


def fits(table: TableSpec, column: ColumnSpec, shape: Shape) -> float | None:
    """The share of values that have the column's form; None where nothing can be said."""
    if not shape.count:
        return None
    form = form_of(column)
    if form == "codes":
        known = {*column.codes, *column.labels.values(), *column.codes.values()}
        # Codes of a site's own are no reason against a column: the share counts where there is one.
        return len(shape.values & known) / len(shape.values) or None
    if form == "time":
        return max(shape.shares["time"], shape.shares["date"])
    if form is not None:
        return shape.shares[form]
    is_key = len(table.key) == 1 and column.native == table.key[0] and not table.versions
    return shape.distinct if is_key else None
