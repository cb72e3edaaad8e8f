"""What a decision may speak of: things that a release has shown, and texts that tell nobody by name.

The store's releases are those that it published, where they still lie, and the one that is named.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from etl.decisions.form import Decision
from etl.decisions.reading import Placed
from etl.decisions.row import FREE, Fault

if TYPE_CHECKING:
    from etl.store import Store

SHOWN = {
    "alert_id": (("alerts", "alert_id"),),
    "entitlement_id": (("entitlements", "entitlement_id"),),
    "subject": (("outreach", "subject"),),
    "workshop_id": (("ledger", "workshop_id"), ("findings", "workshop_id")),
}
"""By what a decision names: where releases show it."""
WORKSHOPS = ("hrss.workshops", "CJBH")
NAMES = (("monitoring.people", "姓名"), ("hrss.rosters", "AAC003"), ("hrss.subsidies", "AAC003"))
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_SHORT = re.compile(r"(?:姓名|本人|叫|名为|系|找到|向)([\u3400-\u9fff]{2})(?![\u3400-\u9fff])")
MOST = 4


class Known:
    """What the store and its releases know."""

    def __init__(self, store: "Store", release: Path | None) -> None:
        self._store = store
        self._releases = [path for path in (release, *_published(store)) if path is not None]

    def faults(self, placed: Sequence[Placed]) -> list[Fault]:
        """What is wrong with rows that are well-formed: of nothing that was shown, or naming somebody."""
        found = [fault for one in placed for fault in self._unshown(one)]
        return found + list(self._named(placed))

    def _unshown(self, placed: Placed) -> Iterator[Fault]:
        decision = placed.decision
        for column in SHOWN:
            named = getattr(decision, column)
            if named is None:
                continue
            if not self._releases:
                # A fact on a workshop may come before the first release; nobody can know an id that no release has shown.
                if column != "workshop_id":
                    yield Fault(placed.file, placed.row, column, "no release has shown any yet")
            elif named not in self._shown[column] and not (
                column == "workshop_id" and named in self._workshops
            ):
                says = "is shown by no release of this store (--release names one that lies elsewhere)"
                yield Fault(placed.file, placed.row, column, says)
        if decision.row_ref is not None and not self._has_row(decision):
            yield Fault(placed.file, placed.row, "row_ref", "is no row of a snapshot in this store")

    @cached_property
    def _shown(self) -> dict[str, set[str]]:
        return {column: set(self._values(places)) for column, places in SHOWN.items()}

    @cached_property
    def _workshops(self) -> set[str]:
        """A workshop can be new since the newest release, and a fact about it be known before the month is run."""
        source, column = WORKSHOPS
        pull = self._store.snapshots.latest(source)
        if pull is None or column not in self._store.snapshots.columns(pull):
            return set()
        found: set[str] = set()
        for batch in self._store.snapshots.read(pull, [column]):
            found.update(one.strip() for one in batch.column(0).drop_null().unique().to_pylist())
        return found

    def _values(self, places: Iterable[tuple[str, str]]) -> Iterator[str]:
        import pyarrow.parquet as pq

        for release in self._releases:
            for table, column in places:
                for path in sorted(release.glob(f"internal/{table}.parquet")):
                    yield from pq.read_table(path, columns=[column]).column(0).unique().to_pylist()

    def _has_row(self, decision: Decision) -> bool:
        source, pull_id, number = str(decision.row_ref).split(":")
        pulls = {pull.pull_id: pull.rows for pull in self._store.snapshots.pulls(source)}
        return pull_id in pulls and int(number) < pulls[pull_id]

    def _named(self, placed: Sequence[Placed]) -> Iterator[Fault]:
        """Rows whose free text has the name of somebody who stands in the newest snapshots."""
        candidates = {
            (one.file, one.row, column): _may_be_names(text)
            for one in placed
            for column in FREE
            if column != "by" and (text := getattr(one.decision, column))
        }
        names = self._people(set().union(*candidates.values()) if candidates else set())
        for (file, row, column), possible in candidates.items():
            if possible & names:
                yield Fault(file, row, column, "holds the name of a person; name people by 人编号 or a row")

    def _people(self, possible: set[str]) -> set[str]:
        import pyarrow as pa
        import pyarrow.compute as pc

        found: set[str] = set()
        if not possible:
            return found
        wanted = pa.array(sorted(possible), pa.string())
        for source, column in NAMES:
            pull = self._store.snapshots.latest(source)
            if pull is None or column not in self._store.snapshots.columns(pull):
                continue
            for batch in self._store.snapshots.read(pull, [column]):
                names = pc.utf8_trim_whitespace(batch.column(0))
                found.update(names.filter(pc.is_in(names, value_set=wanted)).to_pylist())
        return found


def _may_be_names(text: str) -> set[str]:
    """Pieces of a text that may be names: of three or four characters anywhere, of two where they stand as one."""
    found = set(_SHORT.findall(text))
    for piece in _HAN.findall(text):
        if len(piece) == 2:
            found.add(piece)
        found |= {piece[at : at + size] for size in (3, MOST) for at in range(len(piece) - size + 1)}
        if "·" in piece:
            found.add(piece)
    return found


def _published(store: "Store") -> list[Path]:
    return [folder for folder in store.catalogue.release_folders() if folder.is_dir()]
