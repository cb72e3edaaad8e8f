"""The SQL that differs from source to source only as their source.yaml does, written from it: `python -m etl.conform.write`.

What runs is the written file, which stands in the folder like every other; a test keeps the files current. By hand the same
columns, types, keys and codes would be said a second time, some hundred lines a table, and the marks by bits miscounted.
Not here: what a text means (`reading/`), who is named (`names/`), which row of a key speaks (`keys/`).
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.model.contracts import canonical
from etl.model.landed import CONTROL, sources
from etl.model.sources import ColumnSpec, TableSpec

FOLDER = Path(__file__).parent / "sources"
NOTE = "-- Written by `python -m etl.conform.write` from connectors/{}/source.yaml."

PERSON = {"id": "id_text", "name": "name", "phone": "phone", "account": "account"}
EMPLOYER = {
    "uscc": "uscc",
    "employer_name": "employer_name",
    "entity_name": "employer_name",
    "unit_no": "unit_no",
}
PLACES = ("workshop_id", "area_code")
PARTS = (
    "id_text",
    "name",
    "phone",
    "account",
    "uscc",
    "employer_name",
    "unit_no",
    "workshop_id",
    "area_code",
    "insured_no",
)
"""What a wording of a person, an employer or a place is made of."""
SHOWN = ("form", "employer", "workshop_id", "area_code", "uscc", "employer_name", "unit_no", "county")
"""What conformed rows show of a wording."""
CLEANERS = {
    "id_number": "clean_id",
    "name": "clean_name",
    "former_name": "clean_name",
    "employer_name": "clean_name",
    "phone": "clean_number",
    "account": "clean_number",
    "insured_no": "clean_number",
    "uscc": "clean_code",
    "unit_no": "clean_code",
    "workshop_id": "clean_code",
    "area_code": "clean_code",
    "village_code": "clean_code",
    "from_code": "clean_code",
    "place_code": "clean_code",
}
READINGS = {
    "date": ("days", "day"),
    "month": ("months", "month"),
    "time": ("moments", "moment"),
    "decimal": ("amounts", "amount"),
    "int": ("numbers", "number"),
    "flag": ("flags", "flag"),
    "text": ("words", "words"),
    "code": ("codes", "code"),
}
"""By kind of column, the table that says what its texts mean, and the column with the meaning."""
ENDS = ("ended_on", "ended_early_on", "contract_to", "to_month")
"""Ends of spells, which offices leave open by a day at the end of time."""
SEPARATOR = "\u241f"


def is_coded(column: ColumnSpec) -> bool:
    return bool(column.codes) or column.name in ("scheme", "fund")


def list_of(table: TableSpec, native: str) -> str:
    """The name of a column's list of codes."""
    return f"{table.source} {native}"


