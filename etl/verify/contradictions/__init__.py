"""The employment family: months on a roster that another system contradicts, one module for each kind of source.

Every finder gives months and the rows behind them (`base.Found`); none decides a verdict. An alert's title, rule and
money are the alerts' business.
"""

import ibis.expr.types as ir

from etl.verify.contradictions import elsewhere, insurance, operator, register
from etl.verify.contradictions.base import Findings, assemble
from etl.verify.evidence import Evidence
from etl.verify.scene import Scene

__all__ = ["contradictions"]

FINDERS = (
    elsewhere.post_and_workshop,
    elsewhere.two_workshops,
    elsewhere.away,
    insurance.insured_elsewhere,
    insurance.flexible_insured,
    insurance.pensioner,
    register.deceased,
    register.underage,
    register.student,
    operator.entity_inactive,
    operator.owner,
)


def contradictions(
    scene: Scene, evidence: Evidence, status: ir.Table, coverage: ir.Table
) -> tuple[ir.Table, ir.Table]:
    """`contradictions` and `contradiction_evidence`."""
    findings = Findings(scene, evidence, status, coverage)
    return assemble(findings, [find(findings) for find in FINDERS])
