"""A configuration's file as YAML: what is wrong in it is told by file, line and key. Not here: what may stand in it."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from etl.model.keys import keys_at, unknown_key


class ConfigError(ValueError):
    """A configuration that can't be used. `faults` are (line, key, what is wrong)."""

    def __init__(self, path: Path, faults: list[tuple[int, str, str]]) -> None:
        self.path = path
        self.faults = faults
        super().__init__("\n".join(f"{path}:{line}: {key}: {says}" for line, key, says in faults))


class Values(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice."""


class Texts(yaml.BaseLoader):
    """The same with every value as it is written: `on` is a word and no truth."""


def _mapping(loader: Values | Texts, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a text", key_node.start_mark)
        # By its text: what `<<` merges in may be said again, a key of this mapping may not.
        if key_node.value in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key_node.value!r} stands twice", key_node.start_mark
            )
        seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)


for _loader in (Values, Texts):
    _loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def line_of(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line of the deepest key of `path` that stands in the file."""
    line = 1
    for part in path:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, found = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
            line = found.start_mark.line + 1
        elif node is not None:
            break
        if found is None:
            # Names of a union's member stand in pydantic's place but not in the file.
            continue
        node = found
    return line


def faults_in(
    error: ValidationError, node: yaml.Node | None, model: type[BaseModel]
) -> list[tuple[int, str, str]]:
    """What does not fit the model, by line and key of the file."""
    faults = []
    for fault in error.errors(include_input=False, include_url=False):
        path = tuple(part for part in fault["loc"] if part not in ("files", "sql", "gateway"))
        says = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            says = unknown_key(str(fault["loc"][-1]), keys_at(model, fault["loc"]))
        if fault["type"] == "missing":
            says = "is missing"
        faults.append((line_of(node, path), ".".join(map(str, path)) or "(file)", says))
    return sorted(faults)


def read_yaml(path: Path) -> tuple[dict[str, Any], yaml.Node | None]:
    """The mapping that a file holds, and where each of its keys stands."""
    content, node = parsed(path, Values)
    if content is None:
        return {}, node
    if not isinstance(content, dict):
        raise ConfigError(path, [(1, "(file)", "must hold keys and values")])
    return content, node


def parsed(path: Path, loader: type[Values | Texts]) -> tuple[Any, yaml.Node | None]:
    """What a file holds, and where each of its keys stands."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, [(1, "(file)", f"can't be read: {type(error).__name__}")]) from None
    try:
        node = yaml.compose(text, Loader=loader)
        content = yaml.load(text, Loader=loader)  # noqa: S506 a safe loader that also refuses duplicate keys
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(path, [(line, "(file)", str(error.problem))]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(path, [(line, "(file)", "holds a character that YAML does not allow")]) from None
    return content, node
