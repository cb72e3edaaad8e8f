"""A Spark cluster as sites run one, small: a master and workers, each a process of its own, on loopback."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 120
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """The master's address while it is up; logs and what workers need for themselves lie in the folder."""
    with ExitStack() as stack:
        listens = stack.enter_context(_daemon(folder / "master", MASTER))
        port = _said(folder / "master", r"'sparkMaster' on port (\d+)", listens)
        address = f"spark://127.0.0.1:{port}"
        for number in range(workers):
            one = folder / f"worker{number}"
            started = stack.enter_context(_daemon(one, WORKER, "--cores", "1", "--memory", "1g", address))
            _said(one, "(Successfully registered with master)", started)
        yield address


@contextmanager
def _daemon(folder: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    import pyspark

    home = Path(pyspark.__file__).parent
    folder.mkdir(parents=True)
    command = [
        str(home / "bin" / "spark-class"),
        name,
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0",
    ]
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen([*command, *arguments], env=environment, stdout=log, stderr=log)
        try:
            yield started
        finally:
            started.terminate()
            started.wait(PATIENCE)


def _said(folder: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    """What a daemon says when it is ready."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(pattern, (folder / "log").read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.1)
    log = (folder / "log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"{folder.name} never said {pattern}: {log[-2000:]}")
