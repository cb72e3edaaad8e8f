"""Publishing re-reads the verdicts from the store: a check in another run is no guard. And who signs what is published."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from etl.config import load_config
from etl.publish.signing import Ed25519Signer
from etl.store.tables import TableChangedError
from flow.publish import settings_of, signer_of
from flow.session import BlockedError, Options, Session, open_session
from flow.steps import BY_NAME, EVERY_MONTH
from tests.etl.test_config import GOOD

MONTH = 202312
EMPLOYERS = {
    "employer": pa.array([1, 1], pa.int64()),
    "uscc": ["", ""],
    "employer_name": ["", ""],
    "unit_no": ["", ""],
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    for name in ("monitoring", "finance"):
        (tmp_path / name).mkdir()
    (tmp_path / "hecha.yaml").write_text(GOOD, encoding="utf-8")
    config = load_config(tmp_path / "hecha.yaml")
    with open_session(config, Options(tmp_path / "out")) as opened:
        yield opened


def _step(session: Session, rows: int) -> None:
    """A finished step of one table; with two rows its key is repeated."""
    session.warehouse.give("conform.employers", pa.table(EMPLOYERS).slice(0, rows))
    session.store.tables.keep(
        session.warehouse,
        EVERY_MONTH,
        "conform",
        session.print_of("conform", MONTH),
        {"employers": "conform.employers"},
    )


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
    before = session.print_of("conform", MONTH)
    session.store.catalogue.pull_seen("hrss.workshops", "0" * 12, 0, {})
    session.forget_prints()
    assert session.print_of("conform", MONTH) != before
    _step(session, 1)
    with pytest.raises(BlockedError, match="was never checked"):
        session.require_verified({"conform": MONTH})


def test_a_table_changed_by_hand_is_refused_by_the_name_of_its_file(session: Session) -> None:
    _step(session, 1)
    step, fingerprint = BY_NAME["conform"], session.print_of("conform", MONTH)
    (path,) = session.store.tables.root.rglob("employers.parquet")
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(8)
        byte = file.read(1)
        file.seek(8)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(TableChangedError, match=r"employers\.parquet is not what the step conform wrote"):
        session.store.tables.give(session.warehouse, EVERY_MONTH, "conform", fingerprint, step)


def test_systems_and_guards_that_show_in_a_release_are_part_of_its_id_and_places_are_not(
    session: Session, tmp_path: Path
) -> None:
    """Its warnings name the systems that are not configured and what the guards of each table found."""
    finance = "county_finance: {delivery: files, path: ./finance}"
    own = "{disbursements: {guards: {expect: {min: 9}}}}"
    (tmp_path / "elsewhere").mkdir()
    settings = []
    for instead in (
        "county_finance: {delivery: files, path: ./elsewhere}",
        "",
        f"county_finance: {{delivery: files, path: ./finance, tables: {own}}}",
        f"county_finance: {{delivery: files, path: ./finance, tables: {own.replace('9', '8')}}}",
    ):
        (tmp_path / "hecha.yaml").write_text(GOOD.replace(finance, instead), encoding="utf-8")
        before = settings_of(session)
        session.config = load_config(tmp_path / "hecha.yaml")
        settings.append((before, settings_of(session)))
    assert [before == after for before, after in settings] == [True, False, False, False]


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
