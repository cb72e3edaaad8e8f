"""The flow by name: each step, its rooms, the tables that it keeps and what it comes after. Light to import; the work stands in `work`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.model.contracts import load_contracts

EVERY_MONTH = 0
"""Where tables of steps are kept that don't depend on the ledger month."""


@dataclass(frozen=True)
class Step:
    """A step of the flow: what it keeps of the tables that its rooms make."""

    name: str
    tables: tuple[str, ...]
    after: tuple[str, ...]
    monthly: bool
    zh: str
    en: str
    rooms: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Tables that lie in another of the rooms than the one of the step's own name."""

    def kept_under(self, month: int) -> int:
        return month if self.monthly else EVERY_MONTH

    def named(self, table: str) -> str:
        """A kept table as SQL names it: `monitoring.people` of the step conform is `conform.people`."""
        source = load_contracts("canonical").get(table)
        return f"{self.elsewhere.get(table, self.name)}.{source.short if source else table}"


FLOW = (
    Step(
        "conform",
        (
            *load_contracts("canonical"),
            "forms",
            "employers",
            "row_origin",
            "quarantine_rows",
            "reconciliation",
            "data_times",
        ),
        (),
        monthly=False,
        zh="规范：来源原文转为有类型的标准表，逐行核对",
        en="Conform: what the sources said becomes typed tables, every row accounted for",
        rooms=("conform",),
    ),
    Step(
        "link",
        (
            "link_forms",
            "persons",
            "register_ids",
            "link_report",
            "link_stale",
            "row_decisions",
            "facts",
            "unplaced_decisions",
        ),
        ("conform",),
        monthly=False,
        zh="匹配：每种写法指的是哪个人，有多大把握，为什么",
        en="Link: which person each way of writing names, how surely and why",
        rooms=("link",),
    ),
    Step(
        "verify",
        (
            "coverage",
            "status",
            "benefits",
            "twins",
            "contradictions",
            "contradiction_evidence",
            "dismissed",
            "roster_verdicts",
            "worker_months",
            "timeline",
            "operator_months",
            "arrears_months",
            "outwork",
        ),
        ("conform", "link"),
        monthly=True,
        zh="核实：逐月的身份、就业与矛盾",
        en="Verify: status, employment and contradictions, month by month",
        rooms=("contradict", "verify"),
        elsewhere={
            "contradictions": "contradict",
            "contradiction_evidence": "contradict",
            "dismissed": "contradict",
        },
    ),
    Step(
        "rules",
        (
            "findings",
            "exit_watch",
            "titles",
            "entitlements",
            "entitlement_conditions",
            "entitlement_months",
            "candidates",
            "deadlines",
            "deadlines_uncounted",
        ),
        ("conform", "link", "verify"),
        monthly=True,
        zh="判断：按当月有效的文件判断认定、退出和应享补贴",
        en="Rules: recognition, exit and what is due, by the documents in force that month",
        rooms=("rules",),
    ),
    Step(
        "alerts",
        ("alerts", "alert_evidence", "alert_runs", "alert_money", "hit_rates", "untold_payments"),
        ("conform", "link", "verify", "rules"),
        monthly=True,
        zh="疑点：重复、矛盾与待核事项，附依据",
        en="Alerts: duplicates, contradictions and what waits to be checked, with evidence",
        rooms=("alerts",),
    ),
    Step(
        "ledger",
        ("ledger", "indicators", "risk", "exits", "outreach", "reach_counts"),
        ("conform", "link", "verify", "rules", "alerts"),
        monthly=True,
        zh="台账：每个车间一行，有结论和理由；指标、风险与退出办理",
        en="Ledger: one row a workshop, with a conclusion and the reason; figures, risk and what exits still need",
        rooms=("ledger",),
    ),
)
BY_NAME = {step.name: step for step in FLOW}
RELEASE = Step(
    "release", ("release",), tuple(step.name for step in FLOW), monthly=True, zh="发布", en="Publish"
)
