"""`make bench`: every measurement of bench/README.md that needs nothing but the environment, one after the other."""

import runpy
import sys

MEASURES = ("bench.definitions", "bench.month")


def main() -> None:
    wanted = sys.argv[1:] or MEASURES
    sys.argv = sys.argv[:1]
    for name in wanted:
        print(f"== {name}", flush=True)
        runpy.run_module(name, run_name="__main__")


if __name__ == "__main__":
    main()
