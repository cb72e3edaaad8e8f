-- 就业痕迹。 A month of the last year in which another source, or a roster, shows a leaver at work or drawing a pension.
WITH people AS (
    SELECT DISTINCT person FROM ledger.leavers
)
SELECT DISTINCT p.person, k.number, 'outwork' AS kind, coalesce(s.firm, '') AS employer, TRUE AS is_spell
FROM verify.outwork AS s
INNER JOIN people AS p ON p.person = s.person
CROSS JOIN run.month AS m
CROSS JOIN policy.limits AS l
INNER JOIN run.calendar AS k
    ON k.number BETWEEN m.number - l.followed_months AND m.number
    AND k.number >= s.first_number AND k.number <= coalesce(s.last_number, k.number)
UNION ALL
SELECT DISTINCT t.person, month_number(t.month) AS number, t.kind, coalesce(t.employer, '') AS employer,
    t.kind IN ('contract', 'registration') AS is_spell
FROM verify.timeline AS t
SEMI JOIN people AS p ON p.person = t.person
CROSS JOIN run.month AS m
CROSS JOIN policy.limits AS l
WHERE month_number(t.month) BETWEEN m.number - l.followed_months AND m.number
    AND (
        t.kind IN ('roster', 'contract', 'registration', 'post', 'pension')
        OR (t.kind = 'contribution'
            AND t.state IN ('pension:paid', 'unemployment:paid', 'medical:paid', 'injury:paid', 'maternity:paid'))
    )
