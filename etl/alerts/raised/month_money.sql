-- 有疑点的月份所涉款项。 A payment of which the months of a case put a part at risk: what would not be due if they did not count.
-- Of person-months the months shared; of a year the whole when, without the case's months, its months or its pay fall short at the
-- high end; of what is given once the whole when no month of work is left.
WITH people AS (
    SELECT code, key, person, scheme, from_month AS first_month, to_month AS last_month, workshop_id, other_workshop_id
    FROM alerts.cases
    WHERE money = 'months' AND is_by_month AND level <> 'inform' AND workshop_id IS NOT NULL AND person IS NOT NULL
),
subjects AS (
    SELECT code, key, person, scheme, first_month, last_month, workshop_id FROM people
    UNION ALL
    SELECT code, key, person, scheme, first_month, last_month, other_workshop_id FROM people WHERE other_workshop_id IS NOT NULL
),
monthly AS (
    SELECT s.code, s.key, l.row_ref, CAST(sum(l.share) AS DECIMAL(18, 2)) AS amount
    FROM subjects AS s
    JOIN alerts.live_months AS l ON l.who = s.person AND l.workshop_id = s.workshop_id
    JOIN policy.scopes AS p ON p.area = l.area AND p.scheme = l.scheme
    WHERE p.period IN ('month', 'dates') AND l.month BETWEEN p.first_month AND p.last_month
        AND l.month BETWEEN s.first_month AND s.last_month AND coalesce(s.scheme, l.scheme) = l.scheme
    GROUP BY s.code, s.key, l.row_ref
),
yearly AS (
    SELECT s.code, s.key, s.person, s.workshop_id, s.first_month, s.last_month, l.row_ref, l.amount, l.from_month // 100 AS year,
        l.to_month, y.months, y.pay, y.premium, TRUE AS is_yearly
    FROM subjects AS s
    JOIN alerts.live AS l ON l.who = s.person AND l.workshop_id = s.workshop_id
    JOIN policy.yearly AS y ON y.area = l.area AND y.scheme = l.scheme
    WHERE l.to_month BETWEEN y.first_month AND y.last_month AND coalesce(s.scheme, l.scheme) = l.scheme
        AND l.from_month // 100 * 100 + 1 <= s.last_month AND l.from_month // 100 * 100 + 12 >= s.first_month
),
once AS (
    SELECT s.code, s.key, s.person, s.workshop_id, s.first_month, s.last_month, l.row_ref, l.amount, CAST(NULL AS BIGINT) AS year,
        l.to_month, CAST(NULL AS BIGINT) AS months, CAST(NULL AS DECIMAL(18, 2)) AS pay, CAST(NULL AS DECIMAL(18, 2)) AS premium,
        FALSE AS is_yearly
    FROM subjects AS s
    JOIN alerts.live AS l ON l.who = s.person AND l.workshop_id = s.workshop_id
    JOIN (
        SELECT DISTINCT area, scheme, first_month, last_month FROM policy.once_only WHERE per IN ('person', 'person_workshop')
    ) AS o ON o.area = l.area AND o.scheme = l.scheme
    WHERE l.from_month BETWEEN o.first_month AND o.last_month AND coalesce(s.scheme, l.scheme) = l.scheme
        AND l.scheme <> 'TRAINING' AND s.first_month <= l.to_month
),
whole AS (
    SELECT * FROM yearly UNION ALL SELECT * FROM once
),
workers AS (
    SELECT DISTINCT person AS sure, workshop_id FROM whole
),
worked AS (
    SELECT r.sure, r.workshop_id, r.month, CAST(sum(r.pay) AS DECIMAL(18, 2)) AS pay, max(r.accident_premium) AS premium,
        max(CASE WHEN r.verdict <> 'contradicted' THEN 1 ELSE 0 END) = 1 AS is_fine
    FROM verify.roster_verdicts AS r
    SEMI JOIN workers USING (sure, workshop_id)
    GROUP BY r.sure, r.workshop_id, r.month
),
-- The person's months at the workshop outside those of the case.
left_over AS (
    SELECT w.code, w.key, w.row_ref, w.is_yearly,
        count(DISTINCT CASE WHEN m.is_fine AND (w.premium IS NULL OR coalesce(m.premium, 0) >= w.premium) THEN m.month END) AS months,
        count(*) FILTER (WHERE m.is_fine AND m.month <= w.to_month) AS months_before,
        CAST(sum(m.pay) AS DECIMAL(18, 2)) AS pay
    FROM whole AS w
    JOIN worked AS m ON m.sure = w.person AND m.workshop_id = w.workshop_id
    WHERE m.month NOT BETWEEN w.first_month AND w.last_month AND (w.year IS NULL OR m.month // 100 = w.year)
    GROUP BY w.code, w.key, w.row_ref, w.is_yearly
),
short AS (
    SELECT w.code, w.key, w.row_ref, max(w.amount) AS amount
    FROM whole AS w
    LEFT JOIN left_over AS o ON o.code = w.code AND o.key = w.key AND o.row_ref = w.row_ref AND o.is_yearly = w.is_yearly
    WHERE CASE WHEN w.is_yearly THEN coalesce(o.months, 0) < w.months OR coalesce(o.pay, 0) < w.pay
               ELSE coalesce(o.months_before, 0) = 0 END
    GROUP BY w.code, w.key, w.row_ref
),
-- An operator that no longer exists: the workshop's live rows from then on.
closed AS (
    SELECT c.code, c.key, l.row_ref, l.amount
    FROM alerts.cases AS c
    JOIN alerts.live AS l ON l.workshop_id = c.workshop_id
    WHERE c.money = 'workshop' AND c.is_by_month AND c.level <> 'inform' AND l.from_month >= c.from_month
),
risks AS (
    SELECT code, key, row_ref, amount FROM monthly
    UNION ALL
    SELECT code, key, row_ref, amount FROM short
    UNION ALL
    SELECT code, key, row_ref, amount FROM closed
)
SELECT r.code, r.key, r.row_ref, r.amount, l.from_month AS month,
    payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says
FROM risks AS r
JOIN alerts.live AS l ON l.row_ref = r.row_ref
WHERE r.amount > 0
