"""Files that were handed in: a sensor that waits until they are whole, then has them pulled; corrected ones give a month a new revision.

A file counts as whole when a folder's names, sizes and times are the same at two looks and nothing was written for a minute. What was
there at the first look is old. Off until it is switched on in the page.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.factory import partition_of
from assets.resource import config_file

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

    from etl.config import Config

STILL_SECONDS = 60
SYSTEMS_TAG = "hecha/arrived"


def files_arrived(
    pull: "UnresolvedAssetJobDefinition", month: "UnresolvedAssetJobDefinition"
) -> dg.SensorDefinition:
    """`pull` for new files; the whole month again where it is published already."""

    @dg.sensor(
        name="files_arrived",
        jobs=[pull, month],
        minimum_interval_seconds=STILL_SECONDS,
        description=(
            "文件交齐后提取；已发布的月份收到更正文件则重新运行。"
            " Pulls files once they are whole; a month that is published is run again for corrected ones."
        ),
    )
    def look(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        from etl.config import load_config

        path = config_file().resolve()
        if not path.is_file():
            return dg.SkipReason(f"no configuration at {path}")
        config = load_config(path)
        listed = listings(config)
        cursor, arrived = compared(context.cursor, listed, time.time())
        if not arrived:
            return dg.SensorResult(cursor=cursor, skip_reason="nothing whole has come")
        ledger_month, is_published = _newest(config, path)
        print_ = hashlib.sha256(json.dumps([listed[one] for one in arrived]).encode()).hexdigest()[:16]
        request = dg.RunRequest(
            run_key=f"{ledger_month}:{print_}",
            job_name=month.name if is_published else pull.name,
            partition_key=partition_of(ledger_month),
            tags={SYSTEMS_TAG: ",".join(arrived)},
        )
        return dg.SensorResult(cursor=cursor, run_requests=[request])

    return look


def listings(config: "Config") -> dict[str, dict[str, Any]]:
    """By system: a digest of the names, sizes and times of what lies in its folders, and when something was last written."""
    from connectors.deliveries import drops_of
    from connectors.errors import ConnectorError
    from connectors.files.reader import find_files
    from flow.sources import specs_of

    specs = specs_of(config)
    found: dict[str, dict[str, Any]] = {}
    for system, source in config.sources.systems().items():
        stated = []
        try:
            for drop in drops_of(specs[system], source):
                files, _ = find_files(system, drop.folder, drop.pattern, drop.table)
                stated += list(_stated(one.path for one in files))
        except ConnectorError:
            # A share that is not mounted: the pull itself says so, in the morning.
            continue
        if stated:
            digest = hashlib.sha256(json.dumps(sorted(stated)).encode()).hexdigest()[:16]
            found[system] = {"digest": digest, "written": max(at for _, _, at in stated)}
    return found


def _stated(paths: Iterator[Path]) -> Iterator[tuple[str, int, float]]:
    for path in paths:
        stat = path.stat()
        yield str(path), stat.st_size, stat.st_mtime


def compared(cursor: str | None, listed: dict[str, dict[str, Any]], now: float) -> tuple[str, list[str]]:
    """The next cursor, and the systems whose files have changed and are whole by now."""
    first = cursor is None
    known: dict[str, dict[str, str]] = {"settled": {}, "seen": {}} if cursor is None else json.loads(cursor)
    arrived = []
    for system, now_there in listed.items():
        digest = now_there["digest"]
        if first:
            known["settled"][system] = digest
        elif known["settled"].get(system) != digest:
            is_still = known["seen"].get(system) == digest and now - now_there["written"] >= STILL_SECONDS
            if is_still:
                known["settled"][system] = digest
                arrived.append(system)
        known["seen"][system] = digest
    return json.dumps(known, sort_keys=True), sorted(arrived)


def _newest(config: "Config", path: Path) -> tuple[int, bool]:
    """The newest month that is over, and whether its final release stands."""
    from etl.store.catalogue import open_catalogue
    from flow.due import last_over, today
    from flow.month import catalogue_url

    month = last_over(today())
    if not config.store.is_dir():
        return month, False
    catalogue = open_catalogue(config.store, catalogue_url(config, path))
    try:
        return month, any(one == month and not provisional for one, _, _, provisional in catalogue.releases())
    finally:
        catalogue.close()
