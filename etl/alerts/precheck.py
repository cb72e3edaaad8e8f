"""Before payment: each row of a list of planned payments judged by the rules themselves, without publishing anything.

The planned rows stand beside the known ones as approved claims: the rules judge their periods with them (`precheck/planned_judged.sql`),
the alerts about payments run over both (`shared/claims.sql`), and each row comes back in order, in doubt or not to be checked
(`precheck/precheck_rows.sql`). A claim that a planned row pays is one payment with it. Not here: reading and writing the workbook,
and linking the rows' people (the command does both).
"""

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.warehouse import Warehouse
from etl.model.contracts import working

FINDINGS = "alerts.precheck_findings"
ROWS = "alerts.precheck_rows"
APPLIED = "alerts.planned_applied"
BENEFITS = "verify.benefits"


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
    warehouse: Warehouse,
    rows: pa.Table,
    forms: pa.Table,
    shift: int,
    linked: Mapping[str, pa.Table],
    month: int,
) -> None:
    """Put the list's rows and people among those of the last run, in a warehouse that holds its tables of `month`.

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
    moved = _moved(rows, shift)
    schema = working("run.planned").arrow_schema()
    judged_to = pa.array([month] * moved.num_rows, pa.int64())
    moved = moved.append_column("judged_to", judged_to)
    warehouse.give("run.planned", moved.select(schema.names).cast(schema))


def judge(warehouse: Warehouse, entitlements: Callable[[], None]) -> None:
    """Have the rules judge the planned rows with the known ones. `entitlements` makes `rules.entitlements` anew.

    Afterwards the known rows stand there without the claims that the list pays, and the alerts add the planned ones.
    """
    warehouse.make("alerts", ["alerts.planned_rows", APPLIED])
    waiting = warehouse.query(f"SELECT b.* FROM {BENEFITS} AS b ANTI JOIN {APPLIED} AS a USING (row_ref)")
    planned = warehouse.query(
        """
        SELECT row_ref, row_ref AS row_id, batch_id, scheme, beneficiary_kind, workshop_id, uscc, form, from_month, to_month, amount,
            fund, office, 'approved' AS state, project_id, county, 'planned.payments' AS source, person, outcome, sure, same,
            native_key, TRUE AS is_live
        FROM alerts.planned_rows
        """
    )
    both = pa.concat_tables([waiting, _fitted(planned, waiting.schema)])
    warehouse.give(BENEFITS, both)
    entitlements()
    warehouse.give(BENEFITS, waiting)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Under a schema; columns that the table has not are empty."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _renumbered(table: pa.Table, becomes: Mapping[int, int]) -> pa.Table:
    place = table.schema.get_field_index("person")
    numbers = [None if one is None else becomes[one] for one in table["person"].to_pylist()]
    return table.set_column(place, table.schema.field(place), pa.array(numbers, pa.int64()))
