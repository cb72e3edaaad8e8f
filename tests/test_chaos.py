"""A short form of `bench/chaos.py`: twenty faults, each of which ends with the undisturbed release or with nothing and a sentence.

Here what was refused is not run again once its cause is gone; the long form does that, with every kind of fault.
"""

import random
from pathlib import Path

from bench import chaos_faults as faults
from bench.chaos import EQUAL, REFUSED, disturbed, undisturbed

MUST_STOP = (
    faults.catalogue_cut,
    faults.catalogue_gone,
    faults.catalogue_of_another_version,
    faults.key_gone,
    faults.key_flipped,
    faults.key_cut,
    faults.keys_swapped,
    faults.key_open,
    faults.out_is_a_file,
    faults.table_flipped,
    faults.table_gone,
    faults.database_gone,
    faults.database_torn,
    faults.delivery_cut,
    faults.delivery_of_a_mark,
    faults.delivery_gone,
)
MUST_PASS = (faults.log_torn, faults.step_gone, faults.snapshot_flipped, faults.others_killed)


def test_twenty_faults_end_equal_or_with_nothing_published(tmp_path: Path) -> None:
    rng = random.Random(7)
    with undisturbed(tmp_path, with_late=False) as base:
        came = {
            fault.__name__: disturbed(
                base, tmp_path / fault.__name__, fault, rng.randrange(1 << 30), cured=False
            )
            for fault in (*MUST_STOP, *MUST_PASS)
        }
    found = {name: one.what for name, one in came.items()}
    expected = dict.fromkeys((one.__name__ for one in MUST_STOP), REFUSED)
    assert found == expected | dict.fromkeys((one.__name__ for one in MUST_PASS), EQUAL)
    assert all(one.told for one in came.values())
