"""Cost against size, drawn from the JSON lines of bench/month.py: the newest line of every size and run.

python -m bench.chart bench/months.jsonl bench/months.svg
"""

import json
import math
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 70, 150, 30, 60
COLOURS = {"first": "#b5472f", "next": "#c79a2b", "again": "#3b6ea5"}
SAYS = {"first": "first month, empty store", "next": "the month after", "again": "nothing changed"}


def newest(lines: Sequence[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Run → size → the line that was noted last."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["run"], {})[line["size"]] = line
    return found


def _scale(value: float, low: float, high: float, begin: float, end: float) -> float:
    share = (math.log10(value) - low) / (high - low or 1.0)
    return begin + share * (end - begin)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def drawn(lines: Sequence[dict[str, Any]]) -> str:
    """The chart as SVG, both axes in powers of ten."""
    runs = newest(lines)
    every = [line for sizes in runs.values() for line in sizes.values()]
    low_x, high_x = _decades([line["scan_rows"] for line in every])
    low_y, high_y = _decades([line["cpu"] for line in every])

    def place(line: dict[str, Any]) -> tuple[float, float]:
        across = _scale(line["scan_rows"], low_x, high_x, LEFT, WIDTH - RIGHT)
        return across, _scale(line["cpu"], low_y, high_y, HEIGHT - BOTTOM, TOP)

    parts = [*_grid((low_x, high_x), (low_y, high_y))]
    for number, (run, sizes) in enumerate(sorted(runs.items(), key=lambda one: list(COLOURS).index(one[0]))):
        points = sorted((*place(line), size) for size, line in sizes.items())
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{COLOURS[run]}" stroke-width="2"/>')
        for x, y, size in points:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS[run]}"/>')
            if run == "first":
                parts.append(_text(x, y - 9, size, "middle"))
        parts.append(_text(WIDTH - RIGHT + 12, TOP + 16 + number * 18, SAYS[run], "start", COLOURS[run]))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="11">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _grid(across: tuple[int, int], up: tuple[int, int]) -> list[str]:
    parts = []
    for power in range(across[0], across[1] + 1):
        x = _scale(10**power, *across, LEFT, WIDTH - RIGHT)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(_text(x, HEIGHT - BOTTOM + 16, f"{10**power:,}", "middle"))
    for power in range(up[0], up[1] + 1):
        y = _scale(10.0**power, *up, HEIGHT - BOTTOM, TOP)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**power:g}", "end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "rows of all conformed tables", "middle"))
    parts.append(_text(LEFT, TOP - 12, "CPU seconds of the whole process", "start"))
    return parts


def _text(x: float, y: float, says: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(says)}</text>'


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    lines = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    target.write_text(drawn(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
