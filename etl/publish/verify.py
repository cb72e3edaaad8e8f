"""`hecha verify`: the check of the single-file script, with SM2 signatures checked besides where the extra is there.

Not here: the check itself; it stands in `verify_release.py`, which needs nothing installed.
"""

import base64
import importlib.util
import json
from pathlib import Path

from etl.publish.verify_release import MANIFEST, SEAL, UNCHECKED, Report, check_release, lines

__all__ = ["Report", "lines", "verify"]


def verify(release: Path, key: bytes | None = None) -> list[Report]:
    """A report for each kind of the release. `key`: the office's public key.

    Raises:
        FileNotFoundError: not a release.
    """
    reports = check_release(release, key)
    for report in reports:
        if report.signature.startswith("of a kind"):
            _check_sm2(report, key)
    return reports


def _check_sm2(report: Report, key: bytes | None) -> None:
    """Where the key was given it is the one that signed: the script has compared them."""
    if importlib.util.find_spec("gmssl_pyx") is None:
        return
    from gmssl_pyx import InvalidValueError, sm2_verify

    folder = Path(report.folder)
    seal = json.loads((folder / SEAL).read_bytes())
    if seal.get("suite") != {"hash": "sha256", "sig": "sm2"}:
        return
    report.altered = [line for line in report.altered if line != UNCHECKED]
    public, signature = bytes.fromhex(seal["public_key"]), base64.b64decode(seal["signature"])
    try:
        holds = sm2_verify(public, (folder / MANIFEST).read_bytes(), signature)
    except InvalidValueError:
        holds = False
    if holds:
        report.signature = (
            "valid" if key is not None else "valid for the key that it names; give --key to know whose"
        )
    else:
        report.signature = "invalid"
        report.altered.append(f"{MANIFEST}: signature does not hold")
