"""`hecha.yaml`: what an installation is told. Every fault names the file, the line and the key, before anything is touched.

Secrets stand here only by the name of an environment variable or of a file; they are read where they are used.
"""

import datetime as dt
import importlib.util
import os
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo, model_validator

from etl.config_checks import Checks
from etl.config_file import ConfigError, faults_in, line_of, read_yaml
from etl.config_kinds import Area, Model, Money, Text, as_text
from etl.config_messages import Messages
from etl.config_schedule import Schedule
from etl.config_sources import SYSTEMS, FilesSource, GatewaySource, Guards, Sources, SqlSource
from etl.engine.warehouse import Settings
from etl.model.contracts import vocabulary
from etl.model.landed import CONNECTORS
from etl.model.site_mapping import SystemMapping, faults_of
from etl.model.sources import load_sources


def _known_scheme(code: str, info: ValidationInfo) -> str:
    known = [*vocabulary()["schemes"], *(info.context or {}).get("schemes", ())]
    if code not in known:
        raise ValueError(f"scheme {code}; allowed: {', '.join(known)}")
    return code


Scheme = Annotated[str, AfterValidator(_known_scheme)]


def _known_alerts(codes: Mapping[str, str]) -> Mapping[str, str]:
    known = vocabulary()["alerts"]
    if unknown := [code for code in codes if code not in known]:
        raise ValueError(f"alert code {unknown[0]}; allowed: {', '.join(known)}")
    return codes


def _known_systems(schedule: Schedule | None) -> Schedule | None:
    if unknown := [one for one in (schedule and schedule.wait_for) or () if one not in SYSTEMS]:
        raise ValueError(f"`wait_for`: {unknown[0]} is no system; allowed: {', '.join(SYSTEMS)}")
    return schedule


def _installed(suite: str) -> str:
    if suite == "sm2" and importlib.util.find_spec("gmssl_pyx") is None:
        raise ValueError("sm2 needs the extra `gm` (gmssl-pyx), which is not installed")
    return suite


Signature = Annotated[Literal["ed25519", "sm2"], AfterValidator(_installed)]
Paused = Annotated[Mapping[str, str], AfterValidator(_known_alerts)]


class DocumentDates(Model):
    """Dates that a policy text doesn't give, or an extension of it, with the document that gives them."""

    id: str
    first: Annotated[dt.date | None, Field(alias="from")] = None
    last: Annotated[dt.date | None, Field(alias="to")] = None
    document: str

    @model_validator(mode="after")
    def _in_order(self) -> "DocumentDates":
        if self.first is None and self.last is None:
            raise ValueError("needs `from` or `to`")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("`to` lies before `from`")
        return self


class Parameter(Model):
    """A number that a policy leaves to the county, with its own document."""

    name: str | None = None
    scheme: Scheme | None = None
    area: Area
    first: Annotated[dt.date | None, Field(alias="from")] = None
    year: int | None = Field(default=None, ge=1990, le=2100)
    amount: Money
    unit: str | None = None
    document: str

    @model_validator(mode="after")
    def _whole(self) -> "Parameter":
        if (self.name is None) == (self.scheme is None):
            raise ValueError("needs exactly one of `name` and `scheme`")
        if (self.first is None) == (self.year is None):
            raise ValueError("needs exactly one of `from` and `year`")
        return self


class Backup(Model):
    """A backup of the catalogue and the log of acts after each month that was published, in a folder on another disk."""

    folder: Path
    keep: int = Field(default=12, ge=1)
    with_keys: bool = False
    with_snapshots: bool = False


class Retention(Model):
    """Years for which each kind is kept before `hecha expire` lets it go; a kind that is not named stays.

    Releases are what money was paid by: the law on accounting papers keeps monthly statements for ten years, vouchers and
    what stands behind them for thirty.
    """

    snapshots: int | None = Field(default=None, ge=1)
    logs: int | None = Field(default=None, ge=1)
    uploads: int | None = Field(default=None, ge=1)
    drafts: int | None = Field(default=None, ge=1)
    restricted: int | None = Field(default=None, ge=1)
    releases: int | None = Field(default=None, ge=10)

    @property
    def years(self) -> dict[str, int]:
        """Years by kind, of the kinds that have any."""
        return {name: years for name in type(self).model_fields if (years := getattr(self, name)) is not None}


class Privacy(Model):
    """Where the key lies that hashes people."""

    key_file: Path | None = None


class EngineConfig(Model):
    """The engine and its own settings; none of them changes a result."""

    name: Literal["duckdb", "spark"] = "duckdb"
    threads: int | None = Field(default=None, ge=1)
    memory_limit: str | None = None
    temp_folder: Path | None = None
    master: str = "local[2]"
    properties: Mapping[str, str] = Field(default_factory=dict)

    def settings(self) -> Settings:
        return Settings(
            name=self.name,
            threads=self.threads,
            memory_limit=self.memory_limit,
            temp_folder=self.temp_folder,
            master=self.master,
            properties=dict(self.properties),
        )


