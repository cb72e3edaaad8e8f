"""What a decision is: its kinds, answers and columns. Not here: files and the store."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from etl.model.contracts import codes

KINDS = ("identity", "alert", "fact", "outreach")
IDENTITY_ANSWERS = ("same", "different", "cannot_tell")
ALERT_ANSWERS = ("confirmed", "not_confirmed", "data_error", "owed")
OUTREACH_ANSWERS = ("reached", "placed", "declined")
REASONS = ("lost_work", "workshop_ended", "owed", "candidate", "arrears", "household")
"""Why somebody is to be reached: what the value of an answer of kind `outreach` may name. Without one it answers every reason."""
FACTS: tuple[str, ...] = tuple(codes()["facts"])
WITHDRAWN = "withdrawn"
"""As an answer (of a fact: as its value): what was decided before on this thing no longer counts."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "identity": (*IDENTITY_ANSWERS, WITHDRAWN),
    "alert": (*ALERT_ANSWERS, WITHDRAWN),
    "fact": FACTS,
    "outreach": (*OUTREACH_ANSWERS, WITHDRAWN),
}
COLUMNS: Mapping[str, str] = {
    "kind": "类别",
    "row_ref": "行引用",
    "alert_id": "疑点编号",
    "workshop_id": "车间编号",
    "entitlement_id": "待遇编号",
    "subject": "服务对象编号",
    "source": "来源表",
    "native_key": "原系统主键",
    "other": "对方人编号",
    "answer": "结论",
    "from_month": "起始月份",
    "to_month": "截止月份",
    "value": "值",
    "by": "决定人",
    "on": "决定日期",
    "why": "理由",
}
"""Heading by column: either may head a column of a file."""
CASE = "case"
FOR_THE_EYE = ("事项", "姓名", "证件号码", "车间", "可填结论", "记录数")
"""Headings of columns that tell a person what is to be decided; they are not read."""
TARGETS = ("row_ref", "alert_id", "workshop_id", "entitlement_id", "subject")


@dataclass(frozen=True)
class Decision:
    """One row as a person wrote it. Empty cells are None; `on` is YYYY-MM-DD."""

    kind: str
    answer: str
    by: str
    on: str
    why: str
    row_ref: str | None = None
    alert_id: str | None = None
    workshop_id: str | None = None
    entitlement_id: str | None = None
    source: str | None = None
    native_key: str | None = None
    other: str | None = None
    from_month: int | None = None
    to_month: int | None = None
    value: str | None = None
    subject: str | None = None

    @property
    def digest(self) -> str:
        """The same row has the same digest, wherever it stood: taking it twice is taking it once."""
        said = asdict(self)
        if self.subject is None:
            # As it was before anybody could be named so: what a store holds keeps its digest.
            del said["subject"]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def target(self) -> tuple[str, str]:
        """The one thing that the row speaks of."""
        for name in TARGETS:
            if getattr(self, name) is not None:
                return name, str(getattr(self, name))
        return "native_key", f"{self.source}|{self.native_key}"

    def target_in(self, key: str | None) -> tuple[str, str]:
        """The target, a row_ref by its native key where that is known: two names of one row are one thing."""
        if self.row_ref is not None and key is not None:
            return "native_key", f"{self.row_ref.partition(':')[0]}|{key}"
        return self.target

    @property
    def is_withdrawal(self) -> bool:
        return WITHDRAWN in {self.answer, (self.value or "").strip()}


@dataclass(frozen=True)
class Ground:
    """An alert as it was when somebody answered it: its subject, its months, and a fingerprint of each row behind it."""

    code: str
    level: str
    person_key: str | None
    workshop_id: str | None
    other_workshop_id: str | None
    scheme: str | None
    from_month: int | None
    to_month: int | None
    prints: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """A decision in the store: its place in the order of taking, and what was found about it when it was taken.

    `evidence`: the fingerprint of the form and the person that an identity decision rested on. `key`: the native key of
    the row that a row_ref named, by which the row is found again in later pulls. `ground`: what an answered alert was.
    """

    number: int
    decision: Decision
    evidence: str | None = None
    key: str | None = None
    ground: Ground | None = None


@dataclass(frozen=True)
class Found:
    """What the store knows about what a decision speaks of when the decision is taken."""

    evidence: str | None = None
    key: str | None = None
    ground: Ground | None = None
