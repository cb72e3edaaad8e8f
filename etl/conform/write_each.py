"""The two SQL files of each source table: its landed rows with their texts read, and the conformed table.

Not here: files of all tables together (`write_all.py`).
"""

from collections.abc import Iterator, Sequence

from etl.conform.source import CLEANERS, ENDS, NOTE, READINGS, SHOWN, Source, list_of, listed
from etl.model.contracts import canonical
from etl.model.landed import CONTROL


def read(source: Source) -> str:
    """The landed rows of a table with their texts read."""
    spec = source.spec
    texts = [
        *CONTROL,
        *(f"coalesce(\"{native}\", '') AS t{source.place(native)}" for native in spec.columns),
        *(_cleaned(source)),
    ]
    columns = [f"x.{name}" for name in CONTROL]
    columns += [f"x.t{source.place(native)}" for native in spec.columns]
    if source.parts:
        columns += ["w.who", "w.asked"]
        columns += [
            f"w.{key}" for native, key in zip(spec.key, source.keys, strict=True) if native in source.parts
        ]
    columns += _native_keys(source)
    if source.area is not None:
        columns += [
            "w.area_code AS area"
            if source.area in source.parts
            else f"x.{spec.columns[source.area].name} AS area"
        ]
    columns += [
        f"{source.reading(native)} AS {column.name}" if native in source.kinds else f"x.{column.name}"
        for native, column in spec.columns.items()
        if native not in source.parts
    ]
    missing, unread = _marks(source)
    columns += [f"{_sum(missing)} AS missing", f"{_sum(unread)} AS unread"]
    joins = _joins(source)
    required = sum(source.bit(native) for native, column in spec.columns.items() if column.required)
    kept = [*CONTROL]
    if source.parts:
        kept += ["who", "asked", *(key for key in source.keys if key.startswith("key_"))]
    kept += [f"said_{n}" for n, native in enumerate(spec.key, 1) if not spec.columns[native].person]
    kept += ["area"] if source.area is not None else []
    kept += [*source.values, "missing", "unread"]
    kept += [f"missing <> 0 OR (unread & {required}) <> 0 AS bad"]
    held = ", ".join(f"t{source.place(native)}" for native in spec.columns)
    kept += [f"CASE WHEN (missing | unread) <> 0 THEN [{held}] END AS texts"]
    return f"""-- {spec.zh}，读出后。 A landed row of {spec.source} with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
{NOTE.format(spec.system)}
WITH texts AS (
    SELECT
        {listed(texts)}
    FROM landed.{source.name}
), read AS (
    SELECT
        {listed(columns)}
    FROM texts AS x
    {listed(joins, 4, "")}
)
SELECT
    {listed(kept, 4)}
FROM read
"""


def _cleaned(source: Source) -> Iterator[str]:
    """Values that are cleaned where they stand, and keys as the source writes them."""
    for native, column in source.spec.columns.items():
        if native not in source.parts and native not in source.kinds:
            yield f'{CLEANERS.get(column.name, "clean_words")}("{native}") AS {column.name}'
    for number, native in enumerate(source.spec.key, 1):
        if native not in source.parts and native not in source.kinds:
            yield f"coalesce(clean_key(\"{native}\"), '') AS said_{number}"


def _native_keys(source: Source) -> Iterator[str]:
    """The parts of the key as the source writes them, but for personal ones."""
    for number, native in enumerate(source.spec.key, 1):
        if source.spec.columns[native].person:
            continue
        if native in source.parts:
            yield f"w.said_{source.parts[native]} AS said_{number}"
        elif native in source.kinds:
            yield f"r{source.place(native)}.key AS said_{number}"
        else:
            yield f"x.said_{number}"


def _marks(source: Source) -> tuple[list[str], list[str]]:
    """Where a required value is missing, and where something stands that could not be read."""
    missing, unread = [], []
    for native, column in source.spec.columns.items():
        bit, place = source.bit(native), source.place(native)
        if native in source.parts:
            if not column.required:
                continue
            part = f"w.{source.parts[native]}"
            missing.append(f"bit_if({part} IS NULL, {bit})")
            if part == "w.area_code":
                unread.append(f"bit_if({part} IS NOT NULL AND county_of({part}) IS NULL, {bit})")
        elif native in source.kinds:
            if column.required:
                held = f" AND NOT r{place}.is_unread" if source.kinds[native] != "text" else ""
                missing.append(f"bit_if({source.reading(native)} IS NULL{held}, {bit})")
            if source.kinds[native] != "text":
                is_end = column.name in ENDS and not column.required
                closed = f" AND NOT r{place}.is_open" if is_end else ""
                unread.append(f"bit_if(r{place}.is_unread{closed}, {bit})")
        elif column.required:
            missing.append(f"bit_if(x.{column.name} IS NULL, {bit})")
    return missing, unread


def _sum(bits: Sequence[str]) -> str:
    return "\n        + ".join(bits) if bits else "CAST(0 AS BIGINT)"


def _joins(source: Source) -> list[str]:
    joins = []
    if source.parts:
        same = [f"w.raw_{part} = x.t{source.place(native)}" for native, part in source.parts.items()]
        joins.append(
            f"JOIN conform.who AS w\n        ON w.source = '{source.spec.source}' AND {' AND '.join(same)}"
        )
    for native, kind in source.kinds.items():
        place = source.place(native)
        at = f"r{place}.list = '{list_of(source.spec, native)}' AND " if kind == "code" else ""
        joins.append(f"LEFT JOIN conform.{READINGS[kind][0]} AS r{place} ON {at}r{place}.raw = x.t{place}")
    return joins


def conformed(source: Source) -> str:
    """The rows of a table that speak, under canonical names."""
    spec = source.spec
    columns = []
    for name in canonical(spec.source).names:
        if name in ("known_from", "known_to", "is_first"):
            columns.append(f"s.{name}")
        elif source.parts and name in SHOWN:
            columns.append(f"n.{name}")
        elif source.parts and name == "entity_name":
            columns.append("n.employer_name AS entity_name")
        elif source.parts and name == "village_code":
            columns.append("n.area_code AS village_code")
        elif name == "county":
            columns.append("county_of(r.area) AS county")
        else:
            columns.append(f"r.{name}")
    lines = [f"FROM conform.{source.name}_read AS r"]
    fates = "state_fates" if spec.versions else "fact_fates"
    rows = f"(\n    SELECT {{}}\n    FROM conform.{fates}\n    WHERE source = '{spec.source}'{{}}\n)"
    if spec.versions:
        held = "pull, row_number, known_from, known_to, is_first"
        lines.append(f"JOIN {rows.format(held, ' AND fate IS NULL')} AS s USING (pull, row_number)")
    if source.parts:
        lines.append("JOIN conform.numbered AS n USING (who)")
    if not spec.versions:
        lines.append(f"ANTI JOIN {rows.format('pull, row_number', '')} AS f USING (pull, row_number)")
    body = "\n".join(lines)
    return f"""-- {spec.zh}。 {spec.one_row_is[0].upper()}{spec.one_row_is[1:]}.
{NOTE.format(spec.system)}
SELECT
    {listed(columns, 4)}
{body}
"""
