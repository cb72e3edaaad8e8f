-- 时间线。 A month of a person whom a row of the release names, in a source.
SELECT
    text(p.person_key) AS person_key, t.month, t.kind, nullif(t.employer, '') AS employer, text(t.state) AS state,
    t.amount, t.row_ref
FROM verify.timeline AS t
SEMI JOIN publish.main_rows AS n USING (person)
CROSS JOIN run.month AS m
LEFT JOIN link.persons AS p ON p.person = t.person
WHERE t.month BETWEEN month_plus(m.month, -11) AND m.month
