"""The blocking check that follows from a table's contract: key unique, required columns filled, codes known.

It counts; it never shows a value.
"""

from etl.engine.warehouse import Warehouse
from etl.model.contracts import Contract


def broken(warehouse: Warehouse, name: str, contract: Contract) -> list[str]:
    """What a table breaks of its contract, in words without values; empty where nothing."""
    measures = ["count(*) AS total"]
    asked: list[tuple[str, str]] = []
    for column in contract.columns:
        value = f'"{column.name}"'
        if not column.optional:
            asked.append((column.name, "without a value"))
            measures.append(f"count(*) FILTER (WHERE {value} IS NULL) AS n{len(asked)}")
        if column.codes:
            known = ", ".join("'" + code.replace("'", "''") + "'" for code in column.codes)
            nothing = f" AND {value} <> ''" if column.optional else ""
            asked.append((column.name, "with an unknown code"))
            measures.append(f"count(*) FILTER (WHERE {value} NOT IN ({known}){nothing}) AS n{len(asked)}")
    key = ", ".join(f'"{column}"' for column in contract.key)
    keys = f"SELECT count(*) AS different FROM (SELECT DISTINCT {key} FROM {name}) AS keys"
    counted = warehouse.query(
        f"SELECT counted.*, keyed.different FROM (SELECT {', '.join(measures)} FROM {name}) AS counted, ({keys}) AS keyed"
    ).to_pylist()[0]
    rows, different = counted["total"], counted["different"]
    found = []
    if different != rows:
        found.append(f"{contract.name}: {rows - different} rows repeat the key ({', '.join(contract.key)})")
    for number, (column_name, what) in enumerate(asked, 1):
        if counted[f"n{number}"]:
            found.append(f"{contract.name}.{column_name}: {counted[f'n{number}']} of {rows} rows {what}")
    return found
