"""Which subsidies a workshop has for its title, and the clause under which one without it fails.

Here: what a document says of itself, by its rules. Not here: when a workshop held its title (`etl/rules/titles.sql`).
"""

from __future__ import annotations

from etl.policy.documents import Document
from etl.policy.placing import Placed

WITHOUT = "no_standard"
"""The form by which a document says that it recognises nobody."""


def recognises(document: Document) -> bool:
    """Whether the document has a standard of recognition, its own or another's that it takes as recorded."""
    forms = {
        rule.form
        for clause in document.clauses
        for rule in clause.rules
        if getattr(rule, "family", "") == "recognition"
    }
    return bool(forms - {WITHOUT})


def title_clause(placed: Placed) -> str | None:
    """The clause under which a subsidy fails without the title; None where it asks for none.

    The clause that takes the support away with the title, where the document has one; else the one that grants it.
    """
    subsidy = placed.rule
    asks = subsidy.beneficiary == "workshop" if subsidy.title is None else subsidy.title == "asked"
    if not asks or not recognises(placed.document):
        return None
    taken = (
        rule.id for clause in placed.document.clauses for rule in clause.rules if rule.form == "loses_support"
    )
    return next(taken, placed.clause.id)
