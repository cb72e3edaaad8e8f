"""The gateway client against every line of the gateway's contract, over a real socket."""

import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.errors import (
    ClockError,
    ConfigurationError,
    ConnectorError,
    FinalError,
    IncompleteError,
    PassingError,
    RightsError,
)
from connectors.gateway.client import Gateway, GatewaySettings
from connectors.gateway.keys import Keys
from connectors.gateway.pull import GatewayPull, GatewayRequest, askable
from connectors.gateway.signing import SIGNERS, Unsigned, encode_query
from connectors.landed import Landed
from connectors.spool import Spool, new_key
from etl.config_sources import GatewaySource
from tests.connectors import gateway_server as server
from tests.connectors.gateway_server import KEY, SECRET, Handler, Standing
from tests.connectors.killing import dying
from tests.connectors.sheets import SPECS, rows_of

ENTITIES = SPECS["business_registry"].tables["entities"]
OFFICERS = SPECS["business_registry"].tables["officers"]
FAST = GatewaySettings(
    size=4, attempts=4, first_wait=0.001, longest_wait=0.01, read_seconds=0.5, requests_per_second=10_000
)


def entity(number: int) -> dict[str, Any]:
    return {"UNISCID": f"91459901MA5ABC{number:03d}D", "ENTNAME": f"企业{number}", "REGSTATE": "1"}


@pytest.fixture
def standing() -> Iterator[Standing]:
    with server.running(Standing(rows=[entity(number) for number in range(10)])) as one:
        yield one


class Puller:
    """Pulls from the standing server, and remembers how long it would have waited."""

    def __init__(self, standing: Standing, folder: Path) -> None:
        self.standing = standing
        self.folder = folder
        self.key = new_key()
        self.waits: list[float] = []

    def pull(
        self,
        wanted: tuple[str, ...] | None = None,
        settings: GatewaySettings = FAST,
        sign: str = "sha256",
        secret: str = SECRET,
        spec: Any = ENTITIES,
    ) -> tuple[Landed, list[dict[str, Any]]]:
        with Gateway(
            "business_registry",
            self.standing.base,
            KEY,
            secret,
            sign=sign,
            settings=settings,
            sleep=self.waits.append,
        ) as gateway:
            request = GatewayRequest(spec, str(spec.resource), wanted)
            puller = GatewayPull(
                gateway, request, self.folder, self.key, settings=settings, sleep=self.waits.append
            )
            landed = puller.land()
            rows = rows_of(landed)
            landed.done()
            return landed, rows


@pytest.fixture
def puller(standing: Standing, tmp_path: Path) -> Puller:
    return Puller(standing, tmp_path / "spool")


def test_every_page_of_a_list(puller: Puller) -> None:
    landed, rows = puller.pull()
    assert [row["ENTNAME"] for row in rows] == [f"企业{number}" for number in range(10)]
    assert landed.as_of == server.AS_OF
    assert landed.complete
    assert landed.asked is None
    assert len({path for _, path, _ in puller.standing.asked}) == 3


def test_the_order_of_the_server_doesn_t_matter(puller: Puller) -> None:
    _, before = puller.pull()
    puller.standing.rows.reverse()
    _, after = puller.pull()
    assert before == after


def test_sm3_signs_and_hashes(puller: Puller) -> None:
    puller.standing.algorithm = "sm3"
    assert len(puller.pull(sign="sm3", wanted=("91459901MA5ABC001D",))[1]) == 1
    with pytest.raises(RightsError, match="4001"):
        puller.pull(sign="sha256")


def test_a_lookup_asks_for_codes_of_the_right_shape_only_each_once(puller: Puller) -> None:
    wanted = ("91459901MA5ABC001D", " 91459901ma5abc002d ", "91459901MA5ABC001D", "459901000000017", "", "无")
    landed, rows = puller.pull(wanted=wanted)
    assert [row["UNISCID"] for row in rows] == ["91459901MA5ABC001D", "91459901MA5ABC002D"]
    assert landed.asked == ["91459901MA5ABC001D", "91459901MA5ABC002D"]
    assert [keys for _, _, keys in puller.standing.asked] == [landed.asked]


def test_lookups_are_made_of_at_most_200_keys_and_paged(puller: Puller) -> None:
    puller.standing.rows = [entity(number) for number in range(450)]
    wanted = tuple(row["UNISCID"] for row in puller.standing.rows)
    _, rows = puller.pull(wanted=wanted, settings=GatewaySettings(size=150, requests_per_second=10_000))
    assert len(rows) == 450
    assert [len(keys or ()) for _, _, keys in puller.standing.asked] == [200, 200, 200, 200, 50]


