"""One measured run over generated tables: the link step, or DuckDB's plain exact join of the same files.

    python -m bench.matching.run FOLDER            the link step: seconds, peak memory, precision and recall by class
    python -m bench.matching.run FOLDER --exact    the plain join on the raw ID
    python -m bench.matching.run FOLDER --judge LINKS [--precision 0.9999]
                                                   links of another tool (peers.py), from the lowest score that is as precise

Each in a process of its own, so that the peak memory is its own.
"""

import argparse
import json
import resource
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bench.matching.damages import FREE
from bench.matching.generate import NOBODY, UNSURE
from etl.engine.warehouse import Settings, open_warehouse
from flow.given import decision_tables

BANDS = (0.0, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.01)


def exact(folder: Path, out: Path) -> None:
    """Links as the naive tool makes them."""
    with duckdb.connect() as database:
        database.execute("set threads = 2")
        database.execute(
            f"""copy (select f.form, p.person_id as register_person_id, 'same' as outcome, 1.0 as score
                from '{folder}/forms.parquet' f join '{folder}/people.parquet' p on f.id_text = p.id_number)
                to '{out}' (format parquet)"""
        )


def linked(folder: Path, out: Path) -> None:
    settings = Settings(threads=2, memory_limit="1GB")
    with tempfile.TemporaryDirectory() as scratch, open_warehouse(settings, Path(scratch)) as warehouse:
        warehouse.give("conform.forms", folder / "forms.parquet")
        warehouse.give("conform.people", folder / "people.parquet")
        warehouse.give_empty(
            ["conform.row_origin", "conform.rosters", "conform.subsidies", "conform.disbursements"]
        )
        keys = pa.table({"purpose": ["person", "person_version"], "key": [b"bench".hex(), "bench"]})
        for name, rows in {**decision_tables([]), "run.keys": keys}.items():
            warehouse.give(name, rows)
        warehouse.make("link", ["link.link_forms", "link.persons"])
        warehouse.save("link.link_forms", out)
        warehouse.save("link.persons", out.with_name("persons.parquet"))


def measured(folder: Path, found: Path) -> dict[str, Any]:
    """Precision, recall, outcomes by class, reliability: set against the truth beside the tables."""
    with duckdb.connect() as database:
        database.execute(
            f"""create table t as select t.*, coalesce(l.outcome, 'none') outcome, l.register_person_id person,
                l.score from '{folder}/truth.parquet' t left join '{found}' l using (form)"""
        )
        one = database.execute(
            """select count(*), count(*) filter (outcome = 'same'),
               count(*) filter (outcome = 'same' and person = truth), count(*) filter (outcome = 'unsure') from t"""
        ).fetchone()
        classes = database.execute(
            """select class, count(*), count(*) filter (outcome = 'same' and person = truth),
               count(*) filter (outcome = 'same' and person is distinct from truth),
               count(*) filter (outcome = 'unsure'), count(*) filter (outcome = 'none') from t group by 1 order by 1"""
        ).fetchall()
        bands = [_band(database, low, high) for low, high in pairwise(BANDS)]
    if one is None:
        raise ValueError("no rows in the truth")
    rows, same, right, unsure = one
    single = [c for c in classes if c[0] not in (*UNSURE, *FREE, *NOBODY)]
    return {
        "rows": rows,
        "precision": right / max(same, 1),
        "recall_one_damage": sum(c[2] for c in single) / sum(c[1] for c in single),
        "unsure": unsure / rows,
        "classes": [
            dict(zip(("class", "rows", "same", "wrong", "unsure", "none"), c, strict=True)) for c in classes
        ],
        "reliability": [
            dict(zip(("from", "pairs", "right", "mean_score"), b, strict=True)) for b in bands if b[1]
        ],
    }


def judged(folder: Path, found: Path, precision: float) -> dict[str, Any]:
    """The links from the lowest score on at which they are as precise as asked, measured; without one, all of them."""
    out = found.with_suffix(".judged.parquet")
    with duckdb.connect() as database:
        enough = database.execute(
            f"""with told as (select l.score, coalesce(l.register_person_id = t.truth, false)::int as good
                    from '{found}' l join '{folder}/truth.parquet' t using (form)),
                levels as (select score, sum(good) as good, count(*) as all_of from told group by score),
                down as (select score, sum(good) over w as good, sum(all_of) over w as all_of from levels
                         window w as (order by score desc))
                select min(score) from down where good >= ? * all_of""",
            [precision],
        ).fetchone()
        least = float(enough[0]) if enough and enough[0] is not None else float("-inf")
        database.execute(
            f"copy (select * from '{found}' where score >= '{least}'::double) to '{out}' (format parquet)"
        )
    told = measured(folder, out)
    del told["reliability"]
    return {"from_score": least, **told}


def _band(database: duckdb.DuckDBPyConnection, low: float, high: float) -> tuple[Any, ...]:
    """Pairs whose score lies between two bounds, the share of them that is right, and their mean score."""
    found = database.execute(
        """select count(*), avg(coalesce(person = truth, false)::int), avg(score) from t
           where person is not null and score >= ? and score < ?""",
        [low, high],
    ).fetchone()
    return (low, *(found or (0, None, None)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--judge", type=Path, metavar="LINKS")
    parser.add_argument("--precision", type=float, default=0.9999)
    asked = parser.parse_args()
    if asked.judge:
        print(json.dumps(judged(asked.folder, asked.judge, asked.precision), ensure_ascii=False, indent=1))
        return
    out = asked.folder / "links.parquet"
    begun, used = time.perf_counter(), time.process_time()
    if asked.exact:
        exact(asked.folder, out)
    else:
        linked(asked.folder, out)
    took, worked = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        "seconds": round(took, 2),
        "processor": round(worked, 2),
        "peak_mb": round(peak),
        **measured(asked.folder, out),
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
