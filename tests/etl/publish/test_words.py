"""What stands in a sheet is Chinese: no code of evidence goes out as it is."""

import re
from pathlib import Path

import pytest

from etl.publish.layout import layout

SHOWN = Path(__file__).parents[3] / "etl" / "verify" / "roster_verdicts.sql"


@pytest.mark.parametrize("code", sorted(set(re.findall("',([a-z_]+)'", SHOWN.read_text(encoding="utf-8")))))
def test_evidence_of_a_month_is_told_in_words(code: str) -> None:
    assert layout().said("evidence", code) != code
