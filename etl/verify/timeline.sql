-- 时间线。 A month of a person and a row that speaks of it, source by source; silence is no row, and nothing is judged.
WITH units AS (
    SELECT employer, coalesce(unit, firm) AS name FROM verify.units
),
spells AS (
    SELECT s.sure AS person, s.kind, coalesce(s.workshop_id, u.name) AS employer, s.state, s.amount, s.row_ref, s.first_number, s.last_number
    FROM verify.spells AS s
    LEFT JOIN units AS u ON u.employer = s.employer
    UNION ALL
    SELECT
        sure AS person, 'pension' AS kind, CAST(NULL AS VARCHAR) AS employer, kind AS state, CAST(NULL AS DECIMAL(18, 2)) AS amount,
        row_ref, first_number, until_number AS last_number
    FROM verify.pensions
    WHERE is_newest
),
held AS (
    SELECT s.person, s.kind, s.employer, coalesce(s.state, '') AS state, s.amount, s.row_ref, s.first_number, s.last_number
    FROM spells AS s
    SEMI JOIN verify.followed AS f ON f.person = s.person
    UNION ALL
    SELECT
        sure AS person,
        CASE WHEN state = 'paid' THEN 'subsidy' ELSE 'claim' END AS kind,
        coalesce(workshop_id, uscc) AS employer,
        coalesce(CASE WHEN state = 'paid' THEN scheme ELSE scheme || ':' || state END, '') AS state,
        amount, row_ref, month_number(from_month) AS first_number, month_number(to_month) AS last_number
    FROM verify.benefits
    WHERE sure IS NOT NULL
)
SELECT
    sure AS person, month, 'roster' AS kind, workshop_id AS employer, coalesce(declared_group, '') AS state,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, row_ref('hrss.rosters', pull_id, row_number) AS row_ref
FROM verify.rosters
WHERE sure IS NOT NULL
UNION ALL
SELECT
    sure AS person, month, 'pay' AS kind, workshop_id AS employer, text(paid_on) AS state,
    pay AS amount, row_ref('hrss.rosters', pull_id, row_number) AS row_ref
FROM verify.rosters
WHERE sure IS NOT NULL AND pay IS NOT NULL
UNION ALL
SELECT
    c.person, c.month, 'contribution' AS kind, u.name AS employer, coalesce(c.kind || ':' || c.state, '') AS state,
    c.amount, row_ref('social_insurance.contributions', c.pull_id, c.row_number) AS row_ref
FROM verify.contributions AS c
LEFT JOIN units AS u ON u.employer = c.employer
UNION ALL
SELECT h.person, m.month, h.kind, h.employer, h.state, h.amount, h.row_ref
FROM held AS h
JOIN verify.months AS m ON m.number >= coalesce(h.first_number, m.number) AND m.number <= coalesce(h.last_number, m.number)
