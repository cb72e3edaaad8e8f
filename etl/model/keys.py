"""Keys of our YAML files that nobody knows: which ones are allowed there, and which of those was probably meant."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel


def unknown_key(given: str, allowed: Collection[str]) -> str:
    """What to say where the key is named beside it."""
    return f"unknown key; {_meant(given, allowed)}"


def unknown_name(kind: str, given: str, allowed: Collection[str]) -> str:
    """What to say of a value that should name a thing of a kind."""
    return f"unknown {kind} `{given}`; {_meant(given, allowed)}"


def unknown_among(given: Iterable[str], allowed: Collection[str]) -> str:
    """What to say of the first key that nobody knows, "" where all are known."""
    unknown = sorted(set(given) - set(allowed))
    return f"unknown key `{unknown[0]}`; {_meant(unknown[0], allowed)}" if unknown else ""


def _meant(given: str, allowed: Collection[str]) -> str:
    # Only a slip of the pen comes here: not worth its import at every start.
    from difflib import get_close_matches

    near = get_close_matches(given, allowed, n=1, cutoff=0.7)
    meant = f"perhaps `{near[0]}` is meant; " if near else ""
    return f"{meant}allowed: {', '.join(sorted(allowed))}"


def keys_at(model: "type[BaseModel]", loc: Sequence[str | int]) -> list[str]:
    """The keys allowed beside the one at pydantic's location, found by walking the model's schema along it."""
    schema = model.model_json_schema(by_alias=True)
    node: dict[str, Any] = schema
    for part in loc[:-1]:
        node = _step(schema, node, part)
    return sorted(_resolve(schema, node).get("properties", {}))


def _resolve(schema: Mapping[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        elif any(option.get("type") == "null" for option in node.get("anyOf", ())):
            rest = [option for option in node["anyOf"] if option.get("type") != "null"]
            node = rest[0] if len(rest) == 1 else {"anyOf": rest}
        else:
            return node


def _step(schema: Mapping[str, Any], node: dict[str, Any], part: str | int) -> dict[str, Any]:
    node = _resolve(schema, node)
    if "discriminator" in node:
        reference = node["discriminator"]["mapping"].get(part)
        return node if reference is None else _resolve(schema, {"$ref": reference})
    if isinstance(part, int):
        return _resolve(schema, node.get("items", node))
    if part in node.get("properties", {}):
        return _resolve(schema, dict(node["properties"][part]))
    extra = node.get("additionalProperties")
    return _resolve(schema, extra) if isinstance(extra, dict) else node
