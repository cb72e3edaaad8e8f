"""How long the Dagster definitions take to import above what they stand on: five interleaved pairs, medians."""

import statistics
import subprocess
import sys
import time

BASE = "import dagster, pandas"
WHOLE = f"{BASE}; import assets.definitions"
PAIRS = 5


def _seconds(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def main() -> None:
    pairs = [(_seconds(BASE), _seconds(WHOLE)) for _ in range(PAIRS)]
    base, whole = (statistics.median(side) for side in zip(*pairs, strict=True))
    above = statistics.median(whole - base for base, whole in pairs)
    print(f"dagster, pandas alone {base:.2f} s; with assets.definitions {whole:.2f} s; above {above:.2f} s")


if __name__ == "__main__":
    main()
