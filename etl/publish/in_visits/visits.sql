-- 应检查的车间。 A workshop that an inspection of the ledger month is due for, or that is looked in on whether due or not, with what to look at.
WITH due AS (
    SELECT d.workshop_id, d.kind AS visit, min(d.due_on) AS due_on, bool_or(d.state = 'overdue') AS is_late
    FROM publish.deadlines AS d
    SEMI JOIN run.visits AS v ON v.visit = d.kind
    WHERE d.state IN ('open', 'overdue')
    GROUP BY d.workshop_id, d.kind
),
standing AS (
    SELECT l.workshop_id, v.visit, CAST(NULL AS DATE) AS due_on, FALSE AS is_late
    FROM ledger.ledger AS l
    INNER JOIN run.visits AS v ON v.area <> '' AND starts_with(l.area_code, v.area)
    WHERE l.state IN ('active', 'stopped')
),
arrears AS (
    SELECT a.workshop_id, listed(text(a.month)) AS months
    FROM verify.arrears_months AS a
    CROSS JOIN run.month AS m
    WHERE a.result = 'upheld' AND a.filed_on <= m.last_day
    GROUP BY a.workshop_id
)
SELECT
    u.visit, u.due_on, u.is_late, l.workshop_id, l.workshop_name, l.operator_name, l.address, l.manager_name, l.state,
    l.workers_declared, l.poverty_declared, l.poverty_confirmed, l.mean_pay, l.open_alerts,
    coalesce(r.says, '') AS risk, coalesce(replace(a.months, ',', '、'), '') AS arrears,
    l.county, coalesce(c.county_name, l.county) AS county_name
FROM (SELECT * FROM due UNION ALL SELECT * FROM standing) AS u
INNER JOIN ledger.ledger AS l ON l.workshop_id = u.workshop_id
LEFT JOIN ledger.risk AS r ON r.workshop_id = u.workshop_id
LEFT JOIN arrears AS a ON a.workshop_id = u.workshop_id
LEFT JOIN publish.counties AS c ON c.county = l.county
