"""The forms of a subsidy in the policy language: conditions, amounts, caps, funds.

Here: what a document asks before it pays and how much it pays, as frozen forms. Not here: forms about workshops and
the documents themselves (`forms.py`), or how a condition is measured (the modules that evaluate).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from etl.decisions.form import Fact
from etl.policy.values import (
    AgreementKind,
    Beneficiary,
    ClauseId,
    Dated,
    Frozen,
    Fund,
    Group,
    InsuranceKind,
    Money,
    Name,
    Premises,
    Ratio,
    Rule,
    Scheme,
    Sentence,
    Whole,
    WorkshopKind,
)


class Condition(Frozen):
    """One condition; `clause` is what stands in `failed` when it isn't met."""

    clause: ClauseId


class LeftOut(Frozen):
    """A group that the document names elsewhere and this subsidy leaves out: it fails under a clause of its own."""

    group: Group
    clause: ClauseId


class StatusIn(Condition):
    """The person is of one of these groups in the months counted."""

    test: Literal["status"]
    groups: Dated[tuple[Group, ...]]
    undelivered: Dated[tuple[Group, ...]] | None = None
    left_out: tuple[LeftOut, ...] = ()
    review: tuple[Group, ...] = ()
    """Only of these groups: `needs_person`, not failed."""


class AgreementIs(Condition):
    """The agreement (the filed one, else the declared) is of one of these kinds; `review` kinds need a person."""

    test: Literal["agreement"]
    kinds: Dated[tuple[AgreementKind, ...]]
    review: tuple[AgreementKind, ...] = ()


class MonthsWorked(Condition):
    """Months that count in the window; with `seasonal_kinds` a seasonal workshop follows a parameter or needs a person.

    `seasonal_clause` is cited and decides nothing: the clause that says so is thereby one that this rule stands on, as the
    reports of coverage and the check of `part_of` ask.
    """

    test: Literal["months"]
    at_least: Dated[Whole]
    window: Literal["calendar_year", "since_opening"] = "calendar_year"
    seasonal_kinds: tuple[WorkshopKind, ...] = ()
    seasonal_parameter: Name | None = None
    seasonal_clause: ClauseId | None = None
    rolling: Literal["needs_person", "no"] = "no"


class PremiumAtLeast(Condition):
    """Accident premium of the month; `review`: only such cover needs a person."""

    test: Literal["premium"]
    at_least: Dated[Money]
    review: tuple[Literal["injury_contribution", "county_bought"], ...] = ()


class PayAtLeast(Condition):
    """Pay received at the workshop in the window."""

    test: Literal["pay"]
    at_least: Dated[Money]
    window: Literal["calendar_year", "since_opening"] = "calendar_year"
    people: Dated[Whole] | None = None
    """So many people each reach it; left out: the one person of the claim."""


class ContractTerm(Condition):
    """The contract's own term, from its first to its last day."""

    test: Literal["contract_term"]
    kinds: Dated[tuple[AgreementKind, ...]]
    months: Dated[Whole]
    compare: Literal["at_least", "at_most"] = "at_least"


class HasContract(Condition):
    """A contract of one of these kinds holds on a day of the period (training: at its dates)."""

    test: Literal["has_contract"]
    kinds: Dated[tuple[AgreementKind, ...]]


class Contributions(Condition):
    """Contributions paid: for each month claimed, or for at least so many months at the employer."""

    test: Literal["contributions"]
    kinds: Dated[tuple[InsuranceKind, ...]] | None = None
    months: Dated[Whole] | None = None
    in_full: bool = False


class Age(Condition):
    """Full years on the last day of the period's first month, both ends included."""

    test: Literal["age"]
    at_least: Dated[Whole] | None = None
    at_most: Dated[Whole] | None = None


class Worked(Condition):
    """A verified month of work: in each month claimed, or one month at all."""

    test: Literal["worked"]
    months: Literal["each", "one"]


class PayBelow(Condition):
    """Pay of the month under a part of a parameter."""

    test: Literal["pay_below"]
    parameter: Name
    ratio: Dated[Ratio]


class Trained(Condition):
    """A training record stands for it: any, or its days are counted."""

    test: Literal["trained"]
    asks: Literal["record", "days"]


class Workers(Condition):
    """A head count of the workshop, by counting; `each_month_of` asks it in each of so many months."""

    test: Literal["workers"]
    counting: Name
    at_least: Dated[Whole]
    each_month_of: Dated[Whole] | None = None


class OnPremises(Condition):
    """The workshop's premises are of one of these kinds; of a `refused` one it fails, of any other a person looks."""

    test: Literal["premises"]
    kinds: Dated[tuple[Premises, ...]]
    refused: tuple[Premises, ...] = ()


class StaffBelow(Condition):
    """Fewer on the roster of the month; larger ones may have come to the title another way: `needs_person`."""

    test: Literal["staff"]
    below: Dated[Whole]


class FactIs(Condition):
    """A human fact; without it the outcome is `needs_person`."""

    test: Literal["fact"]
    fact: Fact
    kinds: tuple[WorkshopKind, ...] | None = None


class External(Condition):
    """A condition that nothing we hold can show (a rule not at hand, a ticket): `needs_person`, saying what it asks."""

    test: Literal["external"]
    asks: Sentence


