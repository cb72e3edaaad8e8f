"""`make bench`: every measurement of bench/README.md that needs nothing but the environment, one after the other, small.

The measurements on a stand-in world share one folder, so that its tables are computed once.
"""

import runpy
import sys
from tempfile import TemporaryDirectory

MEASURES = (
    "bench.definitions",
    "bench.month",
    "bench.pull",
    "bench.conform",
    "bench.employment",
    "bench.rules",
    "bench.alerts",
    "bench.workbook",
    "bench.precheck",
)
ALONE = {"bench.definitions", "bench.month", "bench.pull"}


def main() -> None:
    wanted = sys.argv[1:] or MEASURES
    with TemporaryDirectory(prefix="hecha-bench-") as folder:
        for name in wanted:
            sys.argv = [name] if name in ALONE or name not in MEASURES else [name, "--folder", folder]
            print(f"== {name}", flush=True)
            runpy.run_module(name, run_name="__main__")


if __name__ == "__main__":
    main()
