"""The packages that an installation needs, with the hashes of the lock, so that plain pip refuses any other file.

    pip install --dry-run --ignore-installed --quiet --report REPORT --constraint VERSIONS ...
    python -m supply.lock versions requirements.lock > VERSIONS
    python -m supply.lock pinned requirements.lock REPORT > PINNED

uv holds a constraint's hashes against what it installs; pip wants every package pinned, and only those that are wanted.
"""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


class LockError(ValueError):
    """A lock that lacks something; it says what."""


@dataclass
class Pin:
    """One package of the lock: there may be several versions, each for its own markers."""

    name: str
    version: str
    marker: str
    hashes: list[str]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read(path: Path) -> list[Pin]:
    """Every pin of the lock, with its hashes."""
    pins: list[Pin] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if (found := _PIN.match(line)) is not None:
            pins.append(Pin(normal(found[1]), found[2], (found[3] or "").strip(), []))
        elif pins:
            pins[-1].hashes += _HASH.findall(line)
    if bare := [pin.name for pin in pins if not pin.hashes]:
        raise LockError(f"{path}: without a hash: {', '.join(bare)}; run make lock")
    return pins


def versions(pins: list[Pin]) -> list[str]:
    """The lock without its hashes, as a constraint for pip's resolver."""
    return [f"{pin.name}=={pin.version}" + (f" ; {pin.marker}" if pin.marker else "") for pin in pins]


def pinned(pins: list[Pin], report: Path) -> list[str]:
    """What pip would install, each with the hashes of the lock; our own package is left out."""
    known = {(pin.name, pin.version): pin for pin in pins}
    lines = []
    for one in json.loads(report.read_text(encoding="utf-8"))["install"]:
        if "dir_info" in one["download_info"]:
            continue
        name, version = normal(one["metadata"]["name"]), one["metadata"]["version"]
        if (name, version) not in known:
            raise LockError(f"{name}=={version} is wanted and does not stand in the lock; run make lock")
        hashes = " ".join(f"--hash={one}" for one in known[name, version].hashes)
        lines.append(f"{name}=={version} {hashes}")
    return sorted(lines)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["versions", lock]:
            lines = versions(read(Path(lock)))
        case ["pinned", lock, report]:
            lines = pinned(read(Path(lock)), Path(report))
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LockError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