def test_nothing_wanted_asks_nobody(puller: Puller) -> None:
    landed, rows = puller.pull(wanted=())
    assert (rows, landed.asked, puller.standing.asked) == ([], [], [])


def test_rows_that_were_not_asked_for_are_not_kept(puller: Puller) -> None:
    stranger = entity(99)

    def generous(handler: Handler) -> bool:
        handler.send(1, 4, 2, server.AS_OF, [entity(1), stranger])
        return True

    puller.standing.faults = [generous]
    landed, rows = puller.pull(wanted=("91459901MA5ABC001D",))
    assert [row["ENTNAME"] for row in rows] == ["企业1"]
    assert landed.drift["unasked_rows"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        server.status(500),
        server.status(503),
        server.status(429, Retry_After="1"),
        server.coded(5001),
        server.coded(5002),
        server.cut_short,
        server.not_json,
        server.broken,
        server.slow(0.8),
    ],
    ids=["500", "503", "429", "5001", "5002", "cut", "not json", "broken", "slow"],
)
def test_passing_faults_are_tried_again_with_a_new_nonce(puller: Puller, fault: server.Fault) -> None:
    puller.standing.faults = [server.nothing, fault]
    _, rows = puller.pull()
    assert len(rows) == 10
    assert len(puller.standing.asked) == 4
    assert puller.waits


def test_retry_after_is_kept(puller: Puller) -> None:
    puller.standing.faults = [server.status(429, Retry_After="7")]
    puller.pull()
    assert 7 <= puller.waits[0] < 8


def test_waits_grow_and_are_jittered(puller: Puller) -> None:
    puller.standing.faults = [server.status(500)] * 3
    puller.pull(settings=GatewaySettings(first_wait=1.0, requests_per_second=10_000))
    first, second, third = puller.waits[:3]
    assert 0.5 <= first <= 1.5
    assert 1 <= second <= 3
    assert 2 <= third <= 6


def test_after_the_limit_the_pull_fails_naming_page_and_what_came(puller: Puller) -> None:
    puller.standing.faults = [server.nothing, *[server.status(502)] * 9]
    with pytest.raises(PassingError, match="page 2: HTTP 502; given up after 4 tries"):
        puller.pull()


def test_the_total_deadline_ends_the_waiting(puller: Puller) -> None:
    puller.standing.faults = [server.status(429, Retry_After="3600")] * 9
    settings = GatewaySettings(total_seconds=5, requests_per_second=10_000)
    with pytest.raises(PassingError, match=r"429.*total deadline"):
        puller.pull(settings=settings)


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["headers", "one header", "100 Continue", "body", "chunks"],
)
def test_the_total_deadline_holds_against_an_answer_that_drips(
    puller: Puller, start: bytes, drop: bytes
) -> None:
    puller.standing.faults = [server.dripping(start, drop)] * 9
    settings = replace(FAST, total_seconds=1.0)
    begun = time.monotonic()
    with pytest.raises(PassingError, match=r"too slowly.*total deadline"):
        puller.pull(settings=settings)
    assert time.monotonic() - begun < 4


