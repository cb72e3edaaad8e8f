"""Readers of what comes from outside, fed with damaged input by a seed: each answers with its own kind of refusal, in time.

    python -m bench.fuzz [--seed 1] [--seconds 600] [--only NAME …]

Readers: files of deliveries in every format, decisions, the configuration, policy files, answers of the gateway. Anything but a
result or a refusal of its own, and anything that takes longer than SLOW, is a find: its seed is printed, and what led to it is kept
in `--keep`. What was found and mended stands as a case in the tests. Not here: whether a row is lost (`tests/connectors`).
"""

import argparse
import csv
import io
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SLOW = 20.0
PANIC = "PanicException"
"""The native reader of workbooks gives up so; the child that it runs in makes a refusal of it."""
NAMES = ("delivery", "decisions", "configuration", "policy", "gateway")
WORDS = (
    b'"', b"'", b",", b"\t", b"\r", b"\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b[2J", "\u202e".encode(),
    b"NaN", b"1e999", b"-0", b"9" * 400, "²".encode(), "５".encode(), b"0x1F", b"1_000", b"null", b"true", b"[]", b"{}", b"{", b"]",
    b"<!DOCTYPE x>", b"<f>1</f>", b"<tr>", b"</table>", b"<!--", b"&amp;", b"&x;", b"<![CDATA[", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"PAR1",
    b"=cmd|' /C calc'!A0", b"../../x", b"%s%n", b"${x}", b"*a", b"&a b", b"!!python/object:os.system", b"2024-13-01", b": ", b"- ",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A reader: what it is given to begin with, and one reading, which ends well or with a refusal of its own."""

    name: str
    seeds: tuple[bytes, ...]
    read: Callable[[bytes, Path], None]


def damaged(content: bytes, rng: random.Random) -> bytes:
    """The content with a few harms done to it."""
    harmed = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(harmed) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(harmed):
            harmed[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            harmed[at:at] = rng.choice(WORDS)
        elif kind == 2:
            del harmed[at : at + rng.randint(1, 40)]
        elif kind == 3:
            harmed[at:at] = harmed[at : at + rng.randint(1, 200)]
        elif kind == 4 and rng.random() < 0.2:
            del harmed[at:]
        else:
            word = rng.choice(WORDS)
            harmed[at : at + len(word)] = word
    return bytes(harmed)


# --- the readers ---


@cache
def _layouts() -> list[Any]:
    from connectors.files.pull import layout_of
    from etl.model.sources import load_sources

    tables = load_sources(Path(__file__).resolve().parents[1] / "connectors")["county_finance"].tables
    return [layout_of(one) for one in tables.values()]


def _delivery(content: bytes, folder: Path) -> None:
    from connectors.files.guard import Limits, RefusalError
    from connectors.files.parse import parse_file

    path = folder / "发放明细_20231130.csv"
    path.write_bytes(content)
    try:
        parse_file(path, _layouts(), Limits(), lambda _batch: None)
    except RefusalError:
        return


def _delivery_seeds() -> tuple[bytes, ...]:
    from tests.connectors import sheets

    cells = sheets.grid()
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        paths = (
            sheets.write_csv(at / "a.csv", cells),
            sheets.write_csv(at / "b.csv", cells, encoding="gb18030", separator="\t"),
            sheets.write_csv(at / "c.csv", cells, encoding="utf-16"),
            sheets.write_xlsx(at / "d.xlsx", cells),
            sheets.write_xls(at / "e.xls", cells),
            sheets.write_html(at / "f.xls", cells),
            sheets.write_spreadsheetml(at / "g.xls", cells),
        )
        return tuple(path.read_bytes() for path in paths)


def _decisions(content: bytes, folder: Path) -> None:
    from connectors.files.sheetrows import workbook_rows
    from etl.decisions.reading import DecisionsError, parse_file

    path = folder / "d.csv"
    path.write_bytes(content)
    try:
        parse_file(path, workbook_rows)
    except DecisionsError:
        return


def _decision_seeds() -> tuple[bytes, ...]:
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            ["kind", "alert_id", "answer", "by", "on", "why", "from_month", "value"],
            ["alert", "a" * 16, "confirmed", "核查员", "2024-07-01", "现场", "", ""],
            ["fact", "", "relaxed_until", "核查员", "2024-07-01", "文件", "202401", "202412"],
        ]
    )
    chinese = "疑点编号,答复,核查人,核查日期,说明\n" + f"{'b' * 16},属实,核查员,2024年7月1日,现场\n"
    return text.getvalue().encode("utf-8-sig"), chinese.encode("gb18030")


def _configuration(content: bytes, folder: Path) -> None:
    from etl.config import load_config
    from etl.config_file import ConfigError

    path = folder / "hecha.yaml"
    path.write_bytes(content)
    try:
        load_config(path)
    except ConfigError:
        return


def _configuration_seeds() -> tuple[bytes, ...]:
    text = """timezone: Asia/Shanghai
store: ./var
areas: ["450721", "4501"]
sources:
  monitoring: {delivery: files, path: ., glob: "*"}
  hrss: {delivery: sql, url: "sqlite:///x.db", pull: changes, tables: {rosters: {guards: {on_fall: accept}}}}
  business_registry: {delivery: gateway, base: "http://127.0.0.1:8799", key: demo, secret_env: S, sign: sm3, mode: lookup}
mapping: {hrss: {tables: {rosters: {table: ldjy.cj_ryxx, columns: {SFZH: id_number}}}}}
guards: {fall_to: "0.50", on_fall: block, on_nothing: block}
scheme_names: {耕地地力保护补贴: OTHER}
documents: [{id: GZ, from: "2021-07-15", document: x}]
parameters:
  - {name: minimum_wage, area: "450721", from: "2023-11-01", amount: "1690.00", document: x}
engine: duckdb
sealing: sm4-gcm
"""
    return (text.encode(),)


def _policy(content: bytes, folder: Path) -> None:
    from etl.policy import read

    inside = folder / "policy"
    inside.mkdir(exist_ok=True)
    (inside / "damaged.yaml").write_bytes(content)
    try:
        read.load(inside)
    except read.PolicyError:
        return


def _policy_seeds() -> tuple[bytes, ...]:
    from etl.policy.read import SHIPPED

    return tuple(path.read_bytes() for path in sorted(SHIPPED.glob("*.yaml"))[:3])


@cache
def _client() -> Any:
    from connectors.gateway.client import Gateway

    return Gateway("business_registry", "http://127.0.0.1:1", "demo", "secret")


def _gateway(content: bytes, _folder: Path) -> None:
    import httpx2

    from connectors.errors import ConnectorError
    from connectors.gateway.client import _AgainError

    lines = content.split(b"\n", 2)
    status, after = [*lines, b"", b""][:2]
    code = int(status) if status.isdigit() and len(status) == 3 else 200
    try:
        headers = httpx2.Headers([(b"Retry-After", after), (b"Date", after)])
        # An answer as it comes from the wire, without the wire.
        _client()._note_clock(headers)  # noqa: SLF001
        _client()._answer(code, headers, lines[-1], 1)  # noqa: SLF001
    except (ConnectorError, _AgainError):
        return


def _gateway_seeds() -> tuple[bytes, ...]:
    rows = [{"UNISCID": "91459901MA5ABC001D", "ENTNAME": "企业", "REGCAP": 12.5, "UPDATED_AT": None}]
    said = {
        "code": 0,
        "msg": "ok",
        "page": 1,
        "size": 500,
        "total": 1,
        "as_of": "2024-06-30T23:59:59+08:00",
        "rows": rows,
    }
    return (
        b"200\n5\n" + json.dumps(said, ensure_ascii=False).encode(),
        b"200\nWed, 21 Oct 2015 07:28:00 GMT\n" + json.dumps({"code": 5001}).encode(),
        b"429\n120\n{}",
    )


def targets() -> Iterator[Target]:
    """Every reader, with what it is given to begin with."""
    yield Target("delivery", _delivery_seeds(), _delivery)
    yield Target("decisions", _decision_seeds(), _decisions)
    yield Target("configuration", _configuration_seeds(), _configuration)
    yield Target("policy", _policy_seeds(), _policy)
    yield Target("gateway", _gateway_seeds(), _gateway)


@dataclass(frozen=True)
class Find:
    """An input that a reader had no answer to."""

    target: str
    seed: int
    what: str
    content: bytes


def fuzz(target: Target, seeds: Iterator[int], ends: float) -> tuple[int, list[Find]]:
    """How many inputs were read until the time was over or the seeds were, and what they found; each kind of find once."""
    found: dict[str, Find] = {}
    count = 0
    with tempfile.TemporaryDirectory(prefix="hecha-fuzz-") as folder:
        for seed in seeds:
            if time.monotonic() > ends:
                break
            rng = random.Random(seed)
            content = damaged(rng.choice(target.seeds), rng)
            began = time.monotonic()
            what = ""
            count += 1
            try:
                target.read(content, Path(folder))
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                if type(error).__name__ == PANIC:
                    continue
                frame = error.__traceback__
                while frame is not None and frame.tb_next is not None:
                    frame = frame.tb_next
                line = "" if frame is None else f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}"
                what = f"{type(error).__name__} at {line}"
            if time.monotonic() - began > SLOW:
                what = what or "slow"
            if what:
                found.setdefault(what, Find(target.name, seed, what, content))
    return count, list(found.values())


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Damaged input, by a seed, for every reader of what comes from outside."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR")
    given = parser.parse_args()
    every: list[Find] = []
    counted: Counter[str] = Counter()
    for target in targets():
        if given.only and target.name not in given.only:
            continue
        seeds = iter(range(given.seed * 10**9, (given.seed + 1) * 10**9))
        counted[target.name], found = fuzz(target, seeds, time.monotonic() + given.seconds)
        every += found
        print(f"{target.name}: {counted[target.name]} inputs, {len(found)} finds", flush=True)
    for one in every:
        print(f"{one.target} seed {one.seed}: {one.what}")
        if given.keep is not None:
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{one.target}-{one.seed}").write_bytes(one.content)
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main())
