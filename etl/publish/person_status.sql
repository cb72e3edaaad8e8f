-- 人员身份（按月）。 Whom a row of the release names, and a month published: what the registers say of the person then.
SELECT
    text(p.person_key) AS person_key, s.month, s.poverty_exit, s.monitored,
    nullif(s.monitored_kind, '') AS monitored_kind, s.relocated, s.alive,
    coalesce(s.low_income, 'unknown') AS low_income, nullif(s.row_ref, '') AS row_ref
FROM verify.status AS s
SEMI JOIN publish.main_rows AS n USING (person)
CROSS JOIN run.month AS m
LEFT JOIN link.persons AS p ON p.person = s.person
WHERE s.is_touched AND s.month BETWEEN month_plus(m.month, -11) AND m.month