AnyCondition = Annotated[
    StatusIn
    | AgreementIs
    | MonthsWorked
    | PremiumAtLeast
    | PayAtLeast
    | ContractTerm
    | HasContract
    | Contributions
    | Age
    | Worked
    | PayBelow
    | Trained
    | Workers
    | OnPremises
    | StaffBelow
    | FactIs
    | External,
    Field(discriminator="test"),
]


# --- amounts, caps, funds -------------------------------------------------------------------------------------


class Tier(Frozen):
    """From so many people on, this amount."""

    people: Whole
    amount: Money


class Choice(Frozen):
    """One of several amounts, by what the case is; each stands on its own clause."""

    case: Name
    amount: Dated[Money]


AMOUNT_NEEDS = {
    "fixed": ("value",),
    "to_ratio_of": ("parameter", "ratio"),
    "tiers": ("tiers",),
    "choices": ("choices",),
    "paid_employer_part": ("insurance",),
}
"""The parts that each kind of amount can't be without."""


class Amount(Frozen):
    """What one unit is worth.

    `fixed` yuan a unit · `paid_employer_part` of contributions · `to_ratio_of` fills pay up to a part of a parameter ·
    `tiers` by head count · `choices` by case · `parameter`: the scheme's own number in hecha.yaml · `external`: nowhere.
    """

    kind: Literal["fixed", "paid_employer_part", "to_ratio_of", "tiers", "choices", "parameter", "external"]
    value: Dated[Money] | None = None
    before_joined: Dated[Money] | None = None
    """Fixed: the amount for people whom the workshop took on before the document's first day."""
    parameter: Name | None = None
    ratio: Dated[Ratio] | None = None
    tiers: Dated[tuple[Tier, ...]] | None = None
    choices: tuple[Choice, ...] = ()
    insurance: Dated[tuple[InsuranceKind, ...]] | None = None

    @model_validator(mode="after")
    def _no_part_missing(self) -> Amount:
        for name in AMOUNT_NEEDS.get(self.kind, ()):
            if not getattr(self, name):
                raise ValueError(f"an amount of kind {self.kind} needs `{name}`")
        return self


ONCE_WHENEVER = ("person", "person_workshop", "workshop")
"""Units in which a subsidy is granted once, whatever the period."""


class Once(Frozen):
    """The unit in which the document grants the subsidy a single time.

    `per` a year or a month: a second row in it is the same benefit. `elsewhere`: at a second workshop it is an alert of its own.
    `by: amount`: each of its amounts is an award of its own, once; two unlike ones are for a person to look at. `not_from`: what
    these funds pay the document does not call once-only.
    """

    clause: ClauseId
    per: Literal["person", "person_workshop", "person_year", "person_month", "workshop"]
    elsewhere: bool = False
    by: Literal["amount"] | None = None
    not_from: tuple[Fund, ...] = ()


class Cap(Frozen):
    """An upper end. `in_principle` (原则上) makes what exceeds it a matter of review."""

    clause: ClauseId
    per: Literal["person_session", "person_year", "person_once", "project", "person_months", "loan"]
    amount: Dated[Money] | None = None
    ratio_of_investment: Dated[Ratio] | None = None
    months: Dated[Whole] | None = None
    in_principle: bool = False
    with_schemes: tuple[Scheme, ...] = ()
    """Summed with these schemes on the same key."""

    @model_validator(mode="after")
    def _has_number(self) -> Cap:
        if sum(x is not None for x in (self.amount, self.ratio_of_investment, self.months)) != 1:
            raise ValueError("a cap has exactly one of `amount`, `ratio_of_investment`, `months`")
        return self


class RetirementExtension(Frozen):
    """Less than so many months before the statutory age at first approval: paid until then, past the months' cap."""

    clause: ClauseId
    less_than_months: Dated[Whole]
    until: Literal["statutory", "statutory_or_pension"]


class BaseCap(Frozen):
    """The contribution base that is subsidised: at most a part of a yearly parameter of the year before, by month."""

    clause: ClauseId
    parameter: Name
    ratio: Dated[Ratio]
    in_principle: bool = False


class FundRule(Frozen):
    """Which funds may pay. `when` splits by the person's status in the month."""

    clause: ClauseId
    allowed: Dated[tuple[Fund, ...]]
    when: Literal["always", "monitored", "not_monitored"] = "always"


class Subsidy(Rule):
    """A scheme as one document grants it.

    `computed: false`: amount or conditions stand elsewhere; only caps, funds and once-only rules are checked.
    `unclaimed: true`: judged without a claim too (应享未享); where its parameter is not configured, only with one.
    """

    form: Literal["subsidy"]
    scheme: Scheme
    beneficiary: Beneficiary
    per: Literal[
        "person_year", "person_month", "person_day", "person", "workshop", "workshop_period", "project"
    ]
    """The unit of the amount and of the period judged."""
    title: Literal["asked", "none"] | None = None
    """Whether the workshop must hold its title; left out: asked of what workshops have where the document recognises them."""
    computed: bool
    unclaimed: bool = False
    amount: Amount
    conditions: tuple[AnyCondition, ...] = ()
    once: Once | None = None
    caps: tuple[Cap, ...] = ()
    extension: RetirementExtension | None = None
    base_cap: BaseCap | None = None
    funds: tuple[FundRule, ...] = ()
