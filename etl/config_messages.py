"""Who is told of what happens at night, and how: the key `messages:` of `hecha.yaml`. Secrets by name of a variable only."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Address = Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
_SMTP = re.compile(r"^(smtp|smtp\+starttls|smtps)://(?:[^:@/\s]+@)?[^:@/\s]+(?::\d+)?$")


class Told(BaseModel):
    """Frozen; a key that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Mail(Told):
    """Mail by an SMTP server: `smtps://user@host:465`, `smtp+starttls://…`, or `smtp://…` where the line is the office's own."""

    smtp: str
    password_env: str | None = None
    sender: Annotated[Address, Field(alias="from")]
    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Mail":
        if not _SMTP.match(self.smtp):
            raise ValueError(
                "`smtp` is smtp://, smtp+starttls:// or smtps:// with a host, and no password in it"
            )
        if self.password_env and "@" not in self.smtp:
            raise ValueError("`password_env` needs an account in `smtp`: smtps://account@host")
        if self.password_env and self.smtp.startswith("smtp://"):
            raise ValueError("a password goes over smtps:// or smtp+starttls:// only")
        return self


class Webhook(Told):
    """A group robot of 企业微信 or 钉钉, or any address that takes JSON. The address holds a secret: it is named, not written."""

    kind: Literal["wecom", "dingtalk", "json"]
    url_env: str
    secret_env: str | None = None

    @model_validator(mode="after")
    def _signs(self) -> "Webhook":
        if self.secret_env and self.kind != "dingtalk":
            raise ValueError("`secret_env` signs for dingtalk only")
        return self


class Heartbeat(Told):
    """A sign of life after each month that ended well: a file whose age can be watched, an address that expects to be called."""

    file: Path | None = None
    url_env: str | None = None


class Messages(Told):
    """Everything about messages."""

    language: Literal["zh", "en"] = "zh"
    mail: Mail | None = None
    webhook: tuple[Webhook, ...] = ()
    heartbeat: Heartbeat = Heartbeat()
    disk_gb: Annotated[float, Field(ge=0)] = 5.0
    """Below so much free space people are told."""
    ending_days: Annotated[int, Field(ge=0, le=365)] = 30
    """So many days before a certificate or a database account's password ends people are told."""
