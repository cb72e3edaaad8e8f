"""The JSON Schemas of what people write, for their editors: configuration, a site's names, corrections, a policy document.

`python -m etl.schemas` writes them; a test keeps them current. They refuse what one place of a file shows; the rest is for the
readers of the files.
"""

import json
from pathlib import Path
from typing import Any

from etl.config import Config
from etl.conform.corrections import Corrections
from etl.model.site_mapping import SystemMapping
from etl.policy.read import SHIPPED
from etl.policy.schema import SCHEMA, json_schema

ROOT = Path(__file__).resolve().parents[1]


def _text(schema: dict[str, Any], title: str) -> str:
    return json.dumps({**schema, "title": title}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def schemas() -> dict[Path, str]:
    """Where each lies in the checkout, and its text."""
    configuration = Config.model_json_schema(by_alias=True)
    # The site's names may also stand in a folder, and an engine without settings is its name: taken up before the model sees them.
    for key in ("mapping", "engine"):
        whole = configuration["properties"][key]
        configuration["properties"][key] = {"anyOf": [{"type": "string"}, whole]}
    docs = ROOT / "docs" / "schemas"
    return {
        docs / "hecha.json": _text(configuration, "hecha.yaml"),
        docs / "corrections.json": _text(
            Corrections.model_json_schema(by_alias=True), "reviewed corrections"
        ),
        docs / "mapping.json": _text(SystemMapping.model_json_schema(by_alias=True), "a site's own names"),
        SHIPPED / SCHEMA: json_schema(),
    }


if __name__ == "__main__":
    for path, text in schemas().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
