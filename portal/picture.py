"""Charts as SVG made on the server: classes and attributes only, so that no page needs an inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT, FOOT = 720, 160, 22


@dataclass(frozen=True)
class Stack:
    """A column of a chart: its label, and its parts from the bottom up."""

    label: str
    parts: Sequence[float]


def stacked(title: str, stacks: Sequence[Stack], names: Sequence[str]) -> Markup:
    """Stacked columns; `names` are of the parts. The title says to screen readers what the table below says in full."""
    most = max((sum(stack.parts) for stack in stacks), default=0) or 1
    width = WIDTH / max(len(stacks), 1)
    drawn = []
    for place, stack in enumerate(stacks):
        left, floor = place * width + width * 0.2, float(HEIGHT - FOOT)
        for number, part in enumerate(stack.parts):
            height = (HEIGHT - FOOT - 16) * part / most
            if height <= 0:
                continue
            floor -= height
            drawn.append(
                f'<rect class="part{number}" x="{left:.1f}" y="{floor:.1f}" width="{width * 0.6:.1f}" height="{height:.1f}">'
                f"<title>{escape(stack.label)} {escape(names[number])} {part:g}</title></rect>"
            )
        middle = place * width + width / 2
        total = sum(stack.parts)
        drawn.append(
            f'<text x="{middle:.1f}" y="{floor - 4:.1f}" text-anchor="middle">{total:g}</text>'
            f'<text x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(stack.label)}</text>'
        )
    legend = "".join(
        f'<span class="legend part{number}">{escape(name)}</span>' for number, name in enumerate(names)
    )
    return Markup(  # noqa: S704 every text in it was escaped above
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
        f"<figcaption>{escape(title)} {legend}</figcaption></figure>"
    )
