"""`hecha verify`: the check of the single-file script, with SM2 signatures checked besides where the extra is there.

Not here: the check itself; it stands in `verify_release.py`, which needs nothing installed.
"""

import importlib.util
from pathlib import Path

from etl.publish.verify_release import CHECKERS, Report, check_release, lines

__all__ = ["Report", "lines", "verify"]


def verify(release: Path, key: bytes | None = None) -> list[Report]:
    """A report for each kind of the release. `key`: the office's public key.

    Raises:
        FileNotFoundError: not a release.
    """
    if importlib.util.find_spec("gmssl_pyx") is not None:
        CHECKERS["sm2"] = _sm2_holds
    return check_release(release, key)


def _sm2_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    from gmssl_pyx import InvalidValueError, sm2_verify

    try:
        return bool(sm2_verify(public, message, signature))
    except InvalidValueError:
        return False
