"""Who may do and see what: role × act, account × county, role × field. Every page, act and query asks here, and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.masks import mask_id, mask_name

ROLES: Mapping[str, tuple[str, str]] = {
    "official": ("经办", "official"),
    "lead": ("审核负责人", "lead"),
    "releaser": ("签发人", "releaser"),
    "reviewer": ("核查员", "reviewer"),
    "second": ("复核员", "second reviewer"),
    "auditor": ("监督（审计）", "auditor"),
    "sysadmin": ("系统管理员", "system administrator"),
    "secadmin": ("安全管理员", "security administrator"),
    "auditadmin": ("审计管理员", "audit administrator"),
}
ADMINISTRATORS = frozenset({"sysadmin", "secadmin", "auditadmin"})
NEEDS_TOTP = frozenset({"lead", "releaser", "second"}) | ADMINISTRATORS
_OFFICE = frozenset({"official", "lead", "releaser"})
_REVIEW = frozenset({"reviewer", "second"})
_READERS = _OFFICE | _REVIEW | {"auditor"}

MAY: Mapping[str, frozenset[str]] = {
    "home": frozenset(ROLES),
    "read": _READERS,
    "download": _OFFICE | {"auditor"},
    "month.confirm": _OFFICE,
    "month.approve": frozenset({"lead", "releaser"}),
    "month.return": frozenset({"lead", "releaser"}),
    "month.sign": frozenset({"releaser"}),
    "notice.open": frozenset({"releaser"}),
    "notice.object": _OFFICE,
    "notice.answer": frozenset({"releaser"}),
    "notice.let-go": frozenset({"releaser"}),
    "case.work": _REVIEW,
    "case.second": frozenset({"second"}),
    "case.note": _OFFICE,
    "identity.answer": _REVIEW,
    "identity.second": frozenset({"second"}),
    "fact.answer": _OFFICE | _REVIEW,
    "fact.second": frozenset({"second"}),
    "file.ask": _OFFICE | {"auditor"},
    "file.grant": frozenset({"lead", "releaser"}),
    "precheck": _OFFICE,
    "precheck.second": frozenset({"lead", "releaser"}),
    "deliver": _OFFICE,
    "policy.try": _OFFICE,
    "policy.approve": frozenset({"lead", "releaser"}),
    "account.read": frozenset({"sysadmin", "secadmin"}),
    "account.lock": frozenset({"sysadmin"}),
    "job.read": frozenset({"sysadmin"}),
    "account.set": frozenset({"secadmin"}),
    "audit.read": frozenset({"auditadmin"}),
}
"""Roles by right. What is not named here, nobody may."""


@dataclass(frozen=True)
class Account:
    """Somebody with a role; no county named: all of the installation's areas."""

    name: str
    role: str
    counties: tuple[str, ...] = ()
    language: str = "zh"

    def may(self, right: str) -> bool:
        return self.role in MAY[right]

    def sees(self, county: str) -> bool:
        """Whether a county, or a code below it, is the account's; administrators have none."""
        if self.role in ADMINISTRATORS:
            return False
        return not self.counties or any(county.startswith(code) for code in self.counties)

    def covers(self, other: "Account") -> bool:
        """Whether whatever the other sees is seen by this one too."""
        if self.role in ADMINISTRATORS:
            return False
        return not self.counties or (bool(other.counties) and all(self.sees(code) for code in other.counties))

    def of(self, counties: Iterable[str]) -> list[str]:
        return [county for county in counties if self.sees(county)]


def shown(account: Account, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the account may see it: no full ID number in any page, names masked where none is needed."""
    seen = dict(row)
    if seen.get("id_number"):
        seen["id_number"] = mask_id(seen["id_number"])
    if account.role == "auditor" and seen.get("name") and "id_masked" in seen:
        seen["name"] = mask_name(seen["name"])
    return seen