@dataclass(frozen=True)
class Source:
    """A source table as its SQL needs it."""

    spec: TableSpec

    @property
    def name(self) -> str:
        return canonical(self.spec.source).short

    @property
    def parts(self) -> dict[str, str]:
        """Native column to the part of a wording that it holds. A table that names nobody and no employer has none."""
        found = {native: part for native, column in self.spec.columns.items() if (part := self._part(column))}
        return found if set(found.values()) - set(PLACES) else {}

    @staticmethod
    def _part(column: ColumnSpec) -> str | None:
        if column.person:
            return PERSON[column.person]
        if column.name == "village_code":
            return "area_code"
        return EMPLOYER.get(column.name) or (column.name if column.name in (*PLACES, "insured_no") else None)

    @property
    def kinds(self) -> dict[str, str]:
        """Native column to the kind of text that is looked up; other columns are cleaned in place."""
        found = {}
        for native, column in self.spec.columns.items():
            if native in self.parts:
                continue
            if is_coded(column):
                found[native] = "code"
            elif column.type != "text":
                found[native] = column.type
            elif native not in self.spec.key and column.name not in CLEANERS:
                found[native] = "text"
        return found

    @property
    def values(self) -> list[str]:
        """The canonical columns that a row itself holds."""
        return [column.name for native, column in self.spec.columns.items() if native not in self.parts]

    @property
    def keys(self) -> list[str]:
        """The columns that are compared as the key."""
        return [
            f"key_{self.parts[native]}" if native in self.parts else self.spec.columns[native].name
            for native in self.spec.key
        ]

    @property
    def area(self) -> str | None:
        """The native column of the village or area that a row lies in."""
        return self.spec.native_of("village_code") or self.spec.native_of("area_code")

    @property
    def asked(self) -> str:
        """What a narrowed pull of the table asks by, of a row that is read."""
        first = self.spec.key[0]
        own = f"r.{self.spec.columns[first].name}" if first not in self.parts else None
        if not self.parts:
            return str(own)
        return f"coalesce(r.asked, {own})" if own else "r.asked"

    def place(self, native: str) -> int:
        """Where a column stands, from 1."""
        return list(self.spec.columns).index(native) + 1

    def bit(self, native: str) -> int:
        """The bit of a column among the marks."""
        return int(1 << (self.place(native) - 1))

    def reading(self, native: str) -> str:
        """What the looked-up text of a column means."""
        return f"r{self.place(native)}.{READINGS[self.kinds[native]][1]}"


def listed(lines: Sequence[str], indent: int = 8, by: str = ",") -> str:
    return f"{by}\n{' ' * indent}".join(lines)


def union(branches: Sequence[str]) -> str:
    return "\nUNION ALL\n".join(branches)


# --- a table ---


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


# --- what is the same for all tables ---


def texts(all_: Sequence[Source]) -> str:
    branches = []
    for source in all_:
        for native, kind in source.kinds.items():
            of = list_of(source.spec, native) if kind == "code" else ""
            branches.append(
                f"SELECT '{kind}' AS kind, '{of}' AS list, raw\n"
                f"FROM (SELECT DISTINCT coalesce(\"{native}\", '') AS raw FROM landed.{source.name})"
            )
    return (
        "-- 列中的写法。 A distinct text that stands in columns of a kind; codes by the column's list. Reading costs far more than looking up.\n"
        f"{NOTE.format('*')}\n" + "\nUNION\n".join(branches) + "\n"
    )


def wordings(all_: Sequence[Source]) -> str:
    branches = []
    for source in (one for one in all_ if one.parts):
        natives = {part: native for native, part in source.parts.items()}
        first = source.parts.get(source.spec.key[0], "")
        has_person = str(source.spec.native_of("id_number") is not None).upper()
        columns = [
            f"'{source.spec.source}' AS source",
            f"'{first}' AS asked_by",
            f"{has_person} AS has_person",
        ]
        columns += [
            f"raw_{part}" if part in natives else f"CAST(NULL AS VARCHAR) AS raw_{part}" for part in PARTS
        ]
        raws = [f"coalesce(\"{natives[part]}\", '') AS raw_{part}" for part in PARTS if part in natives]
        branches.append(
            f"SELECT\n    {listed(columns, 4)}\nFROM (\n    SELECT DISTINCT\n        {listed(raws)}\n"
            f"    FROM landed.{source.name}\n)"
        )
    return (
        "-- 人员与单位的原始写法。 A distinct wording in which rows of a source name a person, an employer or a place.\n"
        f"{NOTE.format('*')}\n" + union(branches) + "\n"
    )