class NoticePeople(Model):
    """A list of people that a notice shows, masked: its scheme, and the rule that orders it to be put up."""

    scheme: str
    rule: Text = Field(min_length=1)


class Notice(Model):
    """What a notice to the public (公示) must say. People are listed only where `people` names the rule that orders it."""

    days: int = Field(default=5, ge=1)
    telephone: Text = ""
    unit: str = ""
    place: str = ""
    people: tuple[NoticePeople, ...] = ()
    threshold: int = Field(default=5, ge=2)


class HitRate(Model):
    """The floor below which a code is proposed to be paused, and from how many checked alerts on that is judged."""

    floor: Annotated[Decimal, Field(gt=0, le=1), BeforeValidator(as_text)]
    checked_at_least: int = Field(default=20, ge=1)


class Catalogue(Model):
    """Where the catalogue and people's decisions are kept, when not in SQLite below the store."""

    url_env: str


class Portal(Model):
    """The web face. `base`: its address as visitors write it; `mlps3`: a second factor for those who decide and administer.

    `second_look`: the share of closings without a second account that are drawn for one all the same.
    """

    url_env: str | None = None
    base: str | None = Field(default=None, pattern=r"^https?://[^/]+/?$")
    behind_proxy: bool = False
    mlps3: bool = False
    second_look: Annotated[Decimal, Field(ge=Decimal("0.05"), le=1), BeforeValidator(as_text)] = Decimal(
        "0.05"
    )
    deliveries: Path | None = None


