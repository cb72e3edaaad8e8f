"""Where the children that parse files come from: a process that has loaded the readers and nothing else, and forks one when asked.

Loading the readers takes longer than reading most files, so it is done once for all sources of a run. The nursery knows no
key, no environment and no configuration: what a child is for reaches it by its own pipe, and it raises its walls before it
reads anything else. It ends with the process that it works for.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

# A killed process ends at once, unless the machine hangs.
END_SECONDS = 60
# Arrow loads numpy where it finds it, for longer than most files take to read; the child's columns are text.
PROGRAM = "import sys; sys.modules['numpy'] = None; from connectors.files.nursery import keep; keep(int(sys.argv[1]))"
ORDER_BYTES = 1 << 16


class NurseryGoneError(RuntimeError):
    """The nursery ended by itself: killed from outside, as where memory is short."""


@dataclass
class Child:
    """A child that answers by its pipes."""

    pid: int
    orders: IO[str]
    answers: IO[str]
    gone: threading.Event = field(default_factory=threading.Event)
    """Its answers have ended."""


class Nursery:
    """The side of the process that wants files read. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._owner = 0

    def start(self, folder: Path) -> Child:
        """A new child with a working folder of its own."""
        theirs_in, orders = os.pipe()
        answers, theirs_out = os.pipe()
        try:
            with self._lock:
                said = self._start(folder, [theirs_in, theirs_out])
        except BaseException:
            os.close(orders)
            os.close(answers)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return Child(
            int(said["pid"]),
            os.fdopen(orders, "w", encoding="utf-8"),
            os.fdopen(answers, encoding="utf-8"),
        )

    def end(self, child: Child) -> None:
        """Kill a child; it has ended when this returns."""
        with self._lock:
            if self._socket is None or self._owner != os.getpid():
                return
            try:
                self._ask({"end": child.pid}, [])
            except NurseryGoneError:
                # What it forked was killed with it, or ends when its pipe does.
                self._close()

    def close(self) -> None:
        with self._lock:
            self._close()

    def _start(self, folder: Path, pipes: list[int]) -> dict[str, int]:
        order = {"start": str(folder)}
        if self._socket is not None and self._owner == os.getpid():
            try:
                return self._ask(order, pipes)
            except NurseryGoneError:
                self._close()
        self._open()
        return self._ask(order, pipes)

    def _open(self) -> None:
        ours, theirs = socket.socketpair()
        root = Path(__file__).resolve().parents[2]
        environment = {
            "PYTHONPATH": os.pathsep.join([str(root), *(one for one in sys.path if one)]),
            "PYTHONUTF8": "1",
            "PATH": "/usr/bin:/bin",
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        }
        for name in ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"):
            if name in os.environ:
                environment[name] = os.environ[name]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                pass_fds=[theirs.fileno()],
            )
        ours.settimeout(END_SECONDS)
        self._socket, self._owner = ours, os.getpid()

    def _ask(self, order: Mapping[str, int | str], pipes: list[int]) -> dict[str, int]:
        if self._socket is None:
            raise NurseryGoneError("the nursery was not started")
        try:
            socket.send_fds(self._socket, [json.dumps(order).encode() + b"\n"], pipes)
            said = self._socket.recv(ORDER_BYTES)
        except OSError as error:
            raise NurseryGoneError(str(error)) from None
        if not said:
            raise NurseryGoneError("its socket has ended")
        answer: dict[str, int] = json.loads(said)
        return answer

    def _close(self) -> None:
        ours, self._socket = self._socket, None
        process, self._process = self._process, None
        if ours is not None:
            ours.close()
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait(timeout=END_SECONDS)


NURSERY = Nursery()
"""One for all readers of this process; started when the first file is read."""
atexit.register(NURSERY.close)


def keep(number: int) -> None:
    """The nursery's own side: fork and end children as asked, until nobody is there to ask."""
    from connectors.files.child import serve

    with socket.socket(fileno=number) as asked:
        while True:
            order, pipes, _, _ = socket.recv_fds(asked, ORDER_BYTES, 2)
            if not order:
                return
            told = json.loads(order)
            if "end" in told:
                os.kill(told["end"], signal.SIGKILL)
                os.waitpid(told["end"], 0)
                asked.sendall(b"{}\n")
                continue
            pid = os.fork()
            if pid == 0:
                asked.close()
                os.chdir(told["start"])
                os.dup2(pipes[0], 0)
                os.dup2(pipes[1], 1)
                for pipe in pipes:
                    os.close(pipe)
                sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
                try:
                    serve()
                finally:
                    # Nothing of the nursery's own end is the child's to do.
                    os._exit(0)
            for pipe in pipes:
                os.close(pipe)
            asked.sendall(json.dumps({"pid": pid}).encode() + b"\n")
