"""The room link run once more for a command: over a list's forms, or over the few that say something about one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.tables import GIVEN, in_order, made_with, room_of
from etl.engine.warehouse import Warehouse, open_warehouse

if TYPE_CHECKING:
    from flow.session import Session


@contextmanager
def linked(session: "Session", given: Mapping[str, pa.Table], wanted: Sequence[str]) -> Iterator[Warehouse]:
    """The link tables that are wanted, of the given tables; what the room reads besides is there without rows."""
    from flow.given import decision_tables, key_tables

    with open_warehouse(session.config.engine.settings(), session.scratch / "linked") as warehouse:
        every = {**key_tables(session.store.person_key), **decision_tables(session.decisions), **given}
        for name, rows in every.items():
            warehouse.give(name, rows)
        reads = {read for table in in_order(made_with("link"), wanted) for read in table.reads}
        foreign = {read for read in reads if room_of(read) in (*GIVEN, "conform")}
        warehouse.give_empty([read for read in foreign if not warehouse.has(read)])
        warehouse.make("link", wanted)
        yield warehouse


def other_entries(warehouse: Warehouse, where: str = "TRUE") -> pa.Table:
    """The forms of the registers besides the poverty register: whoever they alone hold is linked through them."""
    return warehouse.query(
        f"""
        SELECT f.* FROM conform.forms AS f
        SEMI JOIN (SELECT form FROM conform.residents UNION SELECT form FROM conform.assistance) AS e ON e.form = f.form
        WHERE {where}
        ORDER BY f.form
        """
    )


@contextmanager
def linked_near(session: "Session", form: int) -> Iterator[Warehouse]:
    """The link tables of a form and of those that could have taught something about it, its candidates' rows included."""
    from matching.explain import KEEP

    warehouse = session.warehouse
    conformed = {
        name: warehouse.arrow(name) for name in warehouse.names("conform") if name != "conform.forms"
    }
    near = warehouse.query(
        f"""
        WITH own AS (SELECT * FROM conform.forms WHERE form = {form})
        SELECT f.* FROM conform.forms AS f
        WHERE f.form = {form}
           OR f.phone IN (SELECT phone FROM own WHERE phone IS NOT NULL)
           OR f.account IN (SELECT account FROM own WHERE account IS NOT NULL)
        """
    )
    # Whom another register alone holds is found through its entries with the number or the name.
    entries = other_entries(
        warehouse,
        f"""
        f.form <> {form} AND EXISTS (
            SELECT 1 FROM conform.forms AS o WHERE o.form = {form} AND (o.id_text = f.id_text OR o.name = f.name)
        )
        """,
    )
    near = pa.concat_tables([near, entries.filter(pc.invert(pc.is_in(entries["form"], near["form"])))])
    with linked(session, {**conformed, "conform.forms": near}, KEEP) as tables:
        people = tables.query(f"SELECT DISTINCT person_id FROM link.scored WHERE form = {form}")["person_id"]
    # Where the candidates certainly are is told by the rows with their numbers.
    persons = ", ".join("'" + one.replace("'", "''") + "'" for one in people.to_pylist()) or "''"
    more = warehouse.query(
        f"""
        SELECT f.* FROM conform.forms AS f
        SEMI JOIN (SELECT DISTINCT id_number FROM conform.people WHERE person_id IN ({persons})) AS n
            ON n.id_number = f.id_text
        """
    )
    both = pa.concat_tables([near, more.filter(pc.invert(pc.is_in(more["form"], near["form"])))])
    with linked(session, {**conformed, "conform.forms": both}, KEEP) as tables:
        yield tables
