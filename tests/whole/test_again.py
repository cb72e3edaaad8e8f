"""The same inputs give the same bytes: in another store, run again, and after being killed at ten places."""

import random
import signal
from collections import Counter
from contextlib import closing
from pathlib import Path

from etl.config import load_config
from etl.store.catalogue import open_catalogue
from tests.runs import PURPOSE, Run, hecha, start
from tests.whole.conftest import MONTH, files, hand_over_key
from world import WorldPaths

SEED, PLACES = 20240630, 10


def test_a_second_run_changes_nothing(village: Run, world: WorldPaths) -> None:
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in village.release.rglob("*")}
    again = start(world.config, village.out.parent, "--restricted", "--public", month=MONTH)
    assert again.release == village.release
    assert {
        path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in again.release.rglob("*")
    } == before
    with closing(open_catalogue(village.store)) as catalogue:
        stood = [content["stood"] for _, _, content in catalogue.runs()]
    assert stood[0] == []
    assert stood[-1] == sorted(load_config(world.config).sources.systems()), (
        "asked before it was pulled, every source said that it is as it was"
    )


def test_all_sources_are_pulled_again_where_that_is_asked_for(village: Run, world: WorldPaths) -> None:
    again = start(world.config, village.out.parent, "--restricted", "--public", "--pull-all", month=MONTH)
    assert again.release == village.release
    with closing(open_catalogue(village.store)) as catalogue:
        assert catalogue.runs()[-1][2]["stood"] == []


def _seeded_places(trace: Path) -> list[tuple[str, str, int]]:
    """Ten places of an undisturbed run, in its order: step, point, and the how-manieth of it there."""
    counted: Counter[tuple[str, str]] = Counter()
    reached = []
    for line in trace.read_text(encoding="utf-8").splitlines():
        step, _, point = line.partition("\t")
        counted[step, point] += 1
        reached.append((step, point, counted[step, point]))
    # The few places after the last step are where a release gets its name: two of the ten lie there. What the first of them
    # leaves is not written again (the signing key, a named release), so the second is one that is reached only once.
    late = [place for place in reached if place[0] == "release"]
    early = [place for place in reached if place[0] != "release"]
    chosen = random.Random(SEED)
    picked = set(chosen.sample(early, PLACES - 2))
    last = chosen.choice([place for place in late[1:] if counted[place[:2]] == 1])
    picked |= {chosen.choice(late[: late.index(last)]), last}
    return [place for place in reached if place in picked]


def test_killed_at_ten_places_in_another_store_the_command_ends_with_the_same_bytes(
    village: Run, world: WorldPaths, tmp_path: Path
) -> None:
    """The other store has the same key; what each step wrote before it was killed is taken up, and the rest made there."""
    hand_over_key(village, tmp_path)
    for step, point, nth in _seeded_places(village.out.parent / "trace.txt"):
        died = start(
            world.config, tmp_path, "--restricted", "--public", "--die", step, point, str(nth), month=MONTH
        )
        assert died.code == -signal.SIGKILL, f"{step}: {point} {nth}: {died.code} {died.stderr[-500:]}"
        month = died.out / "202406"
        current = month / "current"
        if current.exists():
            assert files(month / current.read_text(encoding="utf-8").strip()) == files(village.release)
    place = ("--config", world.config, "--store", tmp_path / "store", "--out", tmp_path / "out")
    done = hecha("run", "--month", MONTH, *place, "--restricted", "--purpose", PURPOSE, "--public")
    assert done.returncode == 0, done.stderr
    other = Path(done.stdout.strip())
    assert (other.parent / "current").read_text(encoding="utf-8").strip() == other.name
    assert other.name == village.release.name
    one, two = files(village.release), files(other)
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert [path.name for path in (tmp_path / "store" / "tmp").iterdir()] == []
