"""How each system is reached, and what is expected of what it brings: the keys `sources:` and `guards:` of `hecha.yaml`.

Secrets by the name of a variable or of a file only. Not here: reaching them (`connectors/`).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from etl.config_kinds import Area, Model, Text, as_text

SYSTEMS = (
    "monitoring",
    "hrss",
    "social_insurance",
    "business_registry",
    "county_finance",
    "procedures",
    "resettlement",
    "civil_affairs",
    "unemployment",
    "labour_inspection",
    "outwork",
    "industry_lists",
    "loans",
    "vacancies",
    "assets",
)
"""Each may be left out of an installation: its tables are empty then, and what needs it stays unsaid."""


Act = Literal["block", "warn", "accept"]


class Expected(Model):
    """How many rows a table is expected to have: in all, and at least in a county (by its code or a prefix of it)."""

    min: int | None = Field(default=None, ge=0)
    max: int | None = Field(default=None, ge=0)
    counties: Mapping[Area, int] = Field(default_factory=dict)


class Guards(Model):
    """What is done when a source brings too little, what nobody expected, or data older than the month."""

    fall_to: Annotated[Decimal, Field(ge=0, le=1), BeforeValidator(as_text)] = Decimal("0.50")
    on_fall: Act = "block"
    on_nothing: Act = "block"
    on_expected: Act = "warn"
    on_stale: Act = "warn"
    expect: Expected | None = None


class FileTable(Model):
    """A table handed in as plain files of its native columns, or only guarded in its own way."""

    path: Path | None = None
    glob: str = "*"
    guards: Guards | None = None

    @model_validator(mode="after")
    def _something(self) -> "FileTable":
        if self.path is None and self.guards is None:
            raise ValueError("needs `path` or `guards`")
        return self


class FilesSource(Model):
    """A folder of files, or one for each table."""

    delivery: Literal["files"]
    path: Path | None = None
    glob: str = "*"
    tables: Mapping[str, FileTable] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _something(self) -> "FilesSource":
        if self.path is None and not any(table.path for table in self.tables.values()):
            raise ValueError("needs `path` or `tables`")
        return self


class SqlSource(Model):
    """A database, by URL or by the variable that holds it."""

    delivery: Literal["sql"]
    url: str | None = None
    url_env: str | None = None
    mode: Literal["all", "persons"] = "all"
    pull: Literal["full", "changes"] = "full"
    tables: Mapping[str, FileTable] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_address(self) -> "SqlSource":
        if (self.url is None) == (self.url_env is None):
            raise ValueError("needs exactly one of `url` and `url_env`")
        return self


_LOOPBACK = re.compile(r"http://(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])([:/]|$)")


class GatewaySource(Model):
    """A gateway with signed requests; its secret by name only."""

    delivery: Literal["gateway"]
    base: str = Field(pattern=r"^https?://")
    key: Text
    secret_env: str | None = None
    secret_file: Path | None = None
    sign: Literal["sha256", "sm3"] = "sha256"
    mode: Literal["list", "lookup"] = "lookup"
    pull: Literal["full", "changes"] = "full"
    ca_file: Path | None = None
    insecure: bool = False
    tables: Mapping[str, FileTable] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_clear_to_this_machine_only(self) -> "GatewaySource":
        if self.base.startswith("http://") and not self.insecure and not _LOOPBACK.match(self.base):
            raise ValueError(
                "`base` is http to another machine; use https, or say `insecure: true` where the line is protected"
            )
        return self

    @model_validator(mode="after")
    def _one_secret(self) -> "GatewaySource":
        if (self.secret_env is None) == (self.secret_file is None):
            raise ValueError("needs exactly one of `secret_env` and `secret_file`")
        return self


Source = Annotated[FilesSource | SqlSource | GatewaySource, Field(discriminator="delivery")]


class Sources(Model):
    """How each system that there is is reached, and where people's decisions lie."""

    monitoring: Source | None = None
    hrss: Source | None = None
    social_insurance: Source | None = None
    business_registry: Source | None = None
    county_finance: Source | None = None
    procedures: FilesSource | None = None
    resettlement: Source | None = None
    civil_affairs: Source | None = None
    unemployment: Source | None = None
    labour_inspection: Source | None = None
    outwork: Source | None = None
    industry_lists: Source | None = None
    loans: Source | None = None
    vacancies: Source | None = None
    assets: Source | None = None
    decisions: FilesSource | None = None

    def systems(self) -> dict[str, FilesSource | SqlSource | GatewaySource]:
        """Those that this installation has."""
        named = {name: getattr(self, name) for name in SYSTEMS}
        return {name: given for name, given in named.items() if given is not None}
