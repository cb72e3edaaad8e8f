"""Messages over a real mail server and a real HTTP receiver: once for each cause, told when it is over, lost by no fault."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from etl.config import Config
from etl.config_messages import Mail, Messages, Webhook
from flow.messages.telling import Teller
from tests.connectors.gateway_server import SECRET

MONTH, COUNTS = 202406, {"workshops": 12, "alerts": 34, "alerts_before": 30, "warnings": 2}
PERSON = "45990119900307012X"


# --- a mail server ---


@dataclass
class Post:
    """What a mail server has taken."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 the server calls it so
        if self.refuses:
            return "451 try later"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"

    @property
    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(**settings: Any) -> Iterator[tuple[Post, int]]:
    post, port = Post(), free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()


# --- a receiver of webhooks ---


class Receiver(BaseHTTPRequestHandler):
    """Keeps what comes, and answers as it is told."""

    came: list[tuple[str, dict[str, Any]]]
    answers: list[tuple[int, bytes]]

    def log_message(self, *args: Any) -> None:
        del args

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.came.append((self.path, json.loads(body)))
        self._answer()

    def do_GET(self) -> None:
        self.came.append((self.path, {}))
        self._answer()

    def _answer(self) -> None:
        code, text = self.answers.pop(0) if self.answers else (200, b'{"errcode": 0}')
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Receiver]]:
    handler = type("Own", (Receiver,), {"came": [], "answers": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("ROBOT_URL", f"http://127.0.0.1:{server.server_address[1]}/robot?key=k")
    try:
        yield handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Office:
    """An installation with messages, and what it complained of."""

    def __init__(self, folder: Path, **messages: Any) -> None:
        settings = Messages.model_validate({"disk_gb": 0, **messages})
        self.config = Config.model_construct(store=folder / "store", messages=settings)
        self.complaints: list[str] = []

    def teller(self) -> Teller:
        """Each as a run of its own would have it."""
        return Teller(self.config, self.complaints.append)


# --- what is told when ---


def test_a_month_is_told_once_by_mail_with_counts_alone(tmp_path: Path) -> None:
    with mail_server() as (post, port):
        office = Office(
            tmp_path,
            mail={
                "smtp": f"smtp://127.0.0.1:{port}",
                "from": "hecha@example.gov.cn",
                "to": ["a@example.gov.cn", "b@example.gov.cn"],
            },
        )
        office.teller().done(MONTH, "abcdef123456", COUNTS)
        office.teller().done(MONTH, "abcdef123456", COUNTS)
        office.teller().done(MONTH, "bbbbbb123456", COUNTS)
    assert post.subjects == ["核查 202406：台账已发布"] * 2
    text = post.letters[0].get_content()
    assert "车间：12个" in text
    assert "疑点：34条（上期30条）。疑点不等于违规，请核实。" in text
    assert post.letters[0]["To"] == "a@example.gov.cn, b@example.gov.cn"
    assert office.complaints == []


def test_a_cause_is_told_once_and_once_more_when_it_is_over(tmp_path: Path, receiver: type[Receiver]) -> None:
    office = Office(tmp_path, webhook=[{"kind": "json", "url_env": "ROBOT_URL"}], language="en")
    office.teller().failed(MONTH, 3, "hrss.rosters: 812 rows came, 4,000 before")
    office.teller().failed(MONTH, 3, "hrss.rosters: 813 rows came, 4,000 before")
    office.teller().failed(MONTH, 3, "county_finance: 1 file(s) refused")
    office.teller().done(MONTH, "abcdef123456", COUNTS)
    office.teller().failed(MONTH, 3, "county_finance: 1 file(s) refused")
    told = [(body["event"], body["month"]) for _, body in receiver.came]
    assert told == [(event, MONTH) for event in ("failed", "failed", "recovered", "done", "failed")]
    first, recovered = receiver.came[0][1], receiver.came[2][1]
    assert first["lines"][1] == "what to do: hecha sources check says what to do; then run again."
    assert len(recovered["lines"]) == 2


def test_a_later_months_failure_is_not_over_by_an_earlier_month(
    tmp_path: Path, receiver: type[Receiver]
) -> None:
    office = Office(tmp_path, webhook=[{"kind": "json", "url_env": "ROBOT_URL"}])
    office.teller().failed(202407, 3, "a source is down")
    office.teller().done(202406, "abcdef123456", COUNTS)
    assert [body["event"] for _, body in receiver.came] == ["failed", "done"]


def test_nothing_that_looks_like_a_person_goes_out(tmp_path: Path, receiver: type[Receiver]) -> None:
    office = Office(tmp_path, webhook=[{"kind": "wecom", "url_env": "ROBOT_URL"}])
    office.teller().failed(MONTH, 4, f"a driver quoted {PERSON} and 13945990017")
    sent = json.dumps(receiver.came) + (tmp_path / "store" / "messages.json").read_text(encoding="utf-8")
    assert PERSON not in sent
    assert "13945990017" not in sent


def test_what_a_way_did_not_take_goes_out_with_the_next_message_and_by_that_way_alone(
    tmp_path: Path, receiver: type[Receiver]
) -> None:
    with mail_server() as (post, port):
        office = Office(
            tmp_path,
            mail={
                "smtp": f"smtp://127.0.0.1:{port}",
                "from": "hecha@example.gov.cn",
                "to": ["a@example.gov.cn"],
            },
            webhook=[{"kind": "wecom", "url_env": "ROBOT_URL"}],
        )
        post.refuses = True
        receiver.answers.append((200, b'{"errcode": 45009}'))
        office.teller().failed(MONTH, 3, "a source is down")
        assert [one.partition(":")[0] for one in office.complaints] == ["mail", "webhook 1 (wecom)"]
        assert "45009" in office.complaints[1]
        post.refuses = False
        office.teller().done(MONTH, "abcdef123456", COUNTS)
    events = ["核查 202406：没有发布", "核查 202406：已恢复", "核查 202406：台账已发布"]
    assert post.subjects == events
    contents = [body["text"]["content"].splitlines()[0] for _, body in receiver.came]
    assert contents == [events[0], *events]


def test_no_address_and_no_secret_stands_in_a_complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROBOT_URL", f"http://127.0.0.1:{free_port()}/robot?key=secret-of-the-robot")
    hooks = [{"kind": "json", "url_env": "ROBOT_URL"}, {"kind": "json", "url_env": "NO_SUCH_VARIABLE"}]
    office = Office(tmp_path, webhook=hooks)
    office.teller().failed(MONTH, 3, "a source is down")
    assert len(office.complaints) == 2
    assert "secret-of-the-robot" not in str(office.complaints)
    assert "NO_SUCH_VARIABLE" in office.complaints[1]


def test_dingtalk_is_signed_and_a_refusal_of_http_is_one(
    tmp_path: Path, receiver: type[Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROBOT_SECRET", SECRET)
    office = Office(
        tmp_path, webhook=[{"kind": "dingtalk", "url_env": "ROBOT_URL", "secret_env": "ROBOT_SECRET"}]
    )
    receiver.answers += [(500, b"")]
    office.teller().failed(MONTH, 3, "a source is down")
    assert office.complaints == ["webhook 1 (dingtalk): the address answered HTTP 500"]
    asked = parse_qs(urlsplit(receiver.came[0][0]).query)
    assert asked["key"] == ["k"]
    assert len(asked["timestamp"][0]) == 13
    assert len(asked["sign"][0]) == 44


def test_a_sign_of_life_after_each_good_month_and_none_after_a_bad_one(
    tmp_path: Path, receiver: type[Receiver]
) -> None:
    office = Office(tmp_path, heartbeat={"file": tmp_path / "alive", "url_env": "ROBOT_URL"})
    office.teller().failed(MONTH, 3, "a source is down")
    assert not (tmp_path / "alive").exists()
    office.teller().done(MONTH, "abcdef123456", COUNTS)
    assert (tmp_path / "alive").read_text(encoding="utf-8").startswith("20")
    assert [path for path, _ in receiver.came] == ["/robot?key=k"]


def test_little_space_is_told_until_there_is_more(tmp_path: Path, receiver: type[Receiver]) -> None:
    office = Office(tmp_path, webhook=[{"kind": "json", "url_env": "ROBOT_URL"}], disk_gb=10**9)
    office.teller().done(MONTH, "abcdef123456", COUNTS)
    office.teller().done(MONTH, "abcdef123456", COUNTS)
    assert [body["event"] for _, body in receiver.came] == ["done", "disk"]


def test_without_messages_nobody_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    teller = Teller(Config.model_construct(store=tmp_path / "store", messages=None), pytest.fail)
    teller.failed(MONTH, 3, "a source is down")
    teller.done(MONTH, "abcdef123456", COUNTS)
    assert not (tmp_path / "store").exists()


def test_a_way_or_a_memory_that_can_not_be_used_is_complained_of_and_fails_no_month(
    tmp_path: Path, receiver: type[Receiver]
) -> None:
    mail = {"smtp": "smtp://127.0.0.1:99999", "from": "hecha@example.gov.cn", "to": ["a@example.gov.cn"]}
    for given in (
        {"mail": {**mail, "smtp": "smtps://127.0.0.1", "ca_file": tmp_path / "none.pem"}},
        {"mail": mail},
    ):
        office = Office(tmp_path, **given)
        office.teller().failed(MONTH, 3, f"a source is down: {given}")
        assert "the mail server could not be used" in office.complaints[0]
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "store").write_text("a file where the store's folder should be", encoding="utf-8")
    office = Office(
        tmp_path / "taken",
        webhook=[{"kind": "json", "url_env": "ROBOT_URL"}],
        heartbeat={"url_env": "ROBOT_URL"},
    )
    office.teller().failed(MONTH, 3, "a source is down")
    office.teller().done(MONTH, "abcdef123456", COUNTS)
    assert [one.partition(":")[0] for one in office.complaints] == ["messages", "messages"]
    assert [path for path, _ in receiver.came] == ["/robot?key=k"], "the sign of life"


def test_what_was_told_is_complained_of_where_it_can_not_be_noted(
    tmp_path: Path, receiver: type[Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is when people must hear of it."""

    def full(_path: Path, _text: str) -> None:
        raise OSError(28, "No space left on device")

    office = Office(tmp_path, webhook=[{"kind": "json", "url_env": "ROBOT_URL"}])
    monkeypatch.setattr("etl.store.durable.write_text", full)
    office.teller().failed(MONTH, 4, "unexpected error (OSError)")
    assert [body["event"] for _, body in receiver.came] == ["failed"]
    assert office.complaints == ["messages: OSError"]


# --- mail over TLS ---


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of 127.0.0.1, and a context that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, kept = folder / "mail.pem", folder / "mail.key"
    shown.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown, kept)
    return shown, context


def test_an_account_is_used_over_tls_by_a_certificate_that_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, context = certificate(tmp_path)
    monkeypatch.setenv("MAIL_PASSWORD", "right")

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given.login == b"hecha" and given.password == b"right", handled=False)

    mail = {"from": "hecha@example.gov.cn", "to": ["a@example.gov.cn"], "password_env": "MAIL_PASSWORD"}
    with mail_server(tls_context=context, require_starttls=True, authenticator=known, auth_required=True) as (
        post,
        port,
    ):
        mail["smtp"] = f"smtp+starttls://hecha@127.0.0.1:{port}"
        office = Office(tmp_path, mail=mail)
        office.teller().failed(MONTH, 3, "a source is down")
        assert post.letters == []
        assert "SSLCertVerificationError" in office.complaints[0]
        monkeypatch.setenv("MAIL_PASSWORD", "wrong")
        office = Office(tmp_path, mail={**mail, "ca_file": shown})
        office.teller().done(202405, "abcdef123456", COUNTS)
        assert office.complaints == ["mail: the mail server refused the account or its password"]
        monkeypatch.setenv("MAIL_PASSWORD", "right")
        office.teller().done(MONTH, "bbbbbb123456", COUNTS)
    assert [subject.partition("：")[0] for subject in post.subjects] == [
        "核查 202406",
        "核查 202405",
        "核查 202406",
        "核查 202406",
    ]


# --- the configuration ---


@pytest.mark.parametrize(
    "smtp", ["mail.example.gov.cn", "https://mail.example", "smtps://user:password@mail.example", "smtps://"]
)
def test_a_server_is_named_by_its_address_and_never_with_its_password(smtp: str) -> None:
    with pytest.raises(ValidationError, match="no password in it"):
        Mail.model_validate({"smtp": smtp, "from": "a@b.cn", "to": ["c@d.cn"]})


def test_a_password_needs_an_account_and_a_line_that_nobody_reads(tmp_path: Path) -> None:
    del tmp_path
    for smtp, says in (
        ("smtps://mail.example", "needs an account"),
        ("smtp://a@mail.example", "smtps:// or"),
    ):
        with pytest.raises(ValidationError, match=says):
            Mail.model_validate({"smtp": smtp, "from": "a@b.cn", "to": ["c@d.cn"], "password_env": "P"})


def test_only_dingtalk_signs() -> None:
    with pytest.raises(ValidationError, match="dingtalk only"):
        Webhook(kind="wecom", url_env="A", secret_env="B")
