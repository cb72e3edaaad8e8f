"""The index: a release in the place of another, a kind that is gone, another one in force, a link, a forged line: all show."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.publish import index, verify_release
from etl.publish.signing import Ed25519Signer, handover, seal
from etl.publish.verify import lines, verify
from etl.store import durable
from etl.store.releases import Release

SIGNER, OTHER, NEXT = (Ed25519Signer(bytes([number]) * 32) for number in (1, 2, 3))
KEY = bytes.fromhex(SIGNER.public_key)


def release(out: Path, month: int, release_id: str, *kinds: str, signer: Ed25519Signer = SIGNER) -> Release:
    """A release of one small table, published."""
    folder = out / str(month) / release_id
    for kind in ("internal", *kinds):
        inside = durable.make_folder(folder / kind)
        (inside / "ledger.parquet").write_bytes(f"{month} {release_id}".encode())
        said = {
            "kind": kind.partition("-")[0],
            "ledger_month": month,
            "release_id": release_id,
            "files": {
                "ledger.parquet": {
                    "sha256": hashlib.sha256((inside / "ledger.parquet").read_bytes()).hexdigest()
                }
            },
        }
        (inside / "manifest.json").write_bytes(verify_release.canonical(said))
        seal(inside, signer)
    return Release(month, release_id, folder)


A, B, C = "a" * 12, "b" * 12, "c" * 12


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """May with one release, June with an older and a newer one, which also has restricted files."""
    made = tmp_path / "out"
    for month, name, kinds in (
        (202405, A, ()),
        (202406, B, ()),
        (202406, C, ("restricted", "restricted-0a1b2c3d")),
    ):
        index.make_current(made, release(made, month, name, *kinds), SIGNER, ())
    return made


def altered(folder: Path, key: bytes | None = KEY) -> list[str]:
    return [one for report in verify(folder, key) for one in report.altered]


def test_what_was_published_verifies_in_its_place(out: Path) -> None:
    for month, name in ((202405, A), (202406, B), (202406, C)):
        assert altered(out / str(month) / name) == []
        assert altered(out / str(month) / name / "internal") == []
    assert [report.limits for report in verify(out / "202406" / C, KEY)] == [[], [], []]


def _in_force(out: Path) -> Path:
    (out / "202406" / "current").write_text(f"{B}\n")
    return out / "202406" / B


def _under_another_month(out: Path) -> Path:
    shutil.copytree(out / "202405" / A, out / "202407" / A)
    (out / "202407" / "current").write_text(f"{A}\n")
    return out / "202407" / A


def _under_another_name(out: Path) -> Path:
    shutil.rmtree(out / "202406" / C)
    shutil.copytree(out / "202406" / B, out / "202406" / C)
    return out / "202406" / C


def _without_a_kind(out: Path) -> Path:
    shutil.rmtree(out / "202406" / C / "restricted-0a1b2c3d")
    return out / "202406" / C


def _with_a_kind_more(out: Path) -> Path:
    shutil.copytree(out / "202406" / C / "restricted", out / "202406" / C / "restricted-ffffffff")
    return out / "202406" / C


def _link_for_a_kind(out: Path) -> Path:
    shutil.move(out / "202406" / C / "restricted", out / "elsewhere")
    (out / "202406" / C / "restricted").symlink_to(out / "elsewhere")
    return out / "202406" / C


def _link_for_a_manifest(out: Path) -> Path:
    path = out / "202405" / A / "internal" / "manifest.json"
    shutil.move(path, out / "elsewhere")
    path.symlink_to(out / "elsewhere")
    return out / "202405" / A


def _without_the_index(out: Path) -> Path:
    (out / "index.json").unlink()
    return out / "202405" / A


def _edited_index(out: Path) -> Path:
    text = (out / "index.json").read_text(encoding="utf-8")
    (out / "index.json").write_text(text.replace(f'"current":"{C}"', f'"current":"{B}"'), encoding="utf-8")
    (out / "202406" / "current").write_text(f"{B}\n")
    return out / "202406" / B


@pytest.mark.parametrize(
    "change",
    [
        _in_force,
        _under_another_month,
        _under_another_name,
        _without_a_kind,
        _with_a_kind_more,
        _link_for_a_kind,
        _link_for_a_manifest,
        _without_the_index,
        _edited_index,
    ],
    ids=lambda change: change.__name__.strip("_"),
)
@pytest.mark.parametrize("key", [KEY, None], ids=["key", "no key"])
def test_whatever_is_changed_around_a_release_shows(
    out: Path, change: Callable[[Path], Path], key: bytes | None
) -> None:
    assert altered(change(out), key)


def test_a_release_taken_elsewhere_verifies_and_says_what_was_not_checked(out: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(out / "202406" / C, tmp_path / "stick" / "deep" / C))
    reports = verify(copy)
    assert all(report.is_whole for report in reports)
    assert ["does not lie among its releases" in one for one in reports[0].limits] == [True, False]


def test_an_index_of_another_hand_is_told_with_the_key_and_made_anew_by_ours(out: Path) -> None:
    content = json.loads((out / "index.json").read_bytes())
    said = {name: value for name, value in content.items() if name not in verify_release.SIGNED}
    from etl.publish.signing import signed

    forged = said | signed(verify_release.canonical(said), OTHER)
    (out / "index.json").write_bytes(verify_release.canonical(forged))
    assert altered(out / "202405" / A) == ["../../../index.json: signed with another key than the one given"]
    assert not index.make_current(
        out, release(out, 202406, C, "restricted", "restricted-0a1b2c3d"), SIGNER, ()
    )
    assert altered(out / "202405" / A) == altered(out / "202406" / C) == []


def test_killed_between_index_and_pointer_nothing_looks_altered(out: Path) -> None:
    def die(point: str) -> None:
        if point == "index of both":
            raise InterruptedError

    newer = release(out, 202406, "d" * 12)
    durable.set_crash_point(die)
    try:
        with pytest.raises(InterruptedError):
            index.make_current(out, newer, SIGNER, ())
    finally:
        durable.set_crash_point(None)
    assert altered(out / "202406" / C) == altered(newer.folder) == []
    index.make_current(out, newer, SIGNER, ())
    assert altered(newer.folder) == []
    assert "before" not in (out / "index.json").read_text(encoding="utf-8")


def test_old_and_new_key_know_each_other_by_the_handover(out: Path) -> None:
    passed = [handover(SIGNER, NEXT)]
    newest = release(out, 202407, "e" * 12, signer=NEXT)
    seal(newest.folder / "internal", NEXT, passed)
    index.make_current(out, newest, NEXT, passed)
    new_key = bytes.fromhex(NEXT.public_key)
    for key in (KEY, new_key):
        assert altered(newest.folder, key) == altered(out / "202405" / A, key) == []
    assert altered(newest.folder, bytes.fromhex(OTHER.public_key))
    forged = [{**passed[0], "new": OTHER.public_key}]
    seal(newest.folder / "internal", OTHER, forged)
    assert any("another key" in one for one in altered(newest.folder))


def test_a_name_can_not_forge_a_line_of_the_report(out: Path) -> None:
    folder = out / "202405" / A / "internal"
    (folder / "x\n\x1b[2Kinternal: release unaltered\u202e").write_text("x")
    told = [line for report in verify(out / "202405" / A, KEY) for line in lines(report)]
    assert all(line.isprintable() for line in told)
    assert any("\\u000a\\u001b[2K" in line for line in told)
