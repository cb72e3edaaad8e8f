"""The child process that parses files: limited in memory, without the parent's environment, killed when slow.

Protocol, one JSON line each way. In: a header with the key, the folder for batches and the limits, then one
job per file. Out: one report per file, or why it was refused. Rows leave only through sealed batch files.
"""

import base64
import errno
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.files.guard import Limits, RefusalError
from connectors.files.handedin import handed_in
from connectors.files.layout import Layout
from connectors.files.parse import parse_file
from connectors.files.sandbox import raise_walls
from connectors.spool import seal

OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EIO}
"""What a file is not to blame for: the disk that its rows are written to, and the like."""


def _layout(given: dict[str, Any]) -> Layout:
    return Layout(
        source=given["source"],
        table=given["table"],
        columns=tuple(given["columns"]),
        required=tuple(given["required"]),
        ids=frozenset(given["ids"]),
        aliases={name: tuple(others) for name, others in given["aliases"].items()},
        updated=given["updated"],
        own=given["own"],
    )


def serve() -> None:
    """Answer the jobs that come in, until there are no more."""
    header = json.loads(sys.stdin.readline())
    key = base64.b64decode(header["key"])
    folder = Path(header["folder"])
    limits = Limits(**header["limits"])
    layouts = [_layout(one) for one in header["layouts"]]
    allowed = resource.getrlimit(resource.RLIMIT_AS)[1]
    memory = limits.memory_bytes if allowed == resource.RLIM_INFINITY else min(limits.memory_bytes, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    absent = raise_walls(folder, [Path(one) for one in header["readable"]])
    for line in sys.stdin:
        job = json.loads(line)
        sys.stdout.write(json.dumps({**_one(job, folder, key, layouts, limits), "no_walls": absent}) + "\n")
        sys.stdout.flush()


def _one(
    job: dict[str, Any], folder: Path, key: bytes, layouts: list[Layout], limits: Limits
) -> dict[str, Any]:
    try:
        return {"number": job["number"], **_read(job, folder, key, layouts, limits)}
    except BaseException as error:
        # Whatever a hostile file provokes refuses that file alone; a panic of the native reader is a BaseException of its own.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return {"number": job["number"], **_told(error)}


def _told(error: BaseException) -> dict[str, Any]:
    """What is answered in place of a report."""
    if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
        return {"machine": error.errno}
    if isinstance(error, RefusalError):
        return {"refused": str(error)}
    if isinstance(error, MemoryError):
        return {"refused": "reading it takes more memory than is allowed"}
    return {"refused": f"it can't be read ({type(error).__name__})"}


def _read(
    job: dict[str, Any], folder: Path, key: bytes, layouts: list[Layout], limits: Limits
) -> dict[str, Any]:
    count = 0

    def emit(batch: pa.RecordBatch) -> None:
        nonlocal count
        name = f"{job['number']:06d}-{count:06d}.batch"
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as sink:
            sink.write(seal(key, batch, name))
        count += 1

    if job.get("rows"):
        emit(handed_in(Path(job["path"]), limits))
        return {"report": {}, "batches": count, "memory": 0}
    chosen = [one for one in layouts if not job["tables"] or one.table in job["tables"]]
    report = parse_file(Path(job["path"]), chosen, limits, emit)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"report": report.as_dict(), "batches": count, "memory": used}
