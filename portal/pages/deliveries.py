"""What came: source × county × month, with what each gap leaves unjudged; upload of a workbook, read on trial first."""

import hashlib
import secrets
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from connectors.errors import FileRefusedError
from connectors.files.guard import Limits
from connectors.files.pull import layout_of
from connectors.files.reader import FileReader, Found
from etl.model.sources import load_sources
from etl.store import durable
from flow.sources import SOURCES
from portal.pages.precheck import uploaded
from portal.releases import Desk, Row, counties_of
from portal.site import Site
from portal.store.tables import DELIVERY
from portal.web import NotFoundError, Visit, refuse, visiting

router = APIRouter()
STATES = {
    "none": ("未报", "nothing came"),
    "partial": ("部分", "in part"),
    "stale": ("不及时", "too old"),
    "full": ("完整", "whole"),
    "refused": ("被退回", "refused"),
    "taken": ("已接收", "taken"),
}
WAITS = ".tmp-"
"""Begins the name of a file that is not taken yet: nobody reads it."""
ENDINGS = (".xlsx", ".xls", ".csv", ".parquet")


@router.get("/deliveries")
def every(visit: Annotated[Visit, Depends(visiting("read"))], month: int | None = None) -> Response:
    desk = visit.desk(month)
    rows = desk.rows("coverage", "t.month = ?", [desk.month.month], order="t.source, t.county")
    by_source = [(source, list(some)) for source, some in groupby(rows, key=itemgetter("source"))]
    refused = desk.rows(
        "quarantine", group="t.source, t.reason", select="t.source, t.reason, count(*) AS n", order="t.source"
    )
    with visit.site.store.read() as connection:
        query = sa.select(DELIVERY).order_by(DELIVERY.c.id.desc()).limit(50)
        if visit.account.role != "auditor":
            query = query.where(DELIVERY.c.account == visit.account.name)
        handed = connection.execute(query).all()
    return visit.page(
        "deliveries.html",
        month=desk.month,
        months=[one.month for one in visit.months()],
        matrix={source: {row["county"]: row for row in some} for source, some in by_source},
        counties=sorted({row["county"] for row in rows}),
        gaps=[row for row in rows if row["state"] != "full"],
        unjudged=_unjudged(desk),
        refused=refused,
        totals=desk.month.manifest.get("control_totals", {}) if not visit.account.counties else {},
        names=counties_of(visit.site.releases, desk.month),
        states=STATES,
        handed=handed,
        systems=systems(visit) if visit.site.config.portal.deliveries else [],
    )


def _unjudged(desk: Desk) -> list[Row]:
    """Codes that the data of the month could not be searched for, each with its counties and the reason."""
    return desk.rows(
        "alert_runs",
        "t.month = ? AND t.state <> 'ran'",
        [desk.month.month],
        group="t.code, t.says",
        select="t.code, t.says, list(DISTINCT t.county ORDER BY t.county) AS counties",
        order="t.code, t.says",
    )


def systems(visit: Visit) -> list[str]:
    """Systems that this installation gets as files."""
    return [name for name, given in visit.site.config.sources.systems().items() if given.delivery == "files"]


@router.post("/deliveries")
def hand_in(visit: Annotated[Visit, Depends(visiting("deliver"))]) -> Response:
    """Read a file on trial through the guarded reader; what it refuses is shown, what it reads goes into the drop folder."""
    drop = visit.site.config.portal.deliveries
    if drop is None:
        says = visit.t("本单位未开通上传", "uploads are not open here")
        raise refuse(visit.site, visit.account.name, visit.request, says)
    system = visit.field("system")
    if system not in systems(visit):
        raise NotFoundError
    name, content = uploaded(visit, "file", ENDINGS)
    digest = hashlib.sha256(content).hexdigest()
    waiting = durable.make_folder(drop / system) / f"{WAITS}{secrets.token_hex(8)}{Path(name).suffix.lower()}"
    try:
        waiting.write_bytes(content)
        fault, about = _on_trial(visit, system, waiting, name)
        with visit.site.store.act(visit.account.name) as act:
            values: dict[str, Any] = {"source": about or system, "file": name, "sha256": digest}
            values |= {"state": "refused" if fault else "taken", "account": act.account, "at": act.at}
            act.connection.execute(sa.insert(DELIVERY).values(**values, faults=fault))
            act.note("delivery", f"{system} {digest[:16]}", outcome="refused" if fault else "done")
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    # Its row holds: killed before it has its name, it gets it at the next start.
    if fault:
        waiting.unlink(missing_ok=True)
    else:
        waiting.replace(_named(waiting, digest, name))
    return visit.back("/deliveries")


def _named(waiting: Path, digest: str, name: str) -> Path:
    return waiting.with_name(f"{digest[:12]}_{name}")


def finish(site: Site) -> None:
    """Give what was taken when the portal was killed its name in the drop folder; what has no row goes."""
    drop = site.config.portal.deliveries
    if drop is None or not drop.is_dir():
        return
    with site.store.read() as connection:
        query = sa.select(DELIVERY.c.sha256, DELIVERY.c.file).where(DELIVERY.c.state == "taken")
        taken = {row.sha256: row.file for row in connection.execute(query)}
    for waiting in drop.glob(f"*/{WAITS}*"):
        digest = durable.sha256_file(waiting)
        if digest in taken:
            waiting.replace(_named(waiting, digest, taken[digest]))
        else:
            waiting.unlink()


def _on_trial(visit: Visit, system: str, path: Path, name: str) -> tuple[str, str]:
    """What is wrong with the file ('' where nothing is), and whose table it holds."""
    spec = load_sources(SOURCES)[system]
    layouts = [layout_of(table) for table in spec.tables.values()]
    with FileReader(
        system, layouts, Limits(), durable.make_folder(visit.site.config.store / "tmp")
    ) as reader:
        try:
            parsed = reader.read(Found(path, name, None))
        except FileRefusedError as error:
            return str(error.refusal), ""
    return "", f"{system}.{parsed.report['table']}"
