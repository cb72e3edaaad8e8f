"""What a version is made of: a CycloneDX bill of materials and a list of licences, from the lock and what is installed.

    python -m supply.sbom requirements.lock FOLDER

Writes `hecha-<version>.cdx.json` and `hecha-<version>-licences.txt`. No time and no random number stands in them: the same
lock gives the same bytes. A package of the lock that is not installed here has no licence in the list, and it says so.
"""

import json
import sys
import tomllib
import uuid
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, cast

from supply.lock import Pin, read

ROOT = Path(__file__).resolve().parents[1]
ABSENT = "not installed here"


def licence(name: str) -> str:
    """As the package itself says it: SPDX expression, licence field, or classifier."""
    try:
        told = cast("Message", metadata(name))
    except PackageNotFoundError:
        return ABSENT
    classified = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License :: ")
    ]
    first = (told.get("License-Expression") or "").strip() or ", ".join(classified)
    return first or (told.get("License") or "").strip().partition("\n")[0] or "not said"


def bill(project: dict[str, Any], pins: list[Pin], lock: bytes) -> dict[str, Any]:
    """CycloneDX 1.6."""
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    parts = {}
    for pin in pins:
        purl = f"pkg:pypi/{pin.name}@{pin.version}"
        said = licence(pin.name)
        parts[purl] = {
            "type": "library",
            "bom-ref": purl,
            "purl": purl,
            "name": pin.name,
            "version": pin.version,
            "hashes": [{"alg": "SHA-256", "content": one.partition(":")[2]} for one in sorted(pin.hashes)],
            **({} if said in {ABSENT, "not said"} else {"licenses": [{"license": {"name": said}}]}),
        }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock.hex())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "purl": own,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [parts[purl] for purl in sorted(parts)],
        "dependencies": [{"ref": own, "dependsOn": sorted(parts)}],
    }


def write(lock: Path, folder: Path) -> list[Path]:
    """Both files; their paths."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = read(lock)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{project['name']}-{project['version']}"
    sbom, licences = folder / f"{name}.cdx.json", folder / f"{name}-licences.txt"
    content = bill(project, pins, lock.read_bytes())
    sbom.write_text(
        json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    lines = sorted({f"{pin.name} {pin.version}: {licence(pin.name)}" for pin in pins})
    licences.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return [sbom, licences]


if __name__ == "__main__":
    for path in write(Path(sys.argv[1]), Path(sys.argv[2])):
        sys.stdout.write(f"{path}\n")
