"""Points and levels of a workshop's risk, as `risk.yaml` beside this module has them: the tables `run.risk_reasons` and `run.risk_levels`.

Not here: which workshop gives which reason (`risk.sql`).
"""

from functools import cache
from pathlib import Path

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, Field

from etl.model.contracts import working


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Part):
    """What raises the risk: its words and points, and how far back and how much it takes."""

    zh: str
    points: int = Field(ge=0)
    months: int | None = Field(default=None, ge=1)
    by_percent: int | None = Field(default=None, ge=1, le=100)
    at_least: int | None = Field(default=None, ge=1)


class Risk(_Part):
    """All reasons, and from how many points on each level holds."""

    reasons: dict[str, Reason]
    levels: dict[str, int]


@cache
def risk() -> Risk:
    text = (Path(__file__).parent / "risk.yaml").read_text(encoding="utf-8")
    return Risk.model_validate(yaml.safe_load(text))


def risk_tables() -> dict[str, pa.Table]:
    reasons = [{"reason": name, **one.model_dump()} for name, one in risk().reasons.items()]
    levels = [{"level": name, "at_least": least} for name, least in risk().levels.items()]
    return {
        "run.risk_reasons": pa.Table.from_pylist(reasons, working("run.risk_reasons").arrow_schema()),
        "run.risk_levels": pa.Table.from_pylist(levels, working("run.risk_levels").arrow_schema()),
    }
