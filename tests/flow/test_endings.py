"""What ends on a day is read off a real handshake and a real PostgreSQL, told once, and told as over once it was renewed."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from etl.config import Config
from etl.config_messages import Messages
from etl.config_sources import Sources
from flow.endings import Ending, endings
from flow.messages.telling import Teller
from tests.connectors.databases import database


def signed(folder: Path, days: int) -> ssl.SSLContext:
    """A server's context with a certificate that ends so many days from now; below zero it is over."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway of the tests")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(
            name,
            name,
            key.public_key(),
            x509.random_serial_number(),
            now - dt.timedelta(days=90),
            now + dt.timedelta(days=days, hours=1),
        )
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{days}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[str]:
    """A port that does the handshake and says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            line, _ = listening.accept()
            with line, context.wrap_socket(line, server_side=True) as told:
                assert told.recv(1) == b"", "nothing is sent to it"

        thread = threading.Thread(target=greet)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)


def configured(folder: Path, **sources: object) -> Config:
    return Config(areas=("45",), store=folder, sources=Sources.model_validate(sources))


def gateway(base: str) -> dict[str, str]:
    return {"delivery": "gateway", "base": base, "key": "demo", "secret_env": "GATEWAY_SECRET"}


@pytest.mark.parametrize("days", [12, -3])
def test_a_certificate_is_read_off_the_handshake_also_where_it_is_over(tmp_path: Path, days: int) -> None:
    with serving(signed(tmp_path, days)) as base:
        (found,) = endings(configured(tmp_path, business_registry=gateway(base)))
    assert found.what == "certificate"
    assert found.of == base.removeprefix("https://")
    assert found.days() == days


def test_what_is_not_reached_and_what_has_none_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HRSS_URL", raising=False)
    config = configured(
        tmp_path,
        business_registry=gateway("https://127.0.0.1:1"),
        hrss={"delivery": "sql", "url_env": "HRSS_URL"},
        social_insurance={"delivery": "sql", "url": "sqlite:///:memory:"},
    )
    assert list(endings(config)) == []


def test_an_account_of_postgresql_says_when_its_own_password_ends(tmp_path: Path) -> None:
    with database("postgresql", tmp_path) as url:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        at = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=9, hours=2)
        config = configured(
            tmp_path, hrss={"delivery": "sql", "url": url.render_as_string(hide_password=False)}
        )
        assert [one.at for one in endings(config)] == [None]
        with engine.connect() as connection:
            connection.execute(sa.text(f"ALTER ROLE CURRENT_USER VALID UNTIL '{at.isoformat()}'"))
        (found,) = endings(config)
        assert list(endings(config, logs_in=False)) == [], "after a refused login nobody logs in again"
        engine.dispose()
    assert (found.what, found.of, found.at) == ("password", "hrss", at)


def test_each_is_told_once_and_once_more_when_it_was_renewed(tmp_path: Path) -> None:
    sent: list[tuple[str, str]] = []
    settings = Messages.model_validate({"disk_gb": 0})
    config = Config.model_construct(store=tmp_path, messages=settings)

    def tell(*found: Ending) -> None:
        way = {"noted": lambda message: sent.append((message.event, message.text))}
        Teller(config, pytest.fail, way).ending(found)

    def at(days: int) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + dt.timedelta(days=days, hours=1)

    tell(Ending("certificate", "share.example", at(31)), Ending("password", "hrss", None))
    assert sent == []
    tell(Ending("certificate", "share.example", at(30)))
    tell(Ending("certificate", "share.example", at(29)))
    tell()
    assert [event for event, _ in sent] == ["ending"]
    assert "share.example 的证书到期日" in sent[0][1]
    assert "还有30天" in sent[0][1]
    tell(Ending("certificate", "share.example", at(300)))
    tell(Ending("certificate", "share.example", at(299)))
    assert [event for event, _ in sent] == ["ending", "renewed"]
