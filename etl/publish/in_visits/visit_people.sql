-- 应当面核实的人员。 A declared worker of the ledger month whom no other system has confirmed, at a workshop that is to be inspected.
SELECT DISTINCT
    e.row_ref, e.workshop_id, e.verdict, p.name, p.id_masked, p.id_number, r.county
FROM publish.employment AS e
INNER JOIN run.month AS m ON m.month = e.month
INNER JOIN verify.roster_verdicts AS v ON v.row_ref = e.row_ref
INNER JOIN ledger.ledger AS r ON r.workshop_id = e.workshop_id
SEMI JOIN publish.visits AS s ON s.workshop_id = e.workshop_id
LEFT JOIN publish.people AS p ON p.person_key = e.person_key
WHERE e.verdict IN ('declared_only', 'unknown') AND v.declared_group IN ('poverty_exit', 'monitored', 'relocated')
