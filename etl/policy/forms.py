"""The language in which a policy document is written as data.

Here: the typed forms of a rule about workshops, procedures and alerts, and the clauses and documents they stand in.
Every form is frozen and forbids unknown fields; `read.py` turns YAML into these objects and names file, line and
key of a fault. Not here: dated values and codes (`values.py`), the forms of a subsidy
(`subsidy.py`), what is in force where and when (`in_force.py`), and what a rule gives for a workshop or a
person (the modules that evaluate). No number of a policy stands in these files.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from etl.policy.figures import ExitStep, Reaches, Target
from etl.policy.subsidy import Subsidy
from etl.policy.values import (
    CODE,
    AgreementKind,
    Beneficiary,
    ClauseId,
    Dated,
    Day,
    DocumentId,
    EntityKind,
    Fact,
    Family,
    Frozen,
    Group,
    Level,
    Money,
    Name,
    Officer,
    Post,
    Premises,
    Ratio,
    Rule,
    Scheme,
    Sentence,
    State,
    Whole,
    WorkshopKind,
)

# --- who is counted -------------------------------------------------------------------------------------------


class Tenure(Frozen):
    """A person counts only with an agreement over the month and pay in it and the months before.

    `months` paid in a row that end with the month judged; for seasonal workshops `seasonal_months` paid in its year.
    """

    kinds: Dated[tuple[AgreementKind, ...]]
    months: Dated[Whole]
    seasonal_months: Dated[Whole]


class Counting(Frozen):
    """Who counts for a head count, and who is left out of the share's denominator."""

    zh: Sentence
    groups: Dated[tuple[Group, ...]]
    undelivered: Dated[tuple[Group, ...]] | None = None
    """Groups that the document counts and no source delivers: status `unknown`, never `no`."""
    leave_out_posts: Dated[tuple[Post, ...]] | None = None
    leave_out_officers: Dated[tuple[Officer, ...]] | None = None
    min_age: Dated[Whole] | None = None
    tenure: Tenure | None = None
    contract_months: Dated[Whole] | None = None
    """The contract or agreement of each counted person runs at least so many months."""
    denominator_leaves_out: Dated[tuple[Post, ...]] | None = None
    denominator_leaves_out_officers: Dated[tuple[Officer, ...]] | None = None


class NeedsFact(Frozen):
    """A human fact that the outcome waits for, with the clause that asks for it."""

    fact: Fact
    clause: ClauseId
    effect: Literal["confirms", "relaxes", "sets_season"] = "confirms"
    """confirms: without it `needs_person`; relaxes: while it holds the rule does not; sets_season: months that count."""


class ShareTest(Frozen):
    """Counted people as a share of the roster, where the workshop is of that size or those premises."""

    at_least: Dated[Ratio]
    staff_at_least: Dated[Whole] | None = None
    staff_below: Dated[Whole] | None = None
    """Only workshops with fewer on the roster; larger ones have a standard of their own."""
    premises: Dated[tuple[Premises, ...]] | None = None


# --- rules about workshops ------------------------------------------------------------------------------------


class WorkshopRule(Rule):
    """A rule that gives one finding a workshop and month."""

    family: Family
    kinds: tuple[WorkshopKind, ...] | None = None
    """Only for these kinds of workshop; left out: for all."""
    states: tuple[State, ...] | None = None
    """Only for workshops in these states; left out: for all that the family is asked of."""


class HeadCount(WorkshopRule):
    """So many counted people in the month; `and_share` asks a share besides, once the workshop has that size."""

    form: Literal["head_count"]
    counting: Name
    at_least: Dated[Whole]
    and_share: ShareTest | None = None
    staff_below: Dated[Whole] | None = None
    """Only workshops with fewer on the roster; larger ones have a standard of their own: not_applicable."""
    by_kind: dict[WorkshopKind, ClauseId] = Field(default_factory=dict)
    """The clause that says, for a kind of workshop, in what relation a person is counted."""
    asks: Sentence | None = None
    """What a person must establish besides: met by the data is then `needs_person`, and too few is `not_applicable`."""
    nearly: Dated[Whole] | None = None
    """Employers that are not workshops are candidates when at most so many short; left out: no candidates."""
    alternative_to: ClauseId | None = None
    """Another way to the title: whoever reaches it need not reach that standard or those beside it."""


class Share(WorkshopRule):
    """A share of the roster that is a rule of its own."""

    form: Literal["share"]
    counting: Name
    share: ShareTest
    alternative_to: ClauseId | None = None
    """Another way to the same title, for workshops of the size that `share` names; the others: not_applicable."""


class WageFloor(WorkshopRule):
    """Each counted person's pay of the month reaches a part of a parameter (the minimum wage)."""

    form: Literal["wage_floor"]
    counting: Name
    parameter: Name
    ratio: Dated[Ratio]
    in_principle: bool = False
    by_day: bool = False
    """Pay by time (计时工资): whoever works part of the month's days is measured by the day, and near the floor by a person."""
    paid_within: Dated[Whole] | None = None
    """Pay is late (不按时) when it came after the end of so many months after its own; it is told and decides nothing."""


