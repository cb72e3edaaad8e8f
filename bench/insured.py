"""A province's social insurance around the copied tables: contributions of people who are on no roster, claim or post.

What is synthetic: people of number K from 0 on, under numbers of their own, each with three kinds of contributions for
every month from the first to the last that the copied contributions hold, so many people that the asked number of rows is
reached; twenty of them at one employer. They are linked as people with a valid number who are in no register, as matching
links such people. The other tables are those of the copied folder, under another name.
"""

import sys
import time
from pathlib import Path

import duckdb

from bench.measure import THREADS
from bench.scaled import DONE, rows_of

CONTRIBUTIONS = "contributions"
SOURCE = "social_insurance.contributions"
FIRST = 10_000_000_000
"""Their numbers begin above those of every copy."""
KINDS = ("pension", "unemployment", "injury")
AT_ONE_EMPLOYER = 20
EARLIEST, LATEST = 202301, 202406

MONTHS = """
    SELECT y * 100 + m AS month, make_date(y, m, 20) AS paid_on, last_day(make_date(y, m, 1)) + INTERVAL 2 HOUR AS written
    FROM range(2023, 2025) AS years(y), range(1, 13) AS months(m) WHERE y * 100 + m BETWEEN 202301 AND 202406
"""
OF_THEIRS = {
    f"conform/{CONTRIBUTIONS}": """
        SELECT '41455181e1c5' AS pull_id, {first} + row_number() OVER () AS row_number, {first} + k AS form,
            {first} + k // {crowd} AS employer, kind, month, base, base * 0.16::DECIMAL(4, 2) AS employer_amount,
            base * 0.08::DECIMAL(4, 2) AS person_amount, 'paid' AS state, paid_on AS received_on, written AS updated_at
        FROM ({months}) AS months, (SELECT k, (3000 + hash(k) % 5000)::DECIMAL(18, 2) AS base FROM range({people}) AS r(k)),
            (SELECT unnest({kinds}) AS kind)
    """,
    "conform/forms": """
        SELECT {first} + k AS form, '459900' || {born} || lpad((k % 10000)::VARCHAR, 4, '0') AS id_text,
            chr((19968 + hash(k) % 20000)::INT) || chr((19968 + hash(k + 1) % 20000)::INT) AS name, NULL AS phone,
            NULL AS account, NULL AS county, '{source}' AS source_kinds FROM range({people}) AS r(k)
    """,
    "conform/employers": """
        SELECT {first} + k AS employer, '91459900' || lpad(k::VARCHAR, 10, '0') AS uscc,
            '丙' || k || '号商贸有限公司' AS employer_name, NULL AS unit_no FROM range({people} // {crowd} + 1) AS r(k)
    """,
    "link/link_forms": """
        SELECT {first} + k AS form, {first} + k AS person, 'none' AS outcome, 'id' AS tier, 0.0::DOUBLE AS score, '' AS reasons,
            'citizen' AS id_kind, '459900' || {born} || lpad((k % 10000)::VARCHAR, 4, '0') AS id_normal,
            chr((19968 + hash(k) % 20000)::INT) || chr((19968 + hash(k + 1) % 20000)::INT) AS name_normal
        FROM range({people}) AS r(k)
    """,
    "link/persons": """
        SELECT {first} + k AS person, 'v1:' || md5(k::VARCHAR) AS person_key,
            '459900' || {born} || lpad((k % 10000)::VARCHAR, 4, '0') AS id_normal, '' AS county, '' AS township, '' AS village
        FROM range({people}) AS r(k)
    """,
    "conform/row_origin": """
        SELECT '{source}:41455181e1c5:' || ({first} + i) AS row_ref, '{source}' AS source, '41455181e1c5' AS pull_id,
            {first} + i AS row_number, '' AS key_before, '|U' || i % {people} || '|110|202301' AS key_after,
            {first} + i % {people} AS form, '450000.parquet' AS file, i AS source_row
        FROM range({people} * {per_person}) AS r(i)
    """,
}
BORN = "strftime(DATE '1965-01-01' + (k // 10000 % 14000)::INT, '%Y%m%d')"


def short(path: Path) -> str:
    """A table's name within its room, whether or not its file names the source system."""
    from etl.model.contracts import load_contracts

    contract = load_contracts("canonical").get(path.stem)
    return contract.short if contract else path.stem.rpartition(".")[2]


def insured(tables: Path, target: Path, contributions: int) -> None:
    """The copied tables with so many contributions in all, unless that was done before."""
    if (target / DONE).exists():
        return
    began = time.perf_counter()
    (present,) = (path for path in (tables / "conform").glob("*.parquet") if short(path) == CONTRIBUTIONS)
    here = rows_of(present)
    months = (LATEST // 100 - EARLIEST // 100) * 12 + LATEST % 100 - EARLIEST % 100 + 1
    per_person = months * len(KINDS)
    people = max(0, contributions - here) // per_person
    given = {
        "first": FIRST,
        "crowd": AT_ONE_EMPLOYER,
        "months": MONTHS,
        "kinds": list(KINDS),
        "people": people,
        "per_person": per_person,
        "source": SOURCE,
        "born": BORN,
    }
    for step in ("conform", "link"):
        (target / step).mkdir(parents=True, exist_ok=True)
        for path in sorted((tables / step).glob("*.parquet")):
            made = target / step / path.name
            made.unlink(missing_ok=True)
            theirs = OF_THEIRS.get(f"{step}/{short(path)}")
            if theirs is None:
                made.hardlink_to(path)
                continue
            with duckdb.connect() as database:
                database.execute(f"SET threads = {THREADS}")
                database.execute(
                    f"COPY (FROM read_parquet('{path}') UNION ALL BY NAME {theirs.format(**given)}) "
                    f"TO '{made}' (FORMAT parquet, COMPRESSION zstd)"
                )
    (target / DONE).touch()
    print(f"insured: {people:,} more people {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
