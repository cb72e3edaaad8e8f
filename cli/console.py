"""What the command writes: its answer on standard output, everything else on standard error; the progress of a run.

Nothing here decides anything; texts come from `cli.words`.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol, Self

from cli.words import say


def out(text: str = "") -> None:
    """A line of the answer."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def err(text: str = "") -> None:
    """A line beside the answer."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[object]], *, styles: Sequence[str] = ()
) -> None:
    """A table on standard output, with everything in it as plain text: markup in data stays text."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=Text(title) if title else None, title_justify="left", show_lines=False)
    for number, heading in enumerate(headings):
        drawn.add_column(heading, overflow="fold", style=styles[number] if number < len(styles) else None)
    for row in rows:
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    # A pipe has no width of its own: give it one in which words are not torn apart.
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(drawn)


class Progress(Protocol):
    """What a run tells of itself: the step, and its rows where they are known."""

    def __call__(self, step: str, rows: int | None = None) -> None: ...


class Lines:
    """One line a step, written when the next one begins or the run ends."""

    def __init__(self) -> None:
        self._step: str | None = None
        self._rows: int | None = None
        self._began = time.monotonic()

    def __call__(self, step: str, rows: int | None = None) -> None:
        if step != self._step:
            self._flush()
            self._step, self._began = step, time.monotonic()
        self._rows = rows

    def _flush(self) -> None:
        if self._step is None:
            return
        counted = "" if self._rows is None else f"  {self._rows:,}"
        err(f"{self._step}{counted}  {time.monotonic() - self._began:.1f} s")
        self._step = self._rows = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()


def named(step: str, rows: int | None, usual: Mapping[str, float]) -> str:
    """A step under way: its name, its rows where they are known, and how long it usually takes."""
    counted = "" if rows is None else f"  {rows:,}"
    # Tables are pulled one by one; how long a pull takes is known by the system.
    seconds = usual.get(step.partition(".")[0])
    return f"{step}{counted}" + ("" if seconds is None else f"  ({say('usually', seconds=round(seconds))})")


@contextmanager
def progress(usual: Mapping[str, float] | None = None) -> Iterator[Callable[[str, int | None], None]]:
    """A bar where standard error is a terminal, one line a step where it is not."""
    if not sys.stderr.isatty():
        with Lines() as lines:
            yield lines
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=False) as bar:
        task = bar.add_task("", total=None)
        last: list[str] = [""]

        def step(name: str, rows: int | None = None) -> None:
            nonlocal task
            if last[0] and last[0] != name:
                bar.update(task, total=1, completed=1)
                task = bar.add_task("", total=None)
            last[0] = name
            bar.update(task, description=named(name, rows, usual or {}))

        yield step
        bar.update(task, total=1, completed=1)


def facts(pairs: list[tuple[str, Any]]) -> None:
    """Names and values, one a line; what is empty is left out."""
    from rich.cells import cell_len

    # A Chinese character is as wide as two letters.
    width = max(cell_len(name) for name, _ in pairs)
    for name, value in pairs:
        if value not in (None, "", []):
            out(f"{name}{' ' * (width - cell_len(name))}  {value}")
