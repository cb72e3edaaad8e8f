"""What a policy document is made of: clauses with their rules, its own codes, what it gives way to; and what all documents share.

Not here: the forms of a rule (`forms.py`, `subsidy.py`, `figures.py`), and reading files (`read.py`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from etl.policy.figures import ExitStep, Reaches, Target
from etl.policy.forms import (
    Below,
    Counting,
    Cover,
    Deadline,
    DueDate,
    Entity,
    Excludes,
    Expires,
    Finding,
    GroundsAlert,
    HeadCount,
    Inspection,
    LedgerFields,
    LosesSupport,
    MeanPay,
    NoStandard,
    Operating,
    Recorded,
    Revenue,
    Share,
    Stacks,
    Stopped,
    WageFloor,
)
from etl.policy.subsidy import Subsidy
from etl.policy.values import (
    CODE,
    ClauseId,
    Day,
    DocumentId,
    Frozen,
    Group,
    Level,
    Name,
    Scheme,
    Sentence,
    Whole,
)

AnyRule = Annotated[
    HeadCount
    | Share
    | WageFloor
    | Cover
    | Entity
    | Operating
    | MeanPay
    | Revenue
    | Recorded
    | Finding
    | NoStandard
    | Below
    | Stopped
    | Expires
    | Subsidy
    | Deadline
    | DueDate
    | Inspection
    | Excludes
    | Stacks
    | LosesSupport
    | GroundsAlert
    | LedgerFields
    | Target
    | ExitStep
    | Reaches,
    Field(discriminator="form"),
]


class Clause(Frozen):
    """One numbered clause: where it stands, what it says in our own words, and what follows from it.

    `rules` it makes itself; `part_of` names the clauses whose rules cite it; `no_rule` says why it makes none.
    """

    id: ClauseId
    locator: Annotated[str, StringConstraints(min_length=1)]
    zh: Sentence
    en: Sentence
    rules: tuple[AnyRule, ...] = ()
    part_of: tuple[ClauseId, ...] = ()
    no_rule: Sentence | None = None

    @model_validator(mode="before")
    @classmethod
    def _rules_are_the_clauses(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            return data
        rules = [{"id": data.get("id"), **rule} if isinstance(rule, dict) else rule for rule in data["rules"]]
        for rule in rules:
            if isinstance(rule, dict) and rule["id"] != data.get("id"):
                raise ValueError(f"a rule's id is its clause's, {data.get('id')}, not {rule['id']}")
        return {**data, "rules": rules}

    @model_validator(mode="after")
    def _one_of(self) -> Clause:
        if bool(self.rules or self.part_of) == (self.no_rule is not None):
            raise ValueError(
                "a clause has either `rules` or `part_of`, or the reason `no_rule` why it makes none"
            )
        return self


Declared = dict[
    Annotated[str, StringConstraints(pattern=CODE)], Annotated[str, StringConstraints(min_length=2)]
]


class Codes(Frozen):
    """Codes that the document declares beside those of policy/codes.yaml, with their Chinese names."""

    schemes: Declared = Field(default_factory=dict)
    funds: Declared = Field(default_factory=dict)
    groups: Declared = Field(default_factory=dict)
    entity_kinds: Declared = Field(default_factory=dict)
    premises: Declared = Field(default_factory=dict)
    facts: Declared = Field(default_factory=dict)

    def with_more(self, more: Codes) -> Codes:
        """These and further ones; of a code in both the further name stands."""
        return Codes(**{name: {**getattr(self, name), **getattr(more, name)} for name in Codes.model_fields})


class GivesWay(Frozen):
    """From a day on another document rules these matters in this document's area."""

    matters: tuple[str, ...] = Field(min_length=1)
    to: DocumentId
    from_on: Day = Field(alias="from")
    clause: ClauseId
    straddling: Literal["needs_person"] = "needs_person"


class Document(Frozen):
    """One policy document. `from` left null: not in its text, the configuration's `documents:` gives it."""

    id: DocumentId
    number: Sentence
    title: Sentence
    issuers: tuple[Sentence, ...] = Field(min_length=1)
    area: Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{2})?(\d{2})?$")]
    from_on: Day | None = Field(alias="from")
    to_on: Day = Field(alias="to")
    to_basis: Sentence
    text: Sentence
    counting: dict[Name, Counting]
    codes: Codes = Codes()
    ledger_counting: Name
    ledger_declared: tuple[Group, ...] = ()
    """Groups that the ledger counts among the declared here, beside 脱贫人口 and 监测对象."""
    gives_way: tuple[GivesWay, ...] = ()
    clauses: tuple[Clause, ...] = Field(min_length=1)


class Scope(Frozen):
    """What makes two live rows of a scheme the same benefit."""

    scheme: Scheme
    subject: Literal["person", "workshop"]
    period: Literal["calendar_year", "month", "dates", "equal_period", "project"]
    equal: tuple[Literal["amount", "payee"], ...] = ()
    level: Level = "duplicate"
    areas: tuple[str, ...] = ()
    """Area prefixes; empty: everywhere."""
    clauses: tuple[ClauseId, ...]


class CrossClause(Clause):
    """A clause between documents; `areas` names those whose documents it speaks of, none: all of them."""

    areas: tuple[str, ...] = ()


class CrossScheme(Frozen):
    """What holds between schemes, whichever document grants them."""

    scopes: tuple[Scope, ...]
    clauses: tuple[CrossClause, ...]


class AgeClass(Frozen):
    """A class of people with one statutory retirement age, and how a reform moves it."""

    name: Name
    sex: Literal["男", "女"]
    years: Whole
    months_per_step: Whole
    at_most: Whole


class RetirementTable(Frozen):
    """Statutory retirement ages: the old table until `reform_from`, the reformed one from that day on.

    Delay in months = floor(months from the reform's month to the old retirement month / months_per_step) + 1, at most
    `at_most`; none where the old retirement month lies before the reform.
    """

    basis: Sentence
    reform_from: Day
    classes: tuple[AgeClass, ...]
