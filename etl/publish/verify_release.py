#!/usr/bin/env python3
"""Check that a release is whole and unaltered. One file, nothing but Python's own library (3.9 or newer), no network.

    python3 -I verify_release.py RELEASE [--key PUBLIC_KEY_HEX_OR_FILE] [--lang zh|en]

RELEASE is a release folder (with internal/, restricted/, public/) or one of those. Exit code 0: as it was published;
1: altered, with the names of what was altered; 2: not a release. Hashes find every altered, added or missing file; the
signature (Ed25519) also finds who published it, when the office's public key is given; the signed index of all releases finds
a release in the place of another, a kind that is gone, and another release made the one in force; and as far as the releases
before it lie beside it, each must be the one that the next was made after (the chain). What was not checked is said.
Not here: how a release is made.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
SEAL = "manifest.sig.json"
INDEX, CURRENT = "index.json", "current"
SIGNED = ("suite", "public_key", "signature")
ED25519, SM2 = {"hash": "sha256", "sig": "ed25519"}, {"hash": "sha256", "sig": "sm2"}
OF_SM2 = "of a kind that this script does not check"
KINDS = ("internal", "restricted", "public")

# Ed25519 (RFC 8032) in plain integers: only for checking, where nothing is secret and time does not matter.
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)
Point = tuple[int, int, int, int]


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _equal(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % PRIME == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % PRIME == 0


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    x = PRIME - x if x & 1 != sign else x
    return x, y, 1, x * y % PRIME


def _base() -> Point:
    y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
    point = _point(y.to_bytes(32, "little"))
    if point is None:
        raise ArithmeticError("the curve's base point is always there")
    return point


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is this key's over this message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return _equal(_times(scalar, _base()), _add(commitment, _times(challenge, key)))


CHECKERS = {"ed25519": ed25519_holds}
"""How each kind of signature is checked here; the program adds SM2 where it can."""


@dataclass
class Report:
    """What was checked. `altered`: each file and what is wrong with it; `notes`: what could not be checked."""

    folder: str
    release_id: str = ""
    files: int = 0
    signed_by: str = ""
    signature: str = "none"
    altered: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    """What this verdict doesn't say, since it was not asked or could not be looked at here."""
    chain: int = 0
    """Earlier releases that were at hand and are those that this one rests on."""

    @property
    def is_whole(self) -> bool:
        return not self.altered


