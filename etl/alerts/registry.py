"""Every alert code: where it is computed, and what it needs before its silence means anything.

`tables` are tables of earlier steps without which it can't run; `sources` the source tables whose absence would make
silence false; `base` is the table whose rows it looks at. Not here: names
(`etl/model/vocabulary.yaml`) and the logic (`codes/`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from etl.alerts.codes import (
    contradictions,
    excluded_pair,
    id_shared,
    identity_rows,
    no_trace,
    once_only,
    one_person_two_ids,
    outside_recognition,
    over_cap,
    paid_not_due,
    roster_signs,
    same_scheme_overlap,
    shared_account,
    shared_roster,
    stacking,
    status,
    successor,
    two_posts,
    unpaid_due,
    wrong_fund,
)
from etl.alerts.shape import Found, Story
from etl.alerts.world import World
from etl.model.contracts import vocabulary

Base = Literal["payments", "rosters", "posts", "workshops", "entitlements", "named"]


@dataclass(frozen=True)
class Code:
    """One alert code. `grounded`: it rests on a policy, so it has `no_scheme` where none is in force."""

    code: str
    base: Base
    tables: tuple[str, ...]
    sources: tuple[str, ...] = ()
    grounded: str = ""

    @property
    def zh(self) -> str:
        """Its name for officials; those that name alerts without raising any know it too."""
        return vocabulary()["alerts"][self.code]


PAID = ("benefits", "link_forms", "hrss.workshops")
ROLLS = ("roster_verdicts", "link_forms", "hrss.workshops")
CROSSED = ("contradictions", "contradiction_evidence", "hrss.workshops")

CODES: tuple[Code, ...] = (
    Code("same_scheme_overlap", "payments", PAID, ("hrss.subsidies",), "scope"),
    Code("once_only_repeated", "payments", PAID, ("hrss.subsidies",), "once"),
    Code("excluded_pair", "payments", PAID, ("hrss.subsidies",), "excludes"),
    Code("over_cap", "payments", (*PAID, "persons", "coverage"), ("hrss.subsidies",), "cap"),
    Code("two_posts", "posts", ("hrss.public_posts", "link_forms"), ("hrss.public_posts",)),
    Code("paid_not_due", "payments", (*PAID, "entitlements"), ("hrss.subsidies",), "subsidy"),
    Code("outside_recognition", "payments", PAID, ("hrss.subsidies",), "workshop_scheme"),
    Code("once_only_elsewhere", "payments", PAID, ("hrss.subsidies",), "once"),
    Code("post_and_workshop", "rosters", CROSSED, ("hrss.public_posts",)),
    Code("two_workshops", "rosters", CROSSED, ("hrss.rosters",)),
    Code("insured_elsewhere", "rosters", CROSSED, ("social_insurance.contributions",)),
    Code("pensioner", "rosters", CROSSED, ("social_insurance.pensions",)),
    Code("deceased", "rosters", CROSSED, ("monitoring.people",)),
    Code("underage", "rosters", CROSSED, ("monitoring.people",)),
    Code("student", "rosters", CROSSED, ("monitoring.people",)),
    Code("entity_inactive", "rosters", CROSSED, ("business_registry.entities",)),
    Code("away", "rosters", CROSSED, ("hrss.subsidies", "county_finance.disbursements")),
    Code("flexible_insured", "rosters", CROSSED, ("social_insurance.contributions",)),
    Code("id_name_conflict", "named", ("link_forms", "row_origin"), ("monitoring.people",)),
    Code("id_invalid", "named", ("link_forms", "row_origin")),
    Code("id_shared", "named", ("link_forms", "row_origin")),
    Code("one_person_two_ids", "named", ("link_forms", "forms", "persons", "row_origin")),
    Code("not_in_register", "rosters", (*ROLLS, "coverage"), ("monitoring.people",)),
    Code(
        "status_not_in_force", "rosters", (*ROLLS, "status", "benefits"), ("monitoring.people",), "document"
    ),
    Code("owner", "rosters", CROSSED, ("business_registry.officers",)),
    Code("shared_roster", "rosters", ROLLS, ("hrss.rosters",)),
    Code("shared_account", "rosters", (*ROLLS, "forms", "persons", "row_origin"), ("hrss.rosters",)),
    Code("successor", "workshops", ("hrss.workshops",), ("hrss.workshops",)),
    Code(
        "no_trace",
        "payments",
        (*PAID, "roster_verdicts"),
        ("social_insurance.contributions", "hrss.contracts", "hrss.employment"),
    ),
    Code(
        "late_contributions",
        "rosters",
        ROLLS,
        ("social_insurance.contributions", "hrss.contracts", "hrss.employment"),
    ),
    Code("roster_frozen", "rosters", ROLLS, ("hrss.rosters",)),
    Code("no_labour_ability", "rosters", (*ROLLS, "status"), ("monitoring.people",)),
    Code("wrong_fund", "payments", (*PAID, "status"), ("hrss.subsidies",), "fund"),
    Code("stacking", "payments", PAID, ("hrss.subsidies",), "stacks"),
    Code("unpaid_due", "entitlements", (*PAID, "entitlements", "roster_verdicts"), (), "subsidy"),
)
BY_CODE: Mapping[str, Code] = {code.code: code for code in CODES}

STEPS: tuple[tuple[tuple[str, ...], Callable[[World], Found]], ...] = (
    (("same_scheme_overlap",), same_scheme_overlap.find),
    (("once_only_repeated",), once_only.find),
    (("excluded_pair",), excluded_pair.find),
    (("over_cap",), over_cap.find),
    (("two_posts",), two_posts.find),
    (("paid_not_due",), paid_not_due.find),
    (("outside_recognition",), outside_recognition.find),
    (("once_only_elsewhere",), once_only.find_elsewhere),
    (contradictions.CODES, contradictions.find),
    (("id_name_conflict",), identity_rows.find_conflict),
    (("id_invalid",), identity_rows.find_invalid),
    (("id_shared",), id_shared.find),
    (("one_person_two_ids",), one_person_two_ids.find),
    (("not_in_register",), status.find_absent),
    (("status_not_in_force",), status.find_not_in_force),
    (("shared_roster",), shared_roster.find),
    (("shared_account",), shared_account.find),
    (("successor",), successor.find),
    (("no_trace",), no_trace.find),
    (("late_contributions",), roster_signs.find_late),
    (("roster_frozen",), roster_signs.find_frozen),
    (("no_labour_ability",), roster_signs.find_unable),
    (("wrong_fund",), wrong_fund.find),
    (("stacking",), stacking.find),
    (("unpaid_due",), unpaid_due.find),
)
"""Which function computes which codes; the contradiction family comes out of one."""

STORIES: Mapping[str, Story] = {
    **same_scheme_overlap.STORIES,
    **once_only.STORIES,
    **excluded_pair.STORIES,
    **over_cap.STORIES,
    **paid_not_due.STORIES,
    **outside_recognition.STORIES,
    **identity_rows.STORIES,
    **id_shared.STORIES,
    **one_person_two_ids.STORIES,
    **shared_account.STORIES,
    **no_trace.STORIES,
    **wrong_fund.STORIES,
    **stacking.STORIES,
}
"""The sentence of each code whose cases are groups of rows."""

ANY_PERIOD = ("once_only_repeated", "once_only_elsewhere", "over_cap", "successor")
"""Published whatever their months: once-only and cap alerts, and what holds of a workshop and not of a month."""

NOT_COMPUTABLE: Mapping[str, str] = {
    "XD-06": "没有来源提供县级统一投保名单",
    "XD-09": "没有来源提供运单和发票",
    "XD-11": "没有来源提供贷款合同",
    "XD-20": "没有来源提供贷款合同",
    "XD-31": "没有来源提供孵化基地认定",
    "XD-41": "没有来源提供失业保险待遇",
}
