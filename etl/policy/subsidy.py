"""The forms of a subsidy in the policy language: amounts, caps, funds, what is granted once.

Here: how much a document pays, as frozen forms. Not here: what it asks before (`conditions.py`), forms about workshops and the
documents themselves (`forms.py`), or how an amount is measured (the modules that evaluate).
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from etl.policy.conditions import AnyCondition
from etl.policy.values import (
    Beneficiary,
    ClauseId,
    Dated,
    Fact,
    Frozen,
    Fund,
    InsuranceKind,
    Money,
    Name,
    Ratio,
    Rule,
    Scheme,
    Whole,
)

# --- amounts, caps, funds -------------------------------------------------------------------------------------


class Tier(Frozen):
    """From so many people (or months, or so much pay, or such a share, or from such a year of the person's on) this amount."""

    people: Whole | None = None
    months: Whole | None = None
    pay: Money | None = None
    share: Ratio | None = None
    year: Whole | None = None
    amount: Money

    @model_validator(mode="after")
    def _from_one_thing(self) -> Tier:
        if sum(getattr(self, name) is not None for name in TIERED_BY) != 1:
            raise ValueError(f"a tier begins at exactly one of {', '.join(TIERED_BY)}")
        return self

    @property
    def by(self) -> str:
        """What the tier goes by."""
        return next(name for name in TIERED_BY if getattr(self, name) is not None)

    @property
    def begins(self) -> int:
        """Where it begins, as a whole number: people, months or years; pay in fen, a share in millionths."""
        value = getattr(self, self.by)
        return int(value * {"pay": 100, "share": 1_000_000}.get(self.by, 1))


TIERED_BY = ("people", "months", "pay", "share", "year")


class Choice(Frozen):
    """One of several amounts, by what the case is; each stands on its own clause."""

    case: Name
    amount: Dated[Money]
    leaves_province: bool = False
    """Paid to who works outside the province, and never for a move within it: its months are months away."""


AMOUNT_NEEDS = {
    "fixed": ("value",),
    "to_ratio_of": ("parameter", "ratio"),
    "tiers": ("tiers",),
    "choices": ("choices",),
    "paid_employer_part": ("insurance",),
    "part_of": ("base", "ratio"),
}
"""The parts that each kind of amount can't be without."""


class Amount(Frozen):
    """What one unit is worth.

    `fixed` yuan a unit · `paid_employer_part` of contributions · `to_ratio_of` fills pay up to a part of a parameter ·
    `tiers` by what each begins at · `choices` by case · `part_of` a `ratio` of the unit's pay, of the investment, or of a cost that
    a person records as the value of `fact` · `parameter`: the scheme's own number in hecha.yaml · `external`: nowhere.
    """

    kind: Literal[
        "fixed", "paid_employer_part", "to_ratio_of", "tiers", "choices", "part_of", "parameter", "external"
    ]
    value: Dated[Money] | None = None
    before_joined: Dated[Money] | None = None
    """Fixed: the amount for people whom the workshop took on before the document's first day."""
    parameter: Name | None = None
    ratio: Dated[Ratio] | None = None
    tiers: Dated[tuple[Tier, ...]] | None = None
    choices: tuple[Choice, ...] = ()
    insurance: Dated[tuple[InsuranceKind, ...]] | None = None
    base: Literal["pay", "investment", "recorded"] | None = None
    fact: Fact | None = None
    at_most: Dated[Money] | None = None
    """The unit's own upper end."""
    times: Name | None = None
    """Fixed and tiers: for each person of this counting in the unit's month."""

    @model_validator(mode="after")
    def _no_part_missing(self) -> Amount:
        if (self.base == "recorded") != (self.fact is not None):
            raise ValueError("a recorded cost is the value of a `fact`, and nothing else is")
        if (
            self.tiers is not None
            and len({one.by for entry in self.tiers.root for one in entry.value or ()}) > 1
        ):
            raise ValueError("tiers of one amount go by one thing")
        if self.times is not None and self.kind not in ("fixed", "tiers"):
            raise ValueError("`times` people goes with a fixed amount or with tiers")
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
    per: Literal[
        "person",
        "person_workshop",
        "person_year",
        "person_month",
        "workshop",
        "workshop_year",
        "workshop_month",
    ]
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
        "person_year",
        "person_month",
        "person_day",
        "person",
        "workshop",
        "workshop_year",
        "workshop_month",
        "workshop_period",
        "project",
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