def _engine_or_name(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Config(Model):
    """The whole of `hecha.yaml`."""

    timezone: Literal["Asia/Shanghai"] = "Asia/Shanghai"
    store: Path = Path("var")
    policy: Path | None = None
    areas: tuple[Area, ...] = Field(min_length=1)
    sources: Sources
    mapping: Mapping[str, SystemMapping] = Field(default_factory=dict)
    scheme_names: Mapping[str, Scheme] = Field(default_factory=dict)
    corrections: Path | None = None
    documents: tuple[DocumentDates, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    engine: Annotated[EngineConfig, BeforeValidator(_engine_or_name)] = EngineConfig()
    privacy: Privacy = Privacy()
    retention: Retention = Retention()
    notice: Notice = Notice()
    catalogue: Catalogue | None = None
    portal: Portal = Portal()
    guards: Guards = Guards()
    checks: Checks = Checks()
    paused: Paused = Field(default_factory=dict)
    hit_rate: HitRate | None = None
    signature: Signature = "ed25519"
    sealing: Literal["aes-gcm", "sm4-gcm"] = "aes-gcm"
    """With what the store's files are sealed from now on; those sealed otherwise stay readable."""
    messages: Messages | None = None
    schedule: Annotated[Schedule | None, AfterValidator(_known_systems)] = None
    backup: Backup | None = None
    metrics: Path | None = None
    """Where figures are written after each run, in the text form of Prometheus."""


def _resolved(config: Config, base: Path) -> Config:
    """Relative paths, those in a sqlite:/// URL included, stand from the file's folder."""

    def path(value: Path | None) -> Path | None:
        return None if value is None else (base / value).resolve()

    def source(given: Any) -> Any:
        if given is None:
            return None
        changed: dict[str, Any] = {
            "tables": {
                name: table.model_copy(update={"path": path(table.path)})
                for name, table in given.tables.items()
            }
        }
        if isinstance(given, FilesSource):
            changed["path"] = path(given.path)
        if isinstance(given, SqlSource) and given.url is not None:
            changed["url"] = _sqlite_from(given.url, base)
        if isinstance(given, GatewaySource):
            changed |= {"secret_file": path(given.secret_file), "ca_file": path(given.ca_file)}
        return given.model_copy(update=changed)

    sources = config.sources.model_copy(
        update={name: source(getattr(config.sources, name)) for name in (*SYSTEMS, "decisions")}
    )
    # Whether a portal was configured at all is told by the key: it is not set here where it was not there.
    portal = {}
    if "portal" in config.model_fields_set:
        portal["portal"] = config.portal.model_copy(update={"deliveries": path(config.portal.deliveries)})
    return config.model_copy(
        update=portal
        | {
            "store": path(config.store),
            "policy": path(config.policy),
            "corrections": path(config.corrections),
            "sources": sources,
            "messages": _messages_from(config.messages, path),
            "metrics": path(config.metrics),
            "backup": config.backup
            and config.backup.model_copy(update={"folder": path(config.backup.folder)}),
            "privacy": Privacy(key_file=path(config.privacy.key_file)),
            "engine": config.engine.model_copy(update={"temp_folder": path(config.engine.temp_folder)}),
        }
    )


def _messages_from(given: Messages | None, path: Callable[[Path | None], Path | None]) -> Messages | None:
    if given is None:
        return None
    mail = given.mail and given.mail.model_copy(update={"ca_file": path(given.mail.ca_file)})
    heartbeat = given.heartbeat.model_copy(update={"file": path(given.heartbeat.file)})
    return given.model_copy(update={"mail": mail, "heartbeat": heartbeat})


def _sqlite_from(url: str, base: Path) -> str:
    head, mark, rest = url.partition(":///")
    if not mark or not head.startswith("sqlite") or rest in ("", ":memory:") or Path(rest).is_absolute():
        return url
    return f"{head}:///{(base / rest).resolve()}"


def load_config(path: Path, *, store: Path | None = None) -> Config:
    """The configuration in `path`. `store`, then HECHA_STORE, outrank what the file says."""
    content, node = read_yaml(path)
    folder = content.pop("mapping") if isinstance(content.get("mapping"), str) else None
    try:
        config = Config.model_validate(content, context={"schemes": _own_schemes(path, content)})
    except ValidationError as error:
        raise ConfigError(path, faults_in(error, node, Config)) from None
    base = path.resolve().parent
    resolved = _resolved(config, base)
    if folder is None:
        _check_mapping(path, node, ("mapping",), resolved.mapping)
    else:
        resolved = resolved.model_copy(update={"mapping": _read_mappings(path, node, base / folder)})
    outranks = store or (Path(os.environ["HECHA_STORE"]) if os.environ.get("HECHA_STORE") else None)
    if outranks is not None:
        resolved = resolved.model_copy(update={"store": outranks.resolve()})
    _refuse_absent(path, node, resolved)
    return resolved


def _own_schemes(path: Path, content: Mapping[str, Any]) -> Collection[str]:
    """Schemes that the site's own policy files declare."""
    if not isinstance(content.get("policy"), str):
        return ()
    from etl.model.declared import declared_codes

    return declared_codes(path.resolve().parent / content["policy"])["schemes"]


def _refuse_absent(path: Path, node: Any, config: Config) -> None:
    """Paths that the file names and that are not there: said now, before anything is touched."""
    mail = config.messages and config.messages.mail
    named: list[tuple[tuple[str, ...], Path | None]] = [
        (("policy",), config.policy),
        (("corrections",), config.corrections),
        (("messages", "mail", "ca_file"), mail.ca_file if mail else None),
    ]
    for system in (*SYSTEMS, "decisions"):
        source = getattr(config.sources, system)
        if source is None:
            continue
        named += [
            (("sources", system, key), getattr(source, key, None))
            for key in ("path", "secret_file", "ca_file")
        ]
        named += [
            (("sources", system, "tables", n, "path"), table.path) for n, table in source.tables.items()
        ]
    faults = [
        (line_of(node, key), ".".join(key), f"{target} is not there")
        for key, target in named
        if target is not None and not target.exists()
    ]
    if faults:
        raise ConfigError(path, faults)


def _read_mappings(path: Path, node: Any, folder: Path) -> dict[str, SystemMapping]:
    """The site's names as a folder holds them, a file a system: `hrss.yaml`."""
    if not folder.is_dir():
        raise ConfigError(path, [(line_of(node, ("mapping",)), "mapping", f"{folder} is not a folder")])
    found: dict[str, SystemMapping] = {}
    for file in sorted(folder.glob("*.yaml")):
        content, inner = read_yaml(file)
        try:
            found[file.stem] = SystemMapping.model_validate(content)
        except ValidationError as error:
            raise ConfigError(file, faults_in(error, inner, SystemMapping)) from None
        _check_mapping(file, inner, (), {file.stem: found[file.stem]})
    return found


def _check_mapping(
    path: Path, node: Any, under: tuple[str, ...], mapping: Mapping[str, SystemMapping]
) -> None:
    """Hold the site's names against the package's own description of its systems."""
    if not mapping:
        return
    specs = load_sources(CONNECTORS)
    faults: list[tuple[int, str, str]] = []
    for system, given in mapping.items():
        key = (*under, system) if under else ()
        if system not in specs:
            faults.append(
                (
                    line_of(node, key),
                    ".".join(key) or "(file)",
                    f"unknown system {system}; allowed: {', '.join(specs)}",
                )
            )
            continue
        for fault in faults_of(specs[system], given):
            whole = (*key, *fault.path)
            faults.append((line_of(node, whole), ".".join(whole), fault.says))
    if faults:
        raise ConfigError(path, sorted(faults))
