"""The JSON Schema of a policy document, for editors: what `policy/schema.json` holds.

It refuses what can be told from one place of a file; what needs two places or another file is the loader's (`read.py`).
"""

import json
from typing import Any

from etl.policy.documents import Document
from etl.policy.subsidy import AMOUNT_NEEDS

SCHEMA = "schema.json"


def json_schema() -> str:
    """The schema as the text that is shipped."""
    schema = Document.model_json_schema(by_alias=True)
    schema["title"] = "hecha policy document"
    for full, part in schema["$defs"].items():
        # Where names of two lists of codes would be alike, their module stands before them.
        name = full.rpartition("values__")[2]
        # A rule's id is its clause's; nobody writes it.
        if "form" in part.get("properties", {}) and name != "Clause":
            part["required"] = [key for key in part["required"] if key != "id"]
        if name.startswith("Dated_"):
            part["minItems"] = 1
        if name.startswith("Entry_"):
            for option in part["properties"]["value"]["anyOf"]:
                option.update({"minItems": 1} if option.get("type") == "array" else {})
    # Every list of the language is a set but for pairs, where a scheme may stand beside itself.
    waiting: list[Any] = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict) and part.get("type") == "array" and "prefixItems" not in part:
            part["uniqueItems"] = True
        waiting += part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    has_rule = {"anyOf": [{"required": ["rules"]}, {"required": ["part_of"]}]}
    schema["$defs"]["Clause"]["oneOf"] = [has_rule, {"required": ["no_rule"]}]
    schema["$defs"]["Amount"]["allOf"] = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"required": list(parts)}}
        for kind, parts in AMOUNT_NEEDS.items()
    ]
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
