"""Which inspections there are, what each asks and which fact an answer becomes, as `visits.yaml` has it.

Light to import, for a run is given `run.visits`. Not here: the workbook (`visits.py`), reading it back (`etl/decisions/visited.py`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

import pyarrow as pa

from etl.model.contracts import working
from etl.publish.layout import Heading, Part, read_yaml


class Ask(Part):
    """A question, and the fact that its answer becomes."""

    zh: str
    fact: str = ""
    only: Literal["", "stopped"] = ""


class Visit(Part):
    """An inspection."""

    zh: str
    clause: str
    asks: tuple[str, ...]
    area: str = ""


class Visits(Part):
    """All inspections."""

    file: str
    most: int
    visits: Mapping[str, Visit]
    asks: Mapping[str, Ask]
    person: Ask
    columns: tuple[Heading, ...]


@cache
def visits() -> Visits:
    return Visits.model_validate(read_yaml("visits.yaml"))


def visits_table() -> pa.Table:
    """`run.visits`: which inspections there are, and where one is made whether due or not."""
    rows = [{"visit": name, "area": one.area} for name, one in visits().visits.items()]
    return pa.Table.from_pylist(rows, schema=working("run.visits").arrow_schema())
