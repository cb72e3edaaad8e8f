"""公示: what a county puts up of the month: planned and paid money apart, workshops to be recognised, and a slip for objections.

Not here: which rows and how people are masked (`in_public/`), and the words (`public.yaml`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.publish.kinds import public_rules
from etl.publish.layout import Heading, Sheet, layout
from etl.publish.paper import NewFile, merged, month_zh, new_file, print_layout
from etl.publish.sheets import Book
from etl.publish.workbook import SheetWriter

OF_PEOPLE = ("name", "id_shown")
ORDER = ("scheme", "workshop_name", "name", "id_shown", "from_month", "to_month", "amount")
SLIP_WIDTHS = (24.0, 76.0)
SLIP_ROW = 44.0


@dataclass(frozen=True)
class NoticeSettings:
    """What a notice says besides the list; it comes from the configuration."""

    office: str = ""
    days: int = 5
    """Working days of the notice; the dates are written in by the office that posts it."""
    telephone: str = ""
    place: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    """Schemes whose lists of people are put up, by the rule that orders it."""
    threshold: int | None = None

    @property
    def words(self) -> dict[str, str]:
        """What stands in each text; what is not configured is left to be written in."""
        notice = public_rules().notice
        missing = notice["not_given"]
        return {
            "office": self.office or missing,
            "telephone": self.telephone or missing,
            "place": self.place or missing,
            "period": notice["period"].format(days=self.days),
        }


def notice_name(unit: str, month: int) -> str:
    return str(public_rules().notice["file"]).format(unit=unit, month=month)


def notice_book(
    path: Path, lines: pa.Table, shops: pa.Table, month: int, unit: str, settings: NoticeSettings
) -> int:
    """The notice of a county, a sheet for each kind of which there is something to put up; how many lines it has."""
    notice = public_rules().notice
    lines = lines.sort_by([(name, "ascending") for name in ORDER])
    tables = {stage: lines.filter(pc.equal(lines.column("stage"), stage)) for stage in ("planned", "paid")}
    tables["recognised"] = shops.sort_by([("workshop_id", "ascending")])
    plan = layout().model_copy(
        update={"sign_off": notice["sign"].format(office=settings.office or notice["signed"])}
    )
    with new_file(path, f"公示 {unit} {month_zh(month)}", plan) as file:
        for stage, table in tables.items():
            if table.num_rows:
                _sheet(file, stage, table, month, unit, settings)
        _slip(file, settings)
    return sum(table.num_rows for table in tables.values())


def _sheet(
    file: NewFile, stage: str, table: pa.Table, month: int, unit: str, settings: NoticeSettings
) -> None:
    notice = public_rules().notice
    said = notice["sheets"][stage]
    column = "policy" if stage == "recognised" else "document"
    documents = sorted({part for one in table.column(column).to_pylist() if one for part in one.split(",")})
    text = said["text"].format(
        unit=unit,
        month=month_zh(month),
        documents="、".join(documents) or notice["not_given"],
        contact=notice["contact"].format(**settings.words),
    )
    sheet = Sheet(
        title=said["title"],
        rows_from=stage,
        columns=public_rules().recognised if stage == "recognised" else _columns(table),
        note=text + _rules(table, settings),
        is_plain=True,
        left="",
        right="" if stage == "recognised" else "单位：元",
    )
    writer = SheetWriter(file, sheet, Book(month, {stage: table}, {}, {}), unit)
    writer.write(said["name"], table, "")


def _columns(table: pa.Table) -> tuple[Heading, ...]:
    """Without a list of people there are no columns for them."""
    named = any(table.column("name").to_pylist())
    return tuple(one for one in public_rules().columns if named or one.column not in OF_PEOPLE)


def _rules(table: pa.Table, settings: NoticeSettings) -> str:
    """By which rules people are listed."""
    rows: list[dict[str, Any]] = table.to_pylist()
    if "name" not in table.column_names:
        return ""
    listed = sorted(
        {settings.people[one["scheme"]] for one in rows if one["name"] and one["scheme"] in settings.people}
    )
    if not listed:
        return ""
    threshold = settings.threshold or public_rules().threshold
    return str(public_rules().notice["people"]).format(rules="、".join(listed), threshold=threshold)


def _slip(file: NewFile, settings: NoticeSettings) -> None:
    """One page for whoever objects."""
    slip, styles = public_rules().notice["objection"], file.styles
    page = file.add_sheet(slip["name"])
    for at, width in enumerate(SLIP_WIDTHS):
        page.set_column(at, at, width)
    page.set_row(0, 36)
    merged(page, 0, 1, slip["title"], styles.title)
    for row, name in enumerate(slip["rows"], start=1):
        page.set_row(row, SLIP_ROW)
        page.write_string(row, 0, name, styles.cell("code"))
        page.write_blank(row, 1, None, styles.cell("text"))
    merged(page, len(slip["rows"]) + 1, 1, slip["note"].format(**settings.words), styles.note)
    print_layout(page, 0, -1)
