"""The words of a case: its states, outcomes and acts, and what the pipeline is told of an outcome."""

from collections.abc import Mapping

STATES: Mapping[str, tuple[str, str]] = {
    "open": ("待领取", "open"),
    "claimed": ("核查中", "claimed"),
    "field": ("实地核查", "field check"),
    "hearing": ("听取陈述", "hearing"),
    "proposed": ("待复核", "proposed"),
    "closed": ("已办结", "closed"),
    "reopened": ("已重开", "reopened"),
    "cleared": ("已消除", "cleared"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "intent": ("属实（故意）", "true, with intent"),
    "mistake": ("属实（差错）", "true, a mistake"),
    "not_true": ("不属实", "not true"),
    "data_error": ("数据错误", "an error of the data"),
    "moved": ("转外地核实", "passed on to another place"),
    "owed": ("应享未享", "owed and not had"),
    "cannot_tell": ("暂不能认定", "can't be told yet"),
}
ANSWERS: Mapping[str, str] = {
    "intent": "confirmed",
    "mistake": "confirmed",
    "not_true": "not_confirmed",
    "data_error": "data_error",
    "owed": "owed",
}
"""What the pipeline is told; other outcomes stay here."""
ACTS: Mapping[str, tuple[str, str]] = {
    "claim": ("领取", "claimed"),
    "hand-over": ("移交", "handed over"),
    "field": ("实地核查", "field check"),
    "hearing": ("听取陈述", "hearing"),
    "propose": ("提出结论", "proposed"),
    "confirm": ("复核同意", "confirmed"),
    "return": ("复核退回", "returned"),
    "object": ("当事人异议", "objected to"),
    "changed": ("证据有变", "evidence changed"),
}
GRAVE = frozenset({"intent", "mistake"})
