"""`hecha verify`: the check of the single-file script, with SM2 signatures checked besides where the extra is there.

Not here: the check itself; it stands in `verify_release.py`, which needs nothing installed.
"""

import base64
import importlib.util
import json
from pathlib import Path

from etl.publish.verify_release import MANIFEST, SEAL, Report, check_release, lines

__all__ = ["Report", "lines", "verify"]


def verify(release: Path, key: bytes | None = None) -> list[Report]:
    """A report for each kind of the release. `key`: the office's public key.

    Raises:
        FileNotFoundError: not a release.
    """
    reports = check_release(release, key)
    for report in reports:
        if report.signature.startswith("of a kind"):
            _check_sm2(report)
    return reports


def _check_sm2(report: Report) -> None:
    if importlib.util.find_spec("gmssl_pyx") is None:
        return
    from gmssl_pyx import sm2_verify

    folder = Path(report.folder)
    seal = json.loads((folder / SEAL).read_bytes())
    signature = base64.b64decode(seal["signature"])
    if sm2_verify(bytes.fromhex(seal["public_key"]), (folder / MANIFEST).read_bytes(), signature):
        report.signature = "valid for the SM2 key that it names"
    else:
        report.signature = "invalid"
        report.altered.append(f"{MANIFEST}: signature does not hold")
