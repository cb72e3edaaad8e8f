"""Publishing re-reads the verdicts from the store: a check in another run is no guard. And who signs what is published."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from assets.release import signer_of
from etl.config import load_config
from etl.engine import EngineSettings, open_engine
from etl.model.sources import load_sources
from etl.publish.signing import Ed25519Signer
from etl.store import open_store
from flow.session import BlockedError, Options, Session
from tests.etl.test_config import GOOD

CONNECTORS = Path(__file__).resolve().parents[2] / "connectors"
MONTH = 202312
EMPLOYERS = {
    "employer": pa.array([1, 1], pa.int64()),
    "uscc": ["", ""],
    "employer_name": ["", ""],
    "unit_no": ["", ""],
}


@pytest.fixture
def session(tmp_path: Path) -> Any:
    for name in ("monitoring", "finance"):
        (tmp_path / name).mkdir()
    (tmp_path / "hecha.yaml").write_text(GOOD, encoding="utf-8")
    config = load_config(tmp_path / "hecha.yaml")
    specs = load_sources(CONNECTORS)
    with (
        open_store(config.store, specs) as store,
        open_engine(EngineSettings(threads=1), tmp_path / "scratch") as engine,
    ):
        yield Session(config, specs, store, engine, Options(tmp_path / "out"), lambda _step, _rows: None)


def _step(session: Session, rows: int) -> None:
    """A finished step of one table; with two rows its key is repeated."""
    fingerprint = session.fingerprint("conform", MONTH, {"rows": rows})
    table = session.engine.table(pa.table(EMPLOYERS).slice(0, rows))
    session.store.tables.write(session.engine, MONTH, "conform", fingerprint, {"employers": table})


def test_a_table_that_was_never_checked_is_not_published(session: Session) -> None:
    _step(session, 1)
    with pytest.raises(BlockedError, match=r"conform\.employers was never checked"):
        session.require_verified({"conform": MONTH})


def test_a_table_that_was_checked_and_keeps_its_contract_is(session: Session) -> None:
    _step(session, 1)
    assert session.verify("conform", MONTH) == {"employers": []}
    session.require_verified({"conform": MONTH})


def test_a_table_that_broke_its_contract_in_an_earlier_run_blocks_this_one(session: Session) -> None:
    _step(session, 2)
    assert session.verify("conform", MONTH)["employers"]
    with pytest.raises(BlockedError, match=r"employers: 1 rows repeat the key \(employer\)"):
        session.require_verified({"conform": MONTH})


def test_a_verdict_on_other_inputs_proves_nothing(session: Session) -> None:
    _step(session, 1)
    session.verify("conform", MONTH)
    session.fingerprint("conform", MONTH, {"rows": "of another pull"})
    with pytest.raises(BlockedError, match="was never checked"):
        session.require_verified({"conform": MONTH})


def test_a_release_is_signed_as_the_configuration_says(session: Session) -> None:
    """By default from the person key; with SM2 by a key of its own that the store keeps."""
    seed = session.store.person_key.derived("release signature")
    assert signer_of(session).public_key == Ed25519Signer(seed).public_key
    pytest.importorskip("gmssl_pyx", reason="gmssl-pyx (extra `gm`) is not installed")
    session.config = session.config.model_copy(update={"signature": "sm2"})
    first, again = signer_of(session), signer_of(session)
    assert first.suite["sig"] == "sm2"
    assert first.public_key == again.public_key
    assert (session.store.root / "keys" / "sm2.key").stat().st_mode & 0o077 == 0
