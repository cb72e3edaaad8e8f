"""`make dev`: what it starts, that one secret is known to all, and that nothing is left when one of them ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from assets.dev import commands, environment, together
from tests.etl.test_config import GOOD
from tests.runs import ROOT


def test_the_gateway_listens_where_the_demo_asks_for_it(tmp_path: Path) -> None:
    for name in ("monitoring", "finance", "gateway"):
        (tmp_path / name).mkdir()
    (tmp_path / "hecha.yaml").write_text(GOOD, encoding="utf-8")
    found = commands(tmp_path, ROOT / "workspace.yaml", 3000)
    assert list(found) == ["gateway", "daemon", "page"]
    assert found["gateway"][-2:] == ["--port", "8799"]
    env = environment(tmp_path)
    assert len(env["GATEWAY_SECRET"]) == 32
    assert env["HECHA_CONFIG"] == str(tmp_path / "hecha.yaml")
    (tmp_path / "gateway").rmdir()
    assert list(commands(tmp_path, ROOT / "workspace.yaml", 3000)) == ["daemon", "page"]


def waits(path: Path) -> list[str]:
    code = f"import os, time; open({str(path)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    return ["-c", code]


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_when_one_ends_the_others_are_ended(tmp_path: Path) -> None:
    name = together({"one": waits(tmp_path / "one"), "two": ["-c", "import time; time.sleep(1)"]}, os.environ)
    assert name == "two"
    assert not is_alive(int((tmp_path / "one").read_text()))


def test_a_polite_kill_ends_all_of_them(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from assets.dev import _interrupted, together\n"
        "signal.signal(signal.SIGTERM, _interrupted)\n"
        f"sys.exit(together({{'one': {waits(tmp_path / 'one')!r}}}, os.environ) != '')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    watch = threading.Timer(60, process.kill)
    watch.start()
    while not (tmp_path / "one").exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    watch.cancel()
    assert not is_alive(int((tmp_path / "one").read_text()))
