"""What stands in a sheet is Chinese: no code of evidence goes out as it is."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from etl.publish.layout import layout
from etl.publish.sheets import in_own_words

SHOWN = Path(__file__).parents[3] / "etl" / "verify" / "roster_verdicts.sql"


@pytest.mark.parametrize("code", sorted(set(re.findall("',([a-z_]+)'", SHOWN.read_text(encoding="utf-8")))))
def test_evidence_of_a_month_is_told_in_words(code: str) -> None:
    assert layout().said("evidence", code) != code


def test_a_sites_own_scheme_stands_by_its_name_beside_the_shipped_ones() -> None:
    table = pa.table({"scheme": ["LOCAL_AID", "RENT", None], "schemes_paid": ["LOCAL_AID,RENT", "", "RENT"]})
    told = in_own_words(table, {"LOCAL_AID": "本地补贴"})
    assert [layout().said("scheme", one or "") for one in told["scheme"].to_pylist()] == [
        "本地补贴",
        "场地租金补助",
        "",
    ]
    assert layout().said("scheme", told["schemes_paid"][0].as_py()) == "本地补贴、场地租金补助"