class Cover(WorkshopRule):
    """Each counted person has one of these covers in the month."""

    form: Literal["cover"]
    counting: Name
    any_of: Dated[tuple[Literal["injury_contribution", "accident_premium"], ...]]


class Entity(WorkshopRule):
    """The operator is of one of these kinds, active, and registered in the area (credit code, digits 3-8)."""

    form: Literal["entity"]
    entity_kinds: Dated[tuple[EntityKind, ...]] | None = None
    refused_kinds: Dated[tuple[EntityKind, ...]] | None = None
    registered_in: Dated[str] | None = None
    active: bool = True
    asks: Sentence | None = None
    """What a person must establish besides: met by the data is then `needs_person`."""


class Operating(WorkshopRule):
    """So many complete months of verified pay in a row, from recognition, without a stop of the named rule."""

    form: Literal["operating"]
    months: Dated[Whole]
    broken_by: ClauseId | None = None


class MeanPay(WorkshopRule):
    """Mean pay over `months` of the people that another rule counts."""

    form: Literal["mean_pay"]
    of: ClauseId
    at_least: Dated[Money]
    months: Dated[Whole]


class Revenue(WorkshopRule):
    """Revenue of the last full year."""

    form: Literal["revenue"]
    at_least: Dated[Money]


class Recorded(WorkshopRule):
    """The recorded recognition is taken as it is; nothing is computed again."""

    form: Literal["recorded"]
    external: Sentence


class Finding(WorkshopRule):
    """What only a person can find. `absent` is the outcome where nobody recorded it."""

    form: Literal["finding"]
    fact: Fact | None = None
    asks: Sentence
    absent: Literal["not_met", "needs_person"]


class NoStandard(WorkshopRule):
    """The document sets no standard for workshops and no exit: not_applicable for every one of them."""

    form: Literal["no_standard"]


class Below(WorkshopRule):
    """Below the named standards for so many complete months in a row."""

    form: Literal["below"]
    of: tuple[ClauseId, ...] = Field(min_length=1)
    months: Dated[Whole]
    facts: tuple[NeedsFact, ...] = ()
    seasonal: Literal["season_only", "same"] = "same"


class Stopped(WorkshopRule):
    """Production stopped for more than, or at least, so many months."""

    form: Literal["stopped"]
    months: Dated[Whole]
    compare: Literal["more_than", "at_least"]
    facts: tuple[NeedsFact, ...] = ()
    asks: Sentence | None = None
    """What a person must establish where no recorded fact has a code for it."""
    seasonal: Literal["season_only", "same", "outside"] = "same"


class Expires(WorkshopRule):
    """A title ends so many months after its recognition, unless it was renewed (`fact`: recorded within that time)."""

    form: Literal["expires"]
    months: Dated[Whole]
    fact: Fact | None = None


# --- procedures, ledger, alerts -------------------------------------------------------------------------------


class Deadline(Rule):
    """From one recorded event to another within, or after at least, so many days."""

    form: Literal["deadline"]
    kind: Name
    starts_with: Name
    done_by: Name
    days: Dated[Whole]
    unit: Literal["working_day", "day"]
    compare: Literal["within", "at_least"] = "within"


class DueDate(Rule):
    """A thing to be done by one day."""

    form: Literal["due_date"]
    kind: Name
    done_by: Name
    due_on: Dated[Day]


class Inspection(Rule):
    """A check once in each calendar quarter, half-year or year."""

    form: Literal["inspection"]
    kind: Name
    done_by: Name
    every: Dated[Literal["quarter", "half_year", "year"]]


class Excludes(Rule):
    """Two schemes that don't go together, and in what unit."""

    form: Literal["excludes"]
    schemes: tuple[Scheme, Scheme]
    per: Literal["credit_code", "person_month", "workshop"]
    beneficiaries: tuple[Beneficiary, Beneficiary] | None = None
    """Only where the first is paid to such a beneficiary and the second to such."""
    premises: tuple[Premises, ...] = ()
    """The scheme (named twice) excludes these premises."""
    areas: tuple[str, ...] = ()
    """Area prefixes, for a pair between documents; empty: where its document holds."""
    alert: Literal["excluded_pair"] = "excluded_pair"


class Stacks(Rule):
    """Two schemes that may meet, worth knowing: for information only."""

    form: Literal["stacks"]
    schemes: tuple[Scheme, Scheme]
    per: Literal["person_month", "person_year", "person", "workshop"]
    areas: tuple[str, ...] = ()
    alert: Literal["stacking"] = "stacking"


class LosesSupport(Rule):
    """Without the title no support: live rows outside the recognition are an alert.

    `also`: support for workshops that other papers grant and that ends with the title, too.
    """

    form: Literal["loses_support"]
    also: tuple[Scheme, ...] = ()
    alert: Literal["outside_recognition"]


class GroundsAlert(Rule):
    """The clause grounds alerts that are computed from evidence (codes of the alert contract)."""

    form: Literal["alert"]
    codes: tuple[Name, ...] = Field(min_length=1)


class LedgerFields(Rule):
    """Fields that the document wants in the ledger, as the ledger's columns."""

    form: Literal["ledger_fields"]
    columns: tuple[Name, ...] = Field(min_length=1)


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


# --- clauses and documents ------------------------------------------------------------------------------------


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
