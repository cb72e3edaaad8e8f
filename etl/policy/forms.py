"""The language in which a policy document is written as data.

Here: the typed forms of a rule about workshops, procedures and alerts. Every form is frozen and forbids unknown fields;
`read.py` turns YAML into these objects and names file, line and key of a fault. Not here: the clauses and documents they
stand in (`documents.py`), dated values and codes (`values.py`), the forms of a subsidy (`subsidy.py`), what is in force
where and when (`in_force.py`), and what a rule gives for a workshop or a person (the modules that evaluate). No number of a policy stands in these files.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etl.policy.values import (
    AgreementKind,
    Beneficiary,
    ClauseId,
    Dated,
    Day,
    EntityKind,
    Fact,
    Family,
    Frozen,
    Group,
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
