"""`hecha audit`: what was exported to another host must still stand in the log, as it was."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from world import WorldPaths

Capture = pytest.CaptureFixture[str]
Place = tuple[str | Path, ...]


@pytest.fixture
def place(village: WorldPaths, hecha: Run, tmp_path: Path) -> Place:
    """A store in which three commands have run."""
    made = ("--config", village.config, "--store", tmp_path / "store")
    assert [hecha("init", *made), hecha("prune", *made), hecha("reap", *made)] == [0, 0, 0]
    return made


def test_what_was_exported_must_still_stand(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    capsys.readouterr()
    assert hecha("audit", "export", *place) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert hecha("audit", "export", *place, "--after", "4") == 0
    assert capsys.readouterr().out.splitlines() == lines[4:]
    (tmp_path / "host.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert hecha("audit", "verify", *place, "--against", tmp_path / "host.jsonl") == 0
    # Whoever may write there can make a chain anew: only the copy elsewhere tells.
    for name in ("audit.jsonl", "audit.head"):
        (tmp_path / "store" / name).unlink()
    assert hecha("reap", *place) == 0
    assert hecha("audit", "verify", *place) == 0
    assert hecha("audit", "verify", *place, "--against", tmp_path / "host.jsonl") == 1
    assert hecha("audit", "verify", *place, "--against", tmp_path / "nowhere") == 2
