"""Conditions of a subsidy in the policy language: what a document asks of a person, a workshop or a period before it pays.

Here: the forms, frozen. Not here: what is paid (`subsidy.py`), or how a condition is measured (`etl/rules/grants`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from etl.policy.values import (
    AgreementKind,
    ClauseId,
    Dated,
    Fact,
    Frozen,
    Group,
    InsuranceKind,
    Money,
    Name,
    Premises,
    Ratio,
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


class DaysWorked(Condition):
    """So many days of attendance in each month of the unit; a month whose days nobody wrote down needs a person."""

    test: Literal["days"]
    at_least: Dated[Whole]


class MonthPay(Condition):
    """Pay of each month of the unit: so many yuan, or a part of a parameter."""

    test: Literal["month_pay"]
    at_least: Dated[Money] | None = None
    parameter: Name | None = None
    ratio: Dated[Ratio] | None = None

    @model_validator(mode="after")
    def _one_number(self) -> MonthPay:
        if (self.at_least is None) == (self.parameter is None) or (self.parameter is None) != (
            self.ratio is None
        ):
            raise ValueError("month_pay has either `at_least`, or `parameter` and `ratio`")
        return self


class Stayed(Condition):
    """The person's months of work at the workshop, and the pay of them, up to the unit's end (granted once: up to now)."""

    test: Literal["stayed"]
    months: Dated[Whole]
    pay: Dated[Money] | None = None


class ClaimBy(Condition):
    """Claimed within so many months after the unit's end: what nobody claimed by then is no longer owed."""

    test: Literal["claim_by"]
    months: Dated[Whole]


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
    | DaysWorked
    | MonthPay
    | Stayed
    | ClaimBy
    | External,
    Field(discriminator="test"),
]
