"""How well a site's name of a column, or what its catalogue says of it, fits a column of the package: by name alone."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from etl.model.contracts import load_contracts
from etl.model.landed import CONNECTORS
from etl.model.names import fold
from etl.model.plain_yaml import read_yaml
from etl.model.sources import ColumnSpec, TableSpec, load_sources

OWN, KNOWN, COMMENT, LIKE = 1.0, 0.9, 0.85, 0.6
"""The package's own name of this column; a usual name of such a column; the catalogue's remark; a name much like one of these."""
ALIKE, SHORTEST = 86, 5
_REMARK_ENDS = re.compile(r"[,，;；:：(（。\s]")


@cache
def usual_names() -> Mapping[str, frozenset[str]]:
    """Canonical column to every folded name by which some source, the contracts or an office call it."""
    found: dict[str, set[str]] = defaultdict(set)
    for spec in load_sources(CONNECTORS).values():
        for table in spec.tables.values():
            for native, column in table.columns.items():
                found[column.name] |= {fold(one) for one in (native, *table.aliases.get(native, ()))}
    for contract in load_contracts("canonical").values():
        for described in contract.columns:
            found[described.name].add(fold(described.zh))
    listed = read_yaml(Path(__file__).with_name("usual_names.yaml").read_text(encoding="utf-8"))
    for name, others in listed.items():
        found[name] |= {fold(one) for one in others}
    return {name: frozenset(others) for name, others in found.items()}


@cache
def every_usual_name() -> set[str]:
    return {name for names in usual_names().values() for name in names}


def by_name(table: TableSpec, column: ColumnSpec, site: str, remark: str = "") -> float:
    """From 0 (says nothing) to 1 (the package's own name)."""
    name = fold(site)
    if name in {fold(one) for one in table.called(column.native)}:
        return OWN
    usual = usual_names().get(column.name, frozenset()) | {fold(column.name), fold(column.native)}
    if name in usual:
        return KNOWN
    said = fold(_REMARK_ENDS.split(remark.strip(), maxsplit=1)[0]) if remark else ""
    if said and (said in usual or (column.note and said == fold(column.note))):
        return COMMENT
    longer = [other for other in usual if len(other) >= SHORTEST]
    if len(name) >= SHORTEST and any(fuzz.ratio(name, other) >= ALIKE for other in longer):
        return LIKE
    return 0.0


def of_table(table: TableSpec, site: str, remark: str = "") -> float:
    """How well a table's name, or the remark on it, fits."""
    name = fold(site)
    if table.native_table and name == fold(table.native_table):
        return 1.0
    if remark and fold(table.zh) in fold(remark):
        return 0.9
    ours = [fold(one) for one in (table.native_table or "", table.zh, table.name) if one]
    return max(0.8 * fuzz.ratio(name, one) / 100 for one in ours)