def counted(all_: Sequence[Source]) -> str:
    branches = []
    for source in all_:
        updated = "updated_at" if "updated_at" in source.values else "CAST(NULL AS TIMESTAMP)"
        county, rows = "CAST(NULL AS VARCHAR)", f"conform.{source.name}_read"
        if source.area:
            county = "CASE WHEN file IS NOT NULL THEN county_of(area) END"
        elif "person_id" in source.values:
            county, rows = (
                "CASE WHEN file IS NOT NULL THEN home END",
                f"{rows}\n    LEFT JOIN homes USING (person_id)",
            )
        branches.append(
            f"    SELECT\n        '{source.spec.source}' AS source,\n        pull,\n        said,\n        file,\n"
            f"        {county} AS county,\n        count(*) AS rows,\n        max({updated}) AS newest,\n"
            f"        count(*) FILTER (WHERE corrected) AS corrected\n"
            f"    FROM {rows}\n    GROUP BY 1, 2, 3, 4, 5"
        )
    return (
        "-- 已提取的行数。 What a pull of a table brought, by data time said, file and county: rows, newest change, rows corrected.\n"
        f"{NOTE.format('*')}\n-- Rows that name a person by the register's number lie where the register holds the person.\n"
        "WITH homes AS (\n    SELECT person_id, max(county_of(area)) AS home\n    FROM conform.people_read\n"
        "    WHERE person_id IS NOT NULL\n    GROUP BY person_id\n), counted AS (\n"
        + "\n    UNION ALL\n".join(branches)
        + "\n)\n"
        "SELECT source, pull, said, day_of(spoken_time(said)) AS as_of, file, county, rows, newest, corrected\nFROM counted\n"
    )


def _content(source: Source) -> str:
    held = [f"text(r.{name})" for name in (*source.values, *(["who"] if source.parts else []))]
    return "md5(\n                " + f"\n                || '{SEPARATOR}' || ".join(held) + "\n            )"


def contested(all_: Sequence[Source]) -> str:
    branches = []
    for source in (one for one in all_ if not one.spec.versions):
        keys = source.keys
        updated = "r.updated_at" if "updated_at" in source.values else "CAST(NULL AS TIMESTAMP) AS updated_at"
        joined = " || '|' || ".join(f"text(r.{key})" for key in keys)
        told = " AND ".join(f"{key} IS NOT NULL" for key in keys)
        named = ", ".join(keys)
        branches.append(f"""SELECT
    '{source.spec.source}' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    {updated},
    r.bad,
    {source.asked} AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN {joined} END AS key,
    CASE
        WHEN s.is_shared THEN
            {_content(source)}
    END AS content
FROM conform.{source.name}_read AS r
LEFT JOIN (
    SELECT {named}, TRUE AS is_shared
    FROM conform.{source.name}_read
    WHERE {told}
    GROUP BY {named}
    HAVING count(*) > 1
) AS s USING ({named})
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = '{source.spec.source}' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL""")
    return (
        "-- 须细看的事实行。 A row of facts that has to be looked at closely: others share its key, it can't be used, or a later pull may lack it.\n"
        f"{NOTE.format('*')}\n" + union(branches) + "\n"
    )


def states(all_: Sequence[Source]) -> str:
    branches = []
    for source in (one for one in all_ if one.spec.versions):
        updated = "r.updated_at" if "updated_at" in source.values else "CAST(NULL AS TIMESTAMP) AS updated_at"
        place = "left(coalesce(r.area, ''), 9)" if source.area else "CAST(NULL AS VARCHAR)"
        key = " || '|' || ".join(f"CAST(r.{key} AS VARCHAR)" for key in source.keys)
        branches.append(f"""SELECT
    '{source.spec.source}' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    {updated},
    r.bad,
    {source.asked} AS asked,
    r.said,
    {place} AS place,
    {key} AS key,
    {_content(source)} AS content
FROM conform.{source.name}_read AS r""")
    return (
        "-- 状态行。 A row of a table of states, with its key and what it says as one text each; the township that its file is about.\n"
        f"{NOTE.format('*')}\n" + union(branches) + "\n"
    )


