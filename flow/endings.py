"""Certificates and passwords that end on a day: those of the gateways and the portal by their TLS, those of PostgreSQL accounts by its own word.

Only looked at: a certificate is read off the handshake, whether it is trusted or not, and nothing is sent. What can't be reached is left
out; whoever needs it says so. Not here: who is told (`flow.messages`).
"""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from etl.config import Config
from etl.config_sources import GatewaySource, SqlSource

SECONDS = 5
WITH_AN_END = ("postgresql", "kingbase", "opengauss")
"""Databases in which an account may ask when its own password ends."""
_OWN_END = "SELECT rolvaliduntil FROM pg_roles WHERE rolname = current_user AND rolvaliduntil < 'infinity'"


@dataclass(frozen=True)
class Ending:
    """What ends, of which host or system, and when; None: it was reached and has no end."""

    what: Literal["certificate", "password"]
    of: str
    at: dt.datetime | None

    def days(self) -> int | None:
        """Whole days that are left; below zero once it is over."""
        return None if self.at is None else (self.at - dt.datetime.now(tz=dt.UTC)).days


def endings(config: Config, *, logs_in: bool = True) -> Iterator[Ending]:
    """Each that could be asked. Without `logs_in` certificates alone: a refused login is not tried again, so that nobody is locked out."""
    bases = [one.base for one in config.sources.systems().values() if isinstance(one, GatewaySource)]
    bases += [config.portal.base] if config.portal.base else []
    for base in dict.fromkeys(bases):
        yield from _of_certificate(base)
    for system, source in config.sources.systems().items():
        if logs_in and isinstance(source, SqlSource):
            yield from _of_password(system, source)


def _of_certificate(base: str) -> Iterator[Ending]:
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname:
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # An expired or unknown one is to be read too; pulls verify it.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    where = (parts.hostname, parts.port or 443)
    try:
        with (
            socket.create_connection(where, SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname) as line,
        ):
            shown = line.getpeercert(binary_form=True)
    except OSError:
        return
    if shown:
        from cryptography import x509

        yield Ending("certificate", parts.netloc, x509.load_der_x509_certificate(shown).not_valid_after_utc)


def _of_password(system: str, source: SqlSource) -> Iterator[Ending]:
    import sqlalchemy as sa

    from connectors.deliveries import address
    from connectors.errors import ConnectorError
    from connectors.sql.database import make_engine

    try:
        url = sa.make_url(address(system, source))
        if url.get_backend_name() not in WITH_AN_END:
            return
        engine = make_engine(url.render_as_string(hide_password=False))
        try:
            with engine.connect() as connection:
                at = connection.execute(sa.text(_OWN_END)).scalar()
        finally:
            engine.dispose()
    except (ConnectorError, sa.exc.SQLAlchemyError, ImportError):
        return
    yield Ending("password", system, at)
