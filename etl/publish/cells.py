"""The cells of the ledger side by side with the previous release's, as SQL written from the contract: `python -m etl.publish.cells`.

Which cells are compared, and whether a source records them or they are computed, follows from what each column `rests_on`. What
runs is the written file; a test keeps it current. Not here: what a difference means (`changes.sql`).
"""

from pathlib import Path

from etl.model.contracts import Column, load_contracts, published

FILE = Path(__file__).parent / "ledger_cells.sql"
WIDTH = 116


def compared() -> list[Column]:
    """The columns of the ledger whose change is told of itself: not its key, nor what another column tells."""
    ledger = published("ledger")
    return [one for one in ledger.columns if one.name not in ledger.key and not one.told_by]


def kind_of(column: Column) -> str:
    """Recorded by a source, computed, or the documents that apply."""
    if set(column.rests_on) <= set(load_contracts("canonical")):
        return "recorded"
    return "policy" if column.rests_on == ("documents",) else "computed"


def text() -> str:
    columns = compared()
    pairs = [f"('{one.name}', '{kind_of(one)}')" for one in columns]
    cases = "\n".join(f"        WHEN '{one.name}' THEN text(s.{one.name})" for one in columns)
    return f"""-- 台账单元格。 A cell of the ledger, of this run and of the previous release, with where it comes from.
-- Written by `python -m etl.publish.cells` from what the ledger's columns rest on (etl/model/published.yaml).
WITH cells AS (
    SELECT * FROM (VALUES
        {_filled(pairs)}
    ) AS t (cell, kind_of_cell)
),
sides AS (
    SELECT TRUE AS is_now, n.* FROM ledger.ledger AS n
    UNION ALL
    SELECT FALSE AS is_now, b.* FROM earlier.ledger AS b
)
SELECT
    s.workshop_id, s.is_now, c.cell, c.kind_of_cell,
    CASE c.cell
{cases}
    END AS value
FROM sides AS s
CROSS JOIN cells AS c
"""


def _filled(parts: list[str]) -> str:
    """Parts on as many lines as they need."""
    lines, line = [], ""
    for part in parts:
        if line and len(line) + len(part) > WIDTH - 12:
            lines.append(line.rstrip())
            line = ""
        line += f"{part}, "
    return "\n        ".join([*lines, line.rstrip(", ")])


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
