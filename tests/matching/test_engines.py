"""The same forms lead to the same people on DuckDB and on Spark: every hard rule, decisions and the months of rows."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from etl.engine import Engine, EngineSettings, open_engine
from matching.link import link
from tests.matching.small import CASES, KEY, PEOPLE, decided, forms_table, people_table
from tests.runs import FEW_ROWS

pytestmark = pytest.mark.timeout(900)


def told(engine: Engine) -> dict[str, list[str]]:
    forms = forms_table([case[1] for case in CASES])
    count = forms.num_rows
    seen = pa.table(
        {
            "form": range(count),
            "month": [202401] * count,
            "place": ["CJ1", "CJ2"] * (count // 2) + ["CJ3"] * (count % 2),
        }
    )
    ruled = pa.table(
        {
            "row_ref": ["a:1", "a:2"],
            "form": pa.array([0, 0], type=pa.int64()),
            "register_person_id": ["R1", "R2"],
            "answer": ["same", "same"],
            "fingerprint": pa.nulls(2, pa.string()),
        }
    )
    tables = link(
        engine,
        engine.table(forms),
        engine.table(people_table(PEOPLE)),
        key=KEY,
        decisions=decided(engine, [(0, "R1", "same", None), (2, "R3", "different", None)]),
        row_decisions=engine.table(ruled),
        seen=engine.table(seen),
    )
    return {name: sorted(map(str, engine.arrow(table).to_pylist())) for name, table in tables.items()}


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # PySpark leaves its sockets to the collector
def test_the_engine_changes_no_link(engine: Engine, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the spark extra is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here")
    with open_engine(EngineSettings(name="spark", properties=FEW_ROWS), tmp_path / "spark") as spark:
        there = told(spark)
    here = told(engine)
    assert set(here) == {"link_forms", "persons", "link_report", "link_stale", "row_decisions"}
    assert here == there
