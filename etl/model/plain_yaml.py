"""YAML texts of the house read plainly and fast. Not here: what a site writes, of which faults are told by line (`etl/config_file.py`)."""

from typing import Any

import yaml


def read_yaml(text: str) -> Any:
    """A safe YAML text, by libyaml where PyYAML has it: every command reads some."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 a safe loader, by libyaml where there is one