def test_one_try_ends_too_and_the_next_one_may_succeed(puller: Puller) -> None:
    puller.standing.faults = [server.dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n")]
    assert len(puller.pull(settings=replace(FAST, try_seconds=0.5))[1]) == 10


@pytest.mark.parametrize(
    "said",
    [
        {"total": '"²"'},
        {"total": '"--5"'},
        {"total": "9" * 6000},
        {"total": "-5"},
        {"total": "1e400"},
        {"total": "NaN"},
        {"total": "null"},
        {"code": '"²"'},
        {"rows": "{}"},
        {"rows": "[[]]"},
        {"rows": "[1]"},
    ],
    ids=str,
)
def test_numbers_that_are_none_are_an_error_and_no_exception(puller: Puller, said: dict[str, str]) -> None:
    puller.standing.faults = [server.told(**said)] * 9
    with pytest.raises(PassingError, match="page 1"):
        puller.pull()


@pytest.mark.parametrize(
    "said", [{"page": '"²"'}, {"size": '"--5"'}, {"as_of": '"soon"'}, {"as_of": "{}"}], ids=str
)
def test_what_can_t_be_read_beside_the_rows_is_as_if_it_were_not_said(
    puller: Puller, said: dict[str, str]
) -> None:
    puller.standing.faults = [server.told(**said)]
    landed, rows = puller.pull()
    assert rows == []
    assert landed.as_of == (None if "as_of" in said else server.AS_OF)


@pytest.mark.parametrize("after", ["²", "--5", "9" * 400, "-7", "Mon, 99 Foo 99999 99:99:99 GMT", "soon"])
def test_a_retry_after_that_is_no_time_is_no_exception(puller: Puller, after: str) -> None:
    puller.standing.faults = [server.status(429, Retry_After=after)]
    assert len(puller.pull()[1]) == 10


@pytest.mark.parametrize("place", ["http://[::1", "//[", "http://a:b:c/", "\u00b2", "http://x:99999999/", ""])
def test_a_redirect_that_leads_nowhere_is_final(puller: Puller, place: str) -> None:
    puller.standing.faults = [server.status(302, Location=place)] * 9
    with pytest.raises(FinalError, match="redirected"):
        puller.pull()


def test_half_a_character_is_landed_as_a_question_mark(puller: Puller) -> None:
    row = '{"UNISCID":"91459901MA5ABC001D","ENTNAME":"甲\\ud800","REGSTATE":"1"}'
    puller.standing.faults = [server.told(total="1", rows=f"[{row}]")]
    assert puller.pull()[1][0]["ENTNAME"] == "甲?"


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("http://share.example/registry", "in clear"),
        ("http://10.0.0.5:8080", "in clear"),
        ("http://127.0.0.1.example", "in clear"),
        ("http://[::1", "can be read"),
        ("http://a:99999999", "can be read"),
        ("https://user:word@share.example", "password"),
        ("ftp://share.example", "not an http"),
    ],
)
def test_an_address_that_can_t_be_trusted_is_refused_before_anything_is_sent(base: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        Gateway("business_registry", base, KEY, SECRET)
    assert "word" not in str(caught.value).replace("password", "")


def test_the_configuration_says_so_too() -> None:
    given = {"delivery": "gateway", "base": "http://10.0.0.5", "key": "k", "secret_env": "S"}
    with pytest.raises(ValidationError, match="insecure: true"):
        GatewaySource.model_validate(given)
    assert GatewaySource.model_validate({**given, "insecure": True}).insecure
    assert not GatewaySource.model_validate({**given, "base": "http://127.0.0.1:8799"}).insecure


@pytest.mark.parametrize(
    ("base", "insecure"),
    [
        ("http://127.0.0.1:1", False),
        ("http://[::1]:1", False),
        ("http://localhost", False),
        ("http://10.0.0.5", True),
    ],
)
def test_http_is_for_this_machine_or_where_the_configuration_says_so(base: str, insecure: bool) -> None:
    with Gateway("business_registry", base, KEY, SECRET, insecure=insecure):
        pass


@pytest.mark.parametrize(
    ("code", "http", "kind", "says"),
    [
        (4000, 400, FinalError, "malformed"),
        (4001, 200, RightsError, "signature"),
        (4002, 200, ClockError, "clocks"),
        (4003, 403, RightsError, "no right"),
        (4711, 200, FinalError, "code 4711"),
    ],
)
def test_final_codes_are_not_tried_again(
    puller: Puller, code: int, http: int, kind: type[ConnectorError], says: str
) -> None:
    puller.standing.faults = [server.coded(code, http)]
    with pytest.raises(kind, match=says):
        puller.pull()
    assert len(puller.standing.asked) == 1


def test_a_wrong_secret_is_said_to_be_one_and_never_shown(puller: Puller) -> None:
    with pytest.raises(RightsError, match="check key, secret") as caught:
        puller.pull(secret="not the right one")
    assert "not the right one" not in str(caught.value)


def test_a_resource_that_is_not_there_is_final(puller: Puller) -> None:
    puller.standing.faults = [server.status(404)]
    with pytest.raises(FinalError, match="HTTP 404"):
        puller.pull()


def test_a_short_page_is_read_again(puller: Puller) -> None:
    def short(handler: Handler) -> bool:
        handler.send(1, 4, 10, server.AS_OF, [entity(0)])
        return True

    puller.standing.faults = [short]
    assert len(puller.pull()[1]) == 10


def test_a_page_that_repeats_another_is_read_again(puller: Puller) -> None:
    def repeat(handler: Handler) -> bool:
        handler.send(2, 4, 10, server.AS_OF, [entity(number) for number in range(4)])
        return True

    puller.standing.faults = [server.nothing, repeat]
    assert len(puller.pull()[1]) == 10


def test_rows_that_come_in_while_pages_are_read_are_not_missed(puller: Puller) -> None:
    # A row is put in front after page 1 was given: every later page shifts, and one row would be lost.
    def grow(page: int) -> None:
        if page == 2 and len(puller.standing.rows) == 10:
            puller.standing.rows.insert(0, entity(99))

    puller.standing.before_page = grow
    _, rows = puller.pull()
    assert len(rows) == 11
    assert len({row["UNISCID"] for row in rows}) == 11


def test_rows_that_change_places_while_pages_are_read_are_not_missed(puller: Puller) -> None:
    # Behind page 1 the order is turned: pages 2 and 3 bring rows that came, and hold back others.
    def turn(page: int) -> None:
        if page == 2 and not turned:
            turned.append(page)
            puller.standing.rows.reverse()

    turned: list[int] = []
    puller.standing.before_page = turn
    _, rows = puller.pull()
    assert [row["ENTNAME"] for row in rows] == [f"企业{number}" for number in range(10)]


def test_a_pull_that_never_adds_up_fails_and_says_so(puller: Puller) -> None:
    puller.standing.total = 12
    with pytest.raises(IncompleteError, match="12 rows, but only 10"):
        puller.pull()


@pytest.mark.parametrize("total", [0, 3, 4, 8])
def test_a_total_that_is_too_small_leaves_nothing_out(puller: Puller, total: int) -> None:
    puller.standing.total = total
    landed, rows = puller.pull()
    assert len(rows) == 10
    assert landed.sums["landed"] == 10
    wanted = tuple(row["UNISCID"] for row in puller.standing.rows)
    assert len(puller.pull(wanted=wanted)[1]) == 10


def test_a_platform_that_refuses_the_page_behind_the_last_one_has_no_more(puller: Puller) -> None:
    puller.standing.rows = [entity(number) for number in range(8)]
    puller.standing.faults = [server.nothing, server.nothing, server.coded(4000, 400)]
    assert len(puller.pull()[1]) == 8
    assert puller.standing.faults == []


def test_a_platform_that_gives_its_last_page_for_any_behind_it_has_no_more(puller: Puller) -> None:
    puller.standing.rows = [entity(number) for number in range(8)]

    def last_again(handler: Handler) -> bool:
        handler.send(2, 4, 8, server.AS_OF, puller.standing.rows[4:])
        return True

    puller.standing.faults = [server.nothing, server.nothing, last_again]
    assert len(puller.pull()[1]) == 8
    assert len(puller.standing.asked) == 3


def test_missing_and_new_columns(puller: Puller) -> None:
    puller.standing.rows[0] = {"UNISCID": "91459901MA5ABC000D", "ENTNAME": None, "新列": 12.50}
    landed, rows = puller.pull()
    assert rows[0]["ENTNAME"] is None
    assert rows[0]["REGSTATE"] is None
    assert rows[0]["新列"] == "12.5"
    assert landed.drift["extra"] == ["新列"]


def test_numbers_keep_their_digits(puller: Puller) -> None:
    puller.standing.rows = [{**entity(0), "REGCAP": 32.10, "CERNO": 459901199003070126}]
    _, rows = puller.pull()
    assert rows[0]["REGCAP"] == "32.1"
    assert rows[0]["CERNO"] == "459901199003070126"


def test_the_oldest_data_time_of_the_pages_is_the_pull_s(puller: Puller) -> None:
    puller.standing.as_of = [
        "2023-12-31T23:59:59+08:00",
        "2023-12-30T23:59:59+08:00",
        "2023-12-31T23:59:59+08:00",
    ]
    landed, rows = puller.pull()
    assert landed.as_of == "2023-12-30T23:59:59+08:00"
    assert {row["_as_of"] for row in rows} == {"2023-12-30T23:59:59+08:00"}


def test_a_redirect_to_another_host_is_refused_and_the_signature_not_sent_there(puller: Puller) -> None:
    with server.running(Standing()) as other:
        puller.standing.faults = [server.status(302, Location=f"{other.base}/api/v1/entities?page=1&size=4")]
        with pytest.raises(FinalError, match="redirected to another host"):
            puller.pull()
        assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed_with_a_signature_of_its_own(puller: Puller) -> None:
    puller.standing.faults = [server.status(307, Location="/v2/api/v1/entities?page=1&size=4")]
    assert len(puller.pull()[1]) == 10
    assert puller.standing.asked[1][1].startswith("/v2/")


def test_redirects_without_end_are_refused(puller: Puller) -> None:
    puller.standing.faults = [server.status(307, Location="/api/v1/entities?page=1&size=4")] * 9
    with pytest.raises(FinalError, match="redirected more than"):
        puller.pull()


def test_nobody_there_is_a_passing_fault_without_the_secret(tmp_path: Path) -> None:
    standing = Standing(base="http://127.0.0.1:9")
    with pytest.raises(PassingError, match="no connection") as caught:
        Puller(standing, tmp_path).pull()
    assert SECRET not in str(caught.value)


def test_configuration_faults(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="sign"):
        Gateway("business_registry", "http://127.0.0.1", KEY, SECRET, sign="md5")
    with pytest.raises(ConfigurationError, match="base"):
        Gateway("business_registry", "ftp://x", KEY, SECRET)
    with pytest.raises(ConfigurationError, match="CA file"):
        Gateway("business_registry", "https://x", KEY, SECRET, ca_file=tmp_path / "none.pem")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform's own certificate with its key, as an office would sign it for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway of the tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=2)
        )
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_is_verified_and_a_private_one_can_be_trusted(certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with server.running(Standing(rows=[entity(1)]), tls) as standing:
        with (
            Gateway("business_registry", standing.base, KEY, SECRET, settings=FAST) as stranger,
            pytest.raises(FinalError, match="certificate is not trusted"),
        ):
            stranger.list_page("entities", 1)
        assert standing.asked == []
        with Gateway(
            "business_registry", standing.base, KEY, SECRET, ca_file=certificate, settings=FAST
        ) as trusting:
            assert trusting.list_page("entities", 1).total == 1


def test_pages_are_never_asked_for_larger_than_a_thousand_rows(standing: Standing) -> None:
    with Gateway(
        "business_registry", standing.base, KEY, SECRET, settings=replace(FAST, size=5_000)
    ) as gateway:
        gateway.list_page("entities", 1)
        with pytest.raises(ConfigurationError, match="at most 200 keys"):
            gateway.lookup_page("entities", ["91459901MA5ABC001D"] * 201, 1)
    assert [path.rpartition("?")[2] for _, path, _ in standing.asked] == ["page=1&size=1000"]


def test_an_empty_query_is_an_empty_line() -> None:
    assert encode_query([]) == ""
    request = Unsigned("GET", "/p", "", b"", "1", "n")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    signed = server.sign("sha256", f"GET\n/p\n\n{empty}\n1\nn".encode())
    assert SIGNERS["sha256"](KEY, SECRET).headers(request)["X-Sign"] == signed


def test_a_path_before_api_is_signed_as_sent(puller: Puller) -> None:
    puller.standing.base += "/share/gw/"
    assert len(puller.pull()[1]) == 10
    assert puller.standing.asked[0][1].startswith("/share/gw/api/v1/entities?page=1")


def test_updated_since_is_sent_percent_encoded(standing: Standing) -> None:
    with Gateway("business_registry", standing.base, KEY, SECRET, settings=FAST) as gateway:
        gateway.list_page("entities", 1, "2024-06-01T00:00:00+08:00")
    assert standing.asked[0][1].endswith("page=1&size=4&updated_since=2024-06-01T00%3A00%3A00%2B08%3A00")


def test_a_killed_lookup_goes_on_behind_the_last_whole_chunk(puller: Puller) -> None:
    puller.standing.rows = [entity(number) for number in range(9)]
    wanted = tuple(row["UNISCID"] for row in puller.standing.rows)
    settings = GatewaySettings(size=4, keys_per_lookup=3, attempts=1, requests_per_second=10_000)
    puller.standing.faults = [server.nothing, server.status(500)]
    with pytest.raises(PassingError):
        puller.pull(wanted=wanted, settings=settings)
    puller.standing.asked.clear()
    _, rows = puller.pull(wanted=wanted, settings=settings)
    assert len(rows) == 9
    assert [keys for _, _, keys in puller.standing.asked] == [list(wanted[3:6]), list(wanted[6:9])]


@pytest.mark.parametrize("after", range(4))
def test_a_killed_list_goes_on_behind_the_last_whole_page(
    puller: Puller, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten rows, four a page, and the first reading comes up short: killed after any page, none is read twice."""
    with dying(monkeypatch, after, (Spool, "put")), pytest.raises(KeyboardInterrupt):
        puller.pull()
    puller.standing.asked.clear()
    _, rows = puller.pull()
    assert [row["ENTNAME"] for row in rows] == [f"企业{number}" for number in range(10)]
    first = min(after, 3) + 1
    pages = [int(parse_qs(urlsplit(path).query)["page"][0]) for _, path, _ in puller.standing.asked]
    assert pages == list(range(first, 4))


def test_a_killed_second_reading_goes_on_in_it(puller: Puller) -> None:
    settings = replace(FAST, attempts=1)
    short = [server.nothing, server.nothing, _without(9), _without(9), _without(9), server.nothing]
    puller.standing.faults = [*short, server.status(500)]
    with pytest.raises(PassingError, match="page 2"):
        puller.pull(settings=settings)
    puller.standing.asked.clear()
    assert len(puller.pull(settings=settings)[1]) == 10
    assert ["page=2" in path for _, path, _ in puller.standing.asked] == [True, False]


def _without(number: int) -> server.Fault:
    """The third page without one of its rows, whatever `total` says."""

    def answer(handler: Handler) -> bool:
        handler.send(3, 4, 10, server.AS_OF, [entity(at) for at in (8, 9) if at != number])
        return True

    return answer


def test_the_newer_reading_of_a_row_is_kept(puller: Puller) -> None:
    def changing(handler: Handler) -> bool:
        puller.standing.rows = [{**row, "ENTNAME": "改"} for row in puller.standing.rows]
        return _without(9)(handler)

    puller.standing.faults = [server.nothing, server.nothing, _without(9), _without(9), changing]
    _, rows = puller.pull()
    assert len(rows) == 10
    assert {row["ENTNAME"] for row in rows} == {"改"}, "the list was read a second time, and says so now"


def test_a_list_that_cannot_be_completed_leaves_no_pages_to_go_on_from(puller: Puller) -> None:
    puller.standing.total = 12
    with pytest.raises(IncompleteError):
        puller.pull()
    puller.standing.total = None
    assert len(puller.pull()[1]) == 10


def test_a_long_list_needs_no_more_memory_than_its_pages(puller: Puller) -> None:
    size = 1_000
    puller.standing.rows = [
        {**entity(0), "UNISCID": f"{number:018d}", "DOM": "某地" * 300} for number in range(20 * size)
    ]
    settings = GatewaySettings(size=size, requests_per_second=10_000)
    held: list[int] = []
    puller.standing.before_page = lambda _: held.append(pa.total_allocated_bytes())
    landed, rows = puller.pull(settings=settings)
    assert len(rows) == 20 * size
    assert max(held) < 8 << 20, "one page is about 2 MB"
    assert landed.complete


def test_keys_are_remembered_in_eight_bytes() -> None:
    keys = Keys()
    for begin in range(0, 20_000, 100):
        keys.add((str(number), None) for number in range(begin, begin + 100))
    keys.add([("5", None)])
    assert len(keys) == 20_000
    assert keys.hold_any([("x", None), ("19999", None)])
    assert not keys.hold_any([("19999", ""), ("20000", None)])
    assert not keys.hold_any([])


def test_the_client_waits_between_requests(standing: Standing) -> None:
    waits: list[float] = []
    settings = GatewaySettings(size=4, requests_per_second=5)
    with Gateway(
        "business_registry", standing.base, KEY, SECRET, settings=settings, sleep=waits.append
    ) as gateway:
        begin = time.monotonic()
        for page in (1, 2, 3):
            gateway.list_page("entities", page)
        assert time.monotonic() - begin < 1
    assert len(waits) == 2
    assert sum(waits) > 0.3


def test_the_string_that_is_signed_is_the_contract_s() -> None:
    request = Unsigned("GET", "/api/v1/entities", "page=1&size=500", b"", "1700000000000", "n")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    text = f"GET\n/api/v1/entities\npage=1&size=500\n{empty}\n1700000000000\nn"
    assert SIGNERS["sha256"](KEY, SECRET).headers(request)["X-Sign"] == server.sign("sha256", text.encode())


def test_the_query_is_sorted_by_name_then_value_and_encoded_strictly() -> None:
    pairs = [("b", "2"), ("a", "x y+z/~*"), ("a", "中"), ("A", "")]
    assert encode_query(pairs) == "A=&a=%E4%B8%AD&a=x%20y%2Bz%2F~%2A&b=2"


@given(st.lists(st.text(max_size=30)))
def test_only_shaped_codes_are_ever_asked(codes: list[str]) -> None:
    assert all(len(code) == 18 and code.isascii() and code.isalnum() for code in askable(codes))
