"""How long a ledger month of the demo world takes, by step, on an empty store and again on a full one."""

import os
import tempfile
import time
from pathlib import Path

from flow.month import run_month
from world import running, write_world

SECRET = "bench"  # noqa: S105 the stand-in gateway's, for this process only


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._step = ""
        self._began = time.perf_counter()

    def __call__(self, step: str, _rows: int | None) -> None:
        name = step.partition(" ")[0]
        if name != self._step:
            self._end()
            self._step = name

    def _end(self) -> None:
        now = time.perf_counter()
        if self._step:
            self.steps[self._step] = self.steps.get(self._step, 0.0) + now - self._began
        self._began = now

    def finish(self) -> dict[str, float]:
        self._end()
        return self.steps


def main() -> None:
    os.environ["GATEWAY_SECRET"] = SECRET
    with tempfile.TemporaryDirectory() as folder:
        made = write_world(Path(folder) / "world", size="demo")
        with running(made.gateway, secret=SECRET, port=8799):
            for what in ("empty store", "again"):
                clock = _Clock()
                run_month(
                    made.config, 202406, Path(folder) / "out", store=Path(folder) / "var", progress=clock
                )
                steps = clock.finish()
                told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps.items())
                print(f"{what}: {sum(steps.values()):.1f} s ({told})")


if __name__ == "__main__":
    main()
