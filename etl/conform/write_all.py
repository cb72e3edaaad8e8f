"""The SQL files that gather all source tables: their texts, wordings, counts, keys, states and origins.

Not here: what one table has of its own (`write_each.py`).
"""

from collections.abc import Iterator, Sequence

from etl.conform.source import NOTE, PARTS, SEPARATOR, Source, list_of, listed, union


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
        told = " AND ".join(f"r.{key} IS NOT NULL" for key in source.keys)
        named = ", ".join(source.keys)
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
    {told} AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN {key} END AS key,
    CASE
        WHEN s.is_shared THEN
            {_content(source)}
    END AS content
FROM conform.{source.name}_read AS r
LEFT JOIN (
    SELECT {named}, TRUE AS is_shared
    FROM conform.{source.name}_read AS r
    WHERE {told}
    GROUP BY {named}
    HAVING count(*) > 1
) AS s USING ({named})""")
    return (
        "-- 状态行。 A row of a table of states; key and content as one text each where others share its key; the township that its file is about.\n"
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
