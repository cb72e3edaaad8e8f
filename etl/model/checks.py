"""The blocking check that follows from a table's contract: key unique, required columns filled, codes known.

It counts; it never shows a value.
"""

import ibis
import ibis.expr.types as ir

from etl.model.contracts import Contract


def counts(table: ir.Table, contract: Contract) -> ir.Table:
    """One row: `rows`, `missing:<column>` and `unknown:<column>` for each rule that a column has."""
    measures: dict[str, ir.Value] = {"rows": table.count()}
    for column in contract.columns:
        value = table[column.name]
        if not column.optional:
            measures[f"missing:{column.name}"] = value.isnull().cast("int64").sum()
        if column.codes:
            known = (
                value.isin(list(column.codes)) | (value == "")
                if column.optional
                else value.isin(list(column.codes))
            )
            measures[f"unknown:{column.name}"] = (value.notnull() & ~known).cast("int64").sum()
    return table.aggregate(**measures)


def keys(table: ir.Table, contract: Contract) -> ir.Table:
    """One row: how many distinct keys there are."""
    return table.select(*contract.key).distinct().aggregate(distinct=ibis._.count())


def violations(counted: dict[str, int | None], distinct: int, contract: Contract) -> list[str]:
    """What a table breaks of its contract, in words without values; empty where nothing."""
    rows = counted["rows"] or 0
    found = []
    if distinct != rows:
        found.append(f"{contract.name}: {rows - distinct} rows repeat the key ({', '.join(contract.key)})")
    for rule, number in counted.items():
        kind, _, column = rule.partition(":")
        if column and number:
            what = "without a value" if kind == "missing" else "with an unknown code"
            found.append(f"{contract.name}.{column}: {number} of {rows} rows {what}")
    return found