def row_origin(all_: Sequence[Source]) -> str:
    branches = []
    for source in all_:
        columns = [
            f"'{source.spec.source}' AS source",
            "r.pull",
            "r.pull_id",
            "r.row_number",
            *_told_key(source),
            "r.who" if source.parts else "CAST(NULL AS BIGINT) AS who",
            "r.file",
            "r.sheet",
            "r.source_row",
        ]
        branches.append(f"    SELECT\n        {listed(columns)}\n    FROM conform.{source.name}_read AS r")
    return (
        "-- 行的出处。 Where a used or refused row came from; a key with a personal part is given in the parts around it.\n"
        f"{NOTE.format('*')}\nWITH origins AS (\n"
        + "\n    UNION ALL\n".join(branches)
        + """
), lost AS (
    SELECT source, pull, row_number
    FROM conform.fact_fates
    WHERE fate IN ('repeat', 'withdrawn')
    UNION ALL
    SELECT source, pull, row_number
    FROM conform.state_fates
    WHERE fate = 'repeat'
)
SELECT
    row_ref(o.source, o.pull_id, o.row_number) AS row_ref,
    o.source,
    o.pull_id,
    o.row_number,
    o.native_key,
    o.key_before,
    o.key_after,
    n.form,
    o.file,
    o.sheet,
    o.source_row
FROM origins AS o
LEFT JOIN conform.numbered AS n USING (who)
ANTI JOIN lost AS l USING (source, pull, row_number)
"""
    )


def _told_key(source: Source) -> Iterator[str]:
    spec = source.spec
    nothing, bar = "CAST(NULL AS VARCHAR)", " || '|' || "
    personal = [number for number, native in enumerate(spec.key, 1) if spec.columns[native].person]
    parts = {number: f"r.said_{number}" for number in range(1, len(spec.key) + 1) if number not in personal}
    if not personal:
        yield f"{bar.join(parts.values())} AS native_key"
        yield f"{nothing} AS key_before"
        yield f"{nothing} AS key_after"
        return
    before = [part for number, part in parts.items() if number < personal[0]]
    after = [part for number, part in parts.items() if number > personal[0]]
    yield f"{nothing} AS native_key"
    yield (f"{bar.join(before)} || '|'" if before else "''") + " AS key_before"
    yield (f"'|' || {bar.join(after)}" if after else "''") + " AS key_after"


def odd_rows(all_: Sequence[Source]) -> str:
    branches = []
    for source in all_:
        amount = "amount" if "amount" in source.values else "CAST(NULL AS DECIMAL(18, 2)) AS amount"
        branches.append(
            f"SELECT '{source.spec.source}' AS source, pull, row_number, missing, unread, texts, {amount}\n"
            f"FROM conform.{source.name}_read\nWHERE (missing | unread) <> 0"
        )
    return (
        "-- 有缺失或读不出的行。 A row with a value that is missing or could not be read, with all that it said.\n"
        f"{NOTE.format('*')}\n" + union(branches) + "\n"
    )


def used_rows(all_: Sequence[Source]) -> str:
    branches = [
        f"SELECT '{source.spec.source}' AS source, count(*) AS used\nFROM conform.{source.name}"
        for source in all_
    ]
    return (
        "-- 采用的行数。 How many rows a conformed table has, counted where they stand.\n"
        f"{NOTE.format('*')}\n" + union(branches) + "\n"
    )


OF_ALL: Mapping[str, Callable[[Sequence[Source]], str]] = {
    "texts": texts,
    "wordings": wordings,
    "counted": counted,
    "contested": contested,
    "states": states,
    "row_origin": row_origin,
    "odd_rows": odd_rows,
    "used_rows": used_rows,
}


def files() -> dict[str, str]:
    """The text of every file, by its name below `sources/`."""
    all_ = [Source(spec) for spec in sources().values()]
    found = {f"{name}.sql": made(all_) for name, made in OF_ALL.items()}
    for source in all_:
        found[f"{source.name}.sql"] = conformed(source)
        found[f"{source.name}_read.sql"] = read(source)
    return found


def main() -> int:
    wanted = files()
    for path in FOLDER.glob("*.sql"):
        if path.name not in wanted:
            path.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
