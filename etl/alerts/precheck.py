"""Before payment: what stands against each row of a list of planned payments, without publishing anything.

The planned rows are put beside the known ones as approved claims, and the alerts about payments run over both; a planned row is
found fault with when it is among an alert's rows (`precheck/precheck_findings.sql`). Not here: reading and writing the workbook,
and linking the rows' people (the command does both).
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.warehouse import Warehouse
from etl.model.contracts import working

PLANNED = "planned.payments"
"""Source name of the planned rows: `row_ref` is `planned.payments:list:<row number>`."""
FINDINGS = "alerts.precheck_findings"


def numbered_apart(warehouse: Warehouse, forms: pa.Table) -> tuple[pa.Table, int]:
    """The list's ways of writing people under numbers that the last run does not use, and by how much they were moved."""
    shift = _last(warehouse, "conform.forms", "form") + 1
    return _moved(forms, shift), shift


def _moved(table: pa.Table, shift: int) -> pa.Table:
    place = table.schema.get_field_index("form")
    return table.set_column(place, table.schema.field(place), pc.add(table["form"], shift))


def _last(warehouse: Warehouse, name: str, column: str) -> int:
    """The largest number in use; 0 where there is none."""
    found = warehouse.query(f"SELECT max({column}) AS last FROM {name}")["last"][0].as_py()
    return int(found or 0)


def put_beside(
    warehouse: Warehouse, rows: pa.Table, forms: pa.Table, shift: int, linked: Mapping[str, pa.Table]
) -> None:
    """Put the list's rows and people among those of the last run, in a warehouse that holds its tables.

    Whom the last run knows keeps the run's number, by person key; `linked` is what linking made of the list's `forms`.
    """
    known = warehouse.arrow("link.persons")
    numbers = dict(zip(known["person_key"].to_pylist(), known["person"].to_pylist(), strict=True))
    fresh = _last(warehouse, "link.persons", "person") + 1
    persons = linked["persons"]
    keys, olds = persons["person_key"].to_pylist(), persons["person"].to_pylist()
    becomes = {old: numbers.get(key, old + fresh) for key, old in zip(keys, olds, strict=True)}
    strangers = persons.filter(pa.array([key not in numbers for key in keys], pa.bool_()))
    more = {
        "link.persons": _renumbered(strangers, becomes),
        "link.link_forms": _renumbered(linked["link_forms"], becomes),
        "conform.forms": forms,
    }
    for name, table in more.items():
        there = warehouse.arrow(name)
        warehouse.give(name, pa.concat_tables([there, table.select(there.column_names).cast(there.schema)]))
    warehouse.give("run.listed", _moved(rows, shift))
    claims = warehouse.query(_as_benefits(rows.column_names))
    schema = working("benefits").arrow_schema()
    both = pa.concat_tables(
        [warehouse.arrow("verify.benefits").select(schema.names), claims.select(schema.names).cast(schema)]
    )
    warehouse.give("verify.benefits", both)
    planned = working("run.planned").arrow_schema()
    refs = [int(ref.rpartition(":")[2]) for ref in claims["row_ref"].to_pylist()]
    claims = claims.append_column("number", pa.array(refs, pa.int64())).drop_columns(["row_id"])
    columns = {name: claims["number" if name == "row_number" else name] for name in planned.names}
    warehouse.give("run.planned", pa.table(columns).cast(planned))
    warehouse.forget("run.listed")


def _renumbered(table: pa.Table, becomes: Mapping[int, int]) -> pa.Table:
    place = table.schema.get_field_index("person")
    numbers = [None if one is None else becomes[one] for one in table["person"].to_pylist()]
    return table.set_column(place, table.schema.field(place), pa.array(numbers, pa.int64()))


def _as_benefits(has: list[str]) -> str:
    """The list's rows as approved claims, with the county of the row, else of its workshop, else of its person."""
    made = {
        "row_ref": f"'{PLANNED}:list:' || CAST(l.row_number AS VARCHAR)",
        "native_key": "'~' || lpad(CAST(l.row_number AS VARCHAR), 9, '0')",
        "source": f"'{PLANNED}'",
        "state": "'approved'",
        "is_live": "TRUE",
        "paid_on": "CAST(NULL AS DATE)",
        "account": "f.account",
        "person": "k.person",
        "outcome": "coalesce(k.outcome, 'none')",
        "sure": "CASE WHEN k.outcome = 'same' THEN k.person END",
        "same": "CASE WHEN k.outcome = 'same' THEN k.person END",
        "county": "coalesce(l.county, s.county, p.county, '')",
        "beneficiary_kind": "coalesce(l.beneficiary_kind, CASE WHEN l.form IS NOT NULL AND l.workshop_id IS NULL "
        "THEN 'person' WHEN l.workshop_id IS NOT NULL THEN 'workshop' ELSE '' END)",
    }
    columns = [
        f"{made.get(name) or (f'l.{name}' if name in has else 'NULL')} AS {name}"
        for name in working("benefits").names
    ]
    return f"""
    SELECT {", ".join(columns)}
    FROM run.listed AS l
    LEFT JOIN link.link_forms AS k ON k.form = l.form
    LEFT JOIN conform.forms AS f ON f.form = l.form
    LEFT JOIN (
        SELECT workshop_id, max(substr(area_code, 1, 6)) AS county FROM conform.workshops GROUP BY workshop_id
    ) AS s ON s.workshop_id = l.workshop_id
    LEFT JOIN link.persons AS p ON p.person = k.person
    """
