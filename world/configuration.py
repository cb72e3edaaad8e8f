"""The configuration of the stand-in world: `hecha.yaml` with its sources, parameters and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from world.story import World

MAPPED_NAMES = {"就业帮扶车间带动就业补贴": "ABSORB_YEARLY", "耕地地力保护补贴": "OTHER"}
MINIMUM_WAGES = {"45": "1430.00", "14": "1780.00", "52": "1570.00", "15": "1850.00"}
INVENTED = "世界参数（非真实文件）"


def config(world: World, base: str, bulk_tables: dict[str, Any] | None) -> dict[str, Any]:
    """hecha.yaml of the world; every wage and date in it is invented."""
    parameters: list[dict[str, Any]] = [
        {"name": "minimum_wage", "area": area, "from": "2022-01-01", "amount": amount, "document": INVENTED}
        for area, amount in MINIMUM_WAGES.items()
    ]
    parameters += [
        {
            "name": "provincial_average_wage",
            "area": "14",
            "year": year,
            "amount": "88800.00",
            "document": INVENTED,
        }
        for year in range(world.first_month // 100 - 1, world.ledger_month // 100 + 1)
    ]
    hrss: dict[str, Any] = {"delivery": "sql", "url": "sqlite:///exchange.db"}
    insurance: dict[str, Any] = {"delivery": "sql", "url": "sqlite:///exchange.db"}
    if bulk_tables is not None:
        hrss = {"delivery": "files", "tables": bulk_tables["hrss"]}
        insurance = {"delivery": "files", "tables": bulk_tables["social_insurance"]}
    return {
        "timezone": "Asia/Shanghai",
        "store": "./var",
        "areas": list(world.size.counties),
        "sources": {
            "monitoring": {"delivery": "files", "path": "./monitoring", "glob": "*"},
            "hrss": hrss,
            "social_insurance": insurance,
            "business_registry": {
                "delivery": "gateway",
                "base": base,
                "key": "demo",
                "secret_env": "GATEWAY_SECRET",
                "sign": "sha256",
                "mode": "lookup",
            },
            "county_finance": {"delivery": "files", "path": "./finance", "glob": "*"},
        },
        "scheme_names": dict(MAPPED_NAMES),
        "parameters": parameters,
        "documents": [
            {"id": "GZ", "from": "2021-07-15", "document": INVENTED},
            {"id": "NM", "from": "2022-07-01", "document": INVENTED},
        ],
        "engine": "duckdb",
    }


def write_config(path: Path, values: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
