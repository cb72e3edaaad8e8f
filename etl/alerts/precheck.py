"""Before payment: what stands against each row of a list of planned payments, without publishing anything.

The planned rows stand beside the known ones as approved claims (`shared/claims.sql`), and the alerts about payments run over
both; a planned row is found fault with when it is among an alert's rows (`precheck/precheck_findings.sql`). Not here: reading and writing the workbook,
and linking the rows' people (the command does both).
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.warehouse import Warehouse
from etl.model.contracts import working

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
    moved = _moved(rows, shift)
    schema = working("run.planned").arrow_schema()
    warehouse.give("run.planned", moved.select(schema.names).cast(schema))


def _renumbered(table: pa.Table, becomes: Mapping[int, int]) -> pa.Table:
    place = table.schema.get_field_index("person")
    numbers = [None if one is None else becomes[one] for one in table["person"].to_pylist()]
    return table.set_column(place, table.schema.field(place), pa.array(numbers, pa.int64()))