def canonical(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8") + b"\n"


def sha256_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _loaded(path: Path, report: Report) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes and content; a file that is not canonical JSON was not written by the program."""
    try:
        data = path.read_bytes()
        content = json.loads(data)
        if not isinstance(content, dict) or canonical(content) != data:
            report.altered.append(f"{path.name}: not as the program writes it")
            content = content if isinstance(content, dict) else {}
    except FileNotFoundError:
        report.altered.append(f"{path.name}: missing")
        return b"", {}
    except (ValueError, UnicodeDecodeError):
        report.altered.append(f"{path.name}: can't be read")
        return data, {}
    return data, content


def check_folder(folder: Path, key: bytes | None = None) -> Report:
    """Check one folder that holds a manifest. `key`: the public key that must have signed it."""
    report = Report(str(folder))
    links = [folder, folder / MANIFEST, folder / SEAL]
    report.altered += [f"{path.name}: a link in the place of the file" for path in links if path.is_symlink()]
    data, content = _loaded(folder / MANIFEST, report)
    _, seal = _loaded(folder / SEAL, report)
    report.release_id = str(content.get("release_id", ""))
    if data and seal and seal.get("manifest_sha256") != hashlib.sha256(data).hexdigest():
        report.altered.append(f"{MANIFEST}: content differs from its seal")
    _check_seal(report, MANIFEST, SEAL, data, seal, key, _handovers(folder))
    files = content.get("files")
    if not isinstance(files, dict):
        report.notes.append("the files were not checked, since no manifest says what they were")
        return report
    for name, said in sorted(files.items()):
        path = folder / name
        report.files += 1
        if path.is_symlink():
            report.altered.append(f"{name}: a link in the place of the file")
        elif not path.is_file():
            report.altered.append(f"{name}: missing")
        elif not isinstance(said, dict) or sha256_file(path) != said.get("sha256"):
            report.altered.append(f"{name}: content differs from the manifest")
    known = {*files, MANIFEST, SEAL}
    strange = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    report.altered += [f"{name}: not in the manifest" for name in sorted(strange) if name not in known]
    if (kind := kind_of(folder.resolve().name)) and content.get("kind") != kind:
        report.altered.append(f"{MANIFEST}: of a release of the kind {content.get('kind')}")
    _check_chain(report, folder, content)
    return report


def _check_chain(report: Report, folder: Path, content: dict[str, Any]) -> None:
    """Each release names the one before it by the hash of its internal manifest; those that lie beside it are looked at."""
    releases = folder.resolve().parents[2] if len(folder.resolve().parents) > 2 else folder
    while previous := _previous(content):
        name = f"{previous.get('ledger_month')}/{previous.get('release_id')}"
        path = releases / name / "internal" / MANIFEST
        if not path.is_file():
            report.notes.append(f"the release before, {name}, does not lie beside it: the chain ends here")
            return
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != previous.get("manifest_sha256"):
            report.altered.append(
                f"../../../{name}/internal/{MANIFEST}: broken chain, not the manifest that the next release names"
            )
            return
        report.chain += 1
        content = json.loads(data)


def _previous(content: dict[str, Any]) -> dict[str, Any] | None:
    made_from = content.get("made_from")
    found = made_from.get("previous_release") if isinstance(made_from, dict) else None
    return found if isinstance(found, dict) else None


def _check_seal(
    report: Report,
    name: str,
    seal_name: str,
    data: bytes,
    seal: dict[str, Any],
    key: bytes | None,
    handovers: list[dict[str, str]],
) -> None:
    if not data or not seal:
        return
    if "signature" not in seal:
        report.altered.append(f"{seal_name}: not signed")
        return
    report.signed_by = str(seal.get("public_key", ""))
    try:
        public = bytes.fromhex(report.signed_by)
        signature = base64.b64decode(str(seal["signature"]), validate=True)
    except (ValueError, binascii.Error):
        report.altered.append(f"{seal_name}: signature can't be read")
        return
    if key is not None and public not in _same_hand(key, handovers):
        report.signature = "of another key"
        report.altered.append(f"{seal_name}: signed with another key than the one given")
        return
    suite = seal.get("suite")
    holds = CHECKERS.get(str(suite.get("sig"))) if suite in (ED25519, SM2) else None
    if holds is None:
        report.signature = OF_SM2
        if key is not None or suite != SM2:
            # Who asks whose it is must not be told that all is well; and a suite that nobody signs with is none.
            report.altered.append(f"{seal_name}: signed in a way that can not be checked here")
        return
    if holds(public, data, signature):
        report.signature = (
            "valid" if key is not None else "valid for the key that it names; give --key to know whose"
        )
    else:
        report.signature = "invalid"
        report.altered.append(f"{name}: signature does not hold")


def _handovers(folder: Path) -> list[dict[str, str]]:
    """From which key to which the office has passed on: in the index, and in the seal of a release that was taken away."""
    found: list[dict[str, str]] = []
    for path in (
        folder / SEAL,
        folder.resolve().parents[2] / INDEX if len(folder.resolve().parents) > 2 else folder,
    ):
        try:
            content = json.loads(path.read_bytes())
            found += [one for one in content.get("handovers", []) if isinstance(one, dict)]
        except (OSError, ValueError, AttributeError, TypeError):
            continue
    return found


def handover_text(old: str, new: str) -> bytes:
    """What both keys sign when one takes over from the other."""
    return f"hecha: releases signed by {old} are from now on signed by {new}".encode()


def _same_hand(key: bytes, handovers: list[dict[str, str]]) -> set[bytes]:
    """The key that was given, and those tied to it by handovers that both keys have signed."""
    hand = {key}
    for _ in range(len(handovers)):
        for one in handovers:
            try:
                old, new = bytes.fromhex(one["old"]), bytes.fromhex(one["new"])
                if (old in hand) == (new in hand):
                    continue
                text = handover_text(one["old"], one["new"])
                by_old, by_new = base64.b64decode(one["by_old"]), base64.b64decode(one["by_new"])
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
            if ed25519_holds(old, text, by_old) and ed25519_holds(new, text, by_new):
                hand |= {old, new}
    return hand


def _check_place(release: Path, report: Report, key: bytes | None) -> None:
    """Hold a release against the signed index of all: its month, its id, its kinds, and which one is in force."""
    month, out = release.resolve().parent, release.resolve().parent.parent
    current = month / CURRENT
    if not (out / INDEX).exists() and not current.exists():
        report.limits.append(
            "it does not lie among its releases: whether a kind is gone and whether it is the one in force was not checked"
        )
        return
    check = Report(str(out))
    if (out / INDEX).is_symlink() or current.is_symlink() or release.is_symlink():
        check.altered.append(f"{INDEX}: a link in the place of the file")
    _, index = _loaded(out / INDEX, check)
    said = canonical({name: value for name, value in index.items() if name not in SIGNED})
    _check_seal(check, INDEX, INDEX, said, index, key, _handovers(release / KINDS[0]))
    report.altered += [f"../../../{one}" for one in check.altered]
    months = index.get("months")
    if not isinstance(months, dict) or check.altered:
        return
    report.altered += _out_of_place(release.resolve(), months, current)
    gone = sorted(name for name in months if not (out / name).is_dir())
    report.limits += [f"the month {name} of the index does not lie here" for name in gone]


def _out_of_place(release: Path, months: dict[str, Any], current: Path) -> list[str]:
    said = months.get(release.parent.name)
    said = said if isinstance(said, dict) else {}
    kinds = said.get("releases", {}).get(release.name)
    if not isinstance(kinds, dict):
        return [f"../../{release.parent.name}/{release.name}: not in the index under this month and this id"]
    altered = []
    there = {path.name for path in release.iterdir() if kind_of(path.name)}
    altered += [f"../{name}: missing, the index has this kind" for name in sorted(set(kinds) - there)]
    altered += [f"../{name}: not in the index" for name in sorted(there - set(kinds))]
    for name in sorted(there & set(kinds)):
        path = release / name / MANIFEST
        if path.is_file() and sha256_file(path) != kinds[name]:
            altered.append(f"../{name}/{MANIFEST}: not the one that the index names")
    in_force = current.read_text(encoding="utf-8", errors="replace").strip() if current.is_file() else "?"
    # `before` stands while one release takes over from another, and when that was interrupted.
    if in_force not in {said.get("current"), said.get("before")}:
        altered.append(f"../../{CURRENT}: names {in_force}, the index {said.get('current')}")
    return altered


def check_release(release: Path, key: bytes | None = None) -> list[Report]:
    """A report for each kind in a release folder, or one for a folder of a kind.

    Raises:
        FileNotFoundError: no manifest anywhere below.
    """
    if (release / MANIFEST).exists() or (release / SEAL).exists():
        report = check_folder(release, key)
        if kind_of(release.resolve().name):
            _check_place(release.resolve().parent, report, key)
        return [_with_limits(report, key)]
    kinds = [path for path in sorted(release.iterdir(), key=_place) if kind_of(path.name) and path.is_dir()]
    if not kinds:
        raise FileNotFoundError(f"{release}: no {MANIFEST} and none of {', '.join(KINDS)}; not a release")
    reports = [check_folder(folder, key) for folder in kinds]
    strange = [path.name for path in sorted(release.iterdir()) if path not in kinds]
    reports[0].altered += [f"../{name}: not part of a release" for name in strange]
    first = reports[0].release_id
    for report in reports[1:]:
        if report.release_id != first:
            report.altered.append(
                f"{MANIFEST}: of the release {report.release_id or '?'}, not {first or '?'}"
            )
    _check_place(release, reports[0], key)
    return [_with_limits(report, key) for report in reports]


def _with_limits(report: Report, key: bytes | None) -> Report:
    if key is None:
        report.limits.append(
            "whose the signature is was not checked: give the office's public key with --key"
        )
    return report


def kind_of(name: str) -> str:
    """The kind whose folder is called so; '' for any other name. Each further purpose of a restricted release has its own."""
    found = re.fullmatch(r"(internal|public|restricted)|(restricted)-[0-9a-f]{8}", name)
    return (found[1] or found[2]) if found else ""


def _place(path: Path) -> tuple[int, str]:
    kind = kind_of(path.name)
    return (KINDS.index(kind) if kind else len(KINDS), path.name)


def read_key(text: str) -> bytes:
    """A public key as 64 hex digits (SM2: 128), or a file that holds them."""
    path = Path(text)
    found = path.read_text(encoding="utf-8").strip() if path.is_file() else text.strip()
    key = bytes.fromhex(found)
    if len(key) not in (32, 64):
        raise ValueError("a public key has 64 hex digits, one of SM2 128")
    return key


ZH = (
    ("not in the index under this month and this id", "索引中此月份下没有此发布编号"),
    ("missing, the index has this kind", "缺少，索引中有此种类"),
    ("not in the index", "索引中没有"),
    ("not the one that the index names", "不是索引所记的清单"),
    (", the index ", "，索引所记为"),
    ("names ", "写的是"),
    ("the month ", "索引中的月份"),
    (" of the index does not lie here", "不在此处"),
    (
        "it does not lie among its releases: whether a kind is gone and whether it is the one in force was not checked",
        "不在原发布目录中：是否缺少种类、是否为现行发布，均未核对",
    ),
    (
        "whose the signature is was not checked: give the office's public key with --key",
        "未核对签名属于谁：请用 --key 给出本单位公钥",
    ),
    ("content differs from the manifest", "内容与清单不符"),
    ("content differs from its seal", "内容与封签不符"),
    ("not in the manifest", "清单中没有"),
    ("not part of a release", "不属于发布内容"),
    ("not as the program writes it", "不是程序写出的样子"),
    ("can't be read", "无法读取"),
    ("a link in the place of the file", "文件被换成了链接"),
    ("missing", "缺少"),
    ("not signed", "没有签名"),
    ("signed with another key than the one given", "签名所用公钥不是给出的公钥"),
    ("signature does not hold", "签名不成立"),
    ("signed in a way that can not be checked here", "此处不能核对此种签名"),
    ("broken chain, not the manifest that the next release names", "发布链断开，不是下一期所依据的清单"),
    ("of a release of the kind ", "属于另一种类的发布："),
    ("of the release ", "属于另一期发布："),
    (", not ", "，而不是"),
    ("signature ", "签名"),
    ("the files were not checked, since no manifest says what they were", "没有可读的清单，其余文件未核对"),
    ("the release before, ", "上一期"),
    (", does not lie beside it: the chain ends here", "不在旁边：未再向前核对"),
)
SIGNATURES_ZH = {
    "none": "没有",
    "valid": "有效",
    "invalid": "无效",
    "of another key": "属于另一公钥",
    "valid for the key that it names; give --key to know whose": "对其自带公钥有效；给出 --key 才能知道是谁的",
    OF_SM2: "本程序不能核对此种签名",
}


def shown(text: str) -> str:
    """A name as it can be shown anywhere: what steers a terminal or turns the writing is written out."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def lines(report: Report, language: str = "en") -> list[str]:
    """The report in words."""
    return [shown(line) for line in _lines(report, language)]


def _lines(report: Report, language: str) -> list[str]:
    name, chain = report.release_id or "?", report.chain
    if language != "zh":
        head = f"{report.folder}: release {name}, {report.files} files, signature {report.signature}"
        head += f", {chain} earlier in the chain" if chain else ""
        verdict = "unaltered" if report.is_whole else "ALTERED"
        every = (*report.altered, *report.notes, *report.limits)
        return [f"{head}: {verdict}", *(f"  {one}" for one in every)]
    signature = SIGNATURES_ZH.get(report.signature, report.signature)
    head = f"{report.folder}：发布编号{name}，{report.files}个文件，签名：{signature}"
    head += f"，向前相连{chain}期" if chain else ""
    told = []
    for one in (*report.altered, *report.notes, *report.limits):
        file, mark, what = one.rpartition(": ") if one in report.altered else ("", "", one)
        for english, chinese in ZH:
            what = what.replace(english, chinese)
        told.append(f"  {file}{'：' if mark else ''}{what}")
    return [f"{head}：{'未被改动' if report.is_whole else '已被改动'}", *told]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check that a release is whole and unaltered.")
    parser.add_argument("release", type=Path)
    parser.add_argument(
        "--key", help="the office's public key: 64 hex digits (SM2: 128), or a file that holds them"
    )
    spoken = "zh" if os.environ.get("LANG", "").startswith("zh") else "en"
    parser.add_argument("--lang", choices=("zh", "en"), default=spoken, help="language of the report")
    given = parser.parse_args(arguments)
    try:
        key = read_key(given.key) if given.key else None
        reports = check_release(given.release, key)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for report in reports:
        sys.stdout.write("\n".join(lines(report, given.lang)) + "\n")
    return 0 if all(report.is_whole for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
