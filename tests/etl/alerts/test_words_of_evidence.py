"""Every role that evidence plays has a Chinese word, on every screen and sheet that shows it."""

from collections.abc import Iterator
from pathlib import Path

import sqlglot
from sqlglot import exp

from etl.engine.tables import HOUSE
from etl.publish.layout import read_yaml

BESIDE_NO_ROW = {"due", "waiting"}


def roles(file: Path) -> Iterator[str]:
    """What stands in the column `role` of the file, in each part of a union."""
    tree = sqlglot.parse_one(file.read_text(encoding="utf-8"), read="duckdb")
    first = tree
    while isinstance(first, exp.SetOperation):
        first = first.left
    names = [one.alias_or_name for one in first.expressions]
    if "role" not in names:
        return
    for select in tree.find_all(exp.Select):
        if len(select.expressions) == len(names):
            yield from (
                one.this
                for one in select.expressions[names.index("role")].find_all(exp.Literal)
                if one.is_string
            )


def test_every_role_of_evidence_has_a_chinese_word() -> None:
    words = read_yaml("headings.yaml")["words"]["evidence_role"]
    files = [*HOUSE.glob("alerts/codes/*.sql"), *HOUSE.glob("contradict/*.sql")]
    played = {role for file in files for role in roles(file)}
    assert {"payment", "register", "loan", "unemployed"} <= played
    assert played - BESIDE_NO_ROW - {"hrss.subsidies"} <= set(words)
