"""Sending one message by one way: SMTP, or a webhook. A way that fails says so by name, and never its address or its secret."""

import base64
import hashlib
import hmac
import os
import smtplib
import ssl
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from etl.config_messages import Mail, Messages, Webhook
from flow.messages.words import Message

SECONDS = 20
Way = Callable[[Message], None]


class NotSentError(Exception):
    """A message that did not go out by one way; it says by which, and why."""


def ways(settings: Messages) -> dict[str, Way]:
    """Every way that the configuration names, by a name of its own."""
    found: dict[str, Way] = {}
    mail = settings.mail
    if mail is not None:
        found["mail"] = partial(by_mail, mail)
    for number, hook in enumerate(settings.webhook, 1):
        found[f"webhook {number} ({hook.kind})"] = partial(by_webhook, hook)
    return found


def secret(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise NotSentError(f"the environment variable {name} is not set")
    return value


def by_mail(mail: Mail, message: Message) -> None:
    """One mail to all who are named."""
    parts = urlsplit(mail.smtp)
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = message.title, mail.sender, ", ".join(mail.to)
    letter["Date"], letter["Message-ID"] = formatdate(localtime=True), make_msgid(domain="hecha.invalid")
    letter.set_content(message.text + "\n")
    try:
        host, port = str(parts.hostname), parts.port
        trusting = ssl.create_default_context(cafile=mail.ca_file)
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=trusting)
        else:
            server = smtplib.SMTP(
                host, port or (587 if parts.scheme == "smtp+starttls" else 25), timeout=SECONDS
            )
        with server:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=trusting)
            if mail.password_env:
                server.login(str(parts.username), secret(mail.password_env))
            refused = server.send_message(letter)
    except smtplib.SMTPAuthenticationError:
        raise NotSentError("the mail server refused the account or its password") from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSentError(f"the mail server could not be used ({type(error).__name__})") from None
    if refused:
        raise NotSentError(f"the mail server refused {len(refused)} of {len(mail.to)} addresses")


def by_webhook(hook: Webhook, message: Message) -> None:
    """One POST; a robot that answers with an error code has not taken it."""
    import httpx2

    url = secret(hook.url_env)
    if hook.secret_env:
        url += ("&" if urlsplit(url).query else "?") + _signed(secret(hook.secret_env), time.time())
    try:
        answer = httpx2.post(
            url, json=body(hook, message), timeout=SECONDS, trust_env=False, follow_redirects=False
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise NotSentError(f"the address could not be reached ({type(error).__name__})") from None
    if answer.status_code >= 300:
        raise NotSentError(f"the address answered HTTP {answer.status_code}")
    if hook.kind != "json" and (code := _code(answer)) != 0:
        raise NotSentError(f"the robot answered code {code}")


def call(url: str) -> None:
    """Call an address that waits for a sign of life."""
    import httpx2

    try:
        answer = httpx2.get(url, timeout=SECONDS, trust_env=False)
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise NotSentError(f"the heartbeat's address could not be reached ({type(error).__name__})") from None
    if answer.status_code >= 300:
        raise NotSentError(f"the heartbeat's address answered HTTP {answer.status_code}")


def body(hook: Webhook, message: Message) -> dict[str, Any]:
    if hook.kind == "json":
        return {
            "event": message.event,
            "month": message.month or None,
            "title": message.title,
            "lines": list(message.lines),
        }
    return {"msgtype": "text", "text": {"content": f"{message.title}\n{message.text}"}}


def _code(answer: Any) -> object:
    try:
        return answer.json().get("errcode")
    except (ValueError, AttributeError):
        return "none"


def _signed(key: str, at: float) -> str:
    """钉钉's signature: milliseconds and the key itself, by the key."""
    stamp = str(round(at * 1000))
    digest = hmac.new(key.encode(), f"{stamp}\n{key}".encode(), hashlib.sha256).digest()
    return urlencode({"timestamp": stamp, "sign": base64.b64encode(digest).decode()})
