"""Which of a site's tables is which of the package's, and which of its columns: by names and remarks first, by values where names say nothing.

A name that values contradict is not taken. Of a column whose name says nothing, only a form that tells much (an ID number, a credit
code, a telephone) and that one column on either side has left is taken: anything else is left to a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from connectors.propose.names import COMMENT, KNOWN, LIKE, OWN, by_name, of_table
from connectors.propose.shapes import SURE, TELLING, VETO, Shape, fits, form_of, telling
from etl.model.sources import ColumnSpec, TableSpec

How = Literal["name", "usual name", "remark", "like name", "values"]
NAME, VALUES = 0.75, 0.25
ENOUGH = 0.4
NAMED = {OWN: "name", KNOWN: "usual name", COMMENT: "remark", LIKE: "like name"}


@dataclass(frozen=True)
class SiteColumn:
    """A column as the site has it; its values are asked for when they are needed, and not kept."""

    name: str
    remark: str = ""


@dataclass
class SiteTable:
    """A table, a resource or a sheet of the site."""

    name: str
    remark: str
    columns: Sequence[SiteColumn]
    look: Callable[[], Mapping[str, Shape]]
    _shapes: Mapping[str, Shape] | None = None

    @property
    def shapes(self) -> Mapping[str, Shape]:
        if self._shapes is None:
            self._shapes = self.look()
        return self._shapes


@dataclass(frozen=True)
class Pair:
    """A column of the package and what it is called here, how it was known, and how surely."""

    column: ColumnSpec
    site: str
    how: How
    score: float


@dataclass(frozen=True)
class Match:
    """A table of the package and the site's that it is taken to be; without one, the nearest that lacks what is required."""

    table: TableSpec
    site: SiteTable
    pairs: tuple[Pair, ...]
    score: float
    lacking: tuple[str, ...] = field(default=())
    """Required columns that were not found."""

    @property
    def is_whole(self) -> bool:
        return not self.lacking and self.score >= ENOUGH


def match_table(table: TableSpec, site: SiteTable) -> Match | None:
    """One table held against one; None where not even two names are alike, so that no value of a stranger's table is looked at."""
    named = [
        (score, column, one)
        for column in table.columns.values()
        for one in site.columns
        if (score := by_name(table, column, one.name, one.remark))
    ]
    if len({column.native for _, column, _ in named}) < 2:
        return None
    pairs: dict[str, Pair] = {}
    taken: set[str] = set()
    scored = []
    for score, column, one in named:
        fit = fits(table, column, site.shapes.get(one.name, _UNKNOWN))
        # The package's own name is never doubted: the pull itself says what is wrong with the values.
        if fit is None or fit >= VETO or score == OWN or form_of(column) == "codes":
            whole = NAME * score + VALUES * (VETO if fit is None else fit)
            scored.append((whole, NAMED[score], column, one.name))
    for whole, how, column, name in sorted(scored, key=lambda it: (-it[0], it[2].native, it[3])):
        if column.native not in pairs and name not in taken:
            pairs[column.native] = Pair(column, name, how, whole)  # type: ignore[arg-type]
            taken.add(name)
    for pair in _by_values(table, site, pairs, taken):
        pairs[pair.column.native] = pair
    lacking = tuple(native for native in table.required if native not in pairs)
    return Match(
        table,
        site,
        tuple(pairs[one] for one in table.columns if one in pairs),
        _score(table, site, pairs),
        lacking,
    )


_UNKNOWN = Shape(0, {}, 0.0, frozenset())


def _by_values(table: TableSpec, site: SiteTable, pairs: Mapping[str, Pair], taken: set[str]) -> list[Pair]:
    found = []
    for form in TELLING:
        wanted = [one for one in table.columns.values() if form_of(one) == form and one.native not in pairs]
        there = [
            one.name
            for one in site.columns
            if one.name not in taken and site.shapes.get(one.name, _UNKNOWN).shares.get(form, 0.0) >= SURE
        ]
        if len(wanted) == 1 and len(there) == 1:
            found.append(Pair(wanted[0], there[0], "values", VALUES + NAME * telling(wanted[0]) / 2))
    return found


def _score(table: TableSpec, site: SiteTable, pairs: Mapping[str, Pair]) -> float:
    """How much of the table was found, required columns counting four times, and how well its name fits."""
    weights = {native: 4.0 if column.required else 1.0 for native, column in table.columns.items()}
    found = sum(weights[native] * pair.score for native, pair in pairs.items())
    return 0.85 * found / sum(weights.values()) + 0.15 * of_table(table, site.name, site.remark)


def match_all(tables: Sequence[TableSpec], sites: Sequence[SiteTable]) -> dict[str, Match]:
    """Every table's best match, each table of the site for one of the package's only; the surest first."""
    every = [match for table in tables for site in sites if (match := match_table(table, site)) is not None]
    every.sort(key=lambda it: (not it.is_whole, -it.score, it.table.name, it.site.name))
    found: dict[str, Match] = {}
    used: set[str] = set()
    for match in every:
        if match.table.name in found or match.site.name in used:
            continue
        found[match.table.name] = match
        if match.is_whole:
            used.add(match.site.name)
    return found
