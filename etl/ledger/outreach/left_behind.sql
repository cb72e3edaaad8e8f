-- 退出车间的人员安置。 A workshop whose title has ended, and whether those who worked there of late have work since.
WITH ends AS (
    SELECT workshop_id, bool_or(is_title) AS is_title, min(ended_number) AS ended_number FROM ledger.endings GROUP BY workshop_id
),
people AS (
    SELECT e.workshop_id,
        count(*) FILTER (WHERE o.is_sought) AS out_of_work,
        count(*) FILTER (WHERE NOT o.is_told AND NOT o.is_working) AS untold,
        count(o.person) AS people
    FROM ends AS e
    LEFT JOIN ledger.out_of_work AS o ON o.workshop_id = e.workshop_id AND o.kind = 'workshop_ended'
    GROUP BY e.workshop_id
)
SELECT s.workshop_id,
    CASE
        -- People are followed for a year; when an undated title ended nobody can tell.
        WHEN NOT coalesce(e.is_title, FALSE) OR e.ended_number < m.number - l.followed_months THEN 'not_told'
        WHEN p.out_of_work > 0 THEN 'open'
        WHEN p.untold > 0 THEN 'not_told'
        WHEN p.people > 0 THEN 'done'
        ELSE 'not_needed'
    END AS state,
    coalesce(p.out_of_work, 0) AS out_of_work
FROM ledger.workshops AS s
CROSS JOIN run.month AS m
CROSS JOIN policy.limits AS l
LEFT JOIN ends AS e ON e.workshop_id = s.workshop_id
LEFT JOIN people AS p ON p.workshop_id = s.workshop_id
WHERE s.state IN ('revoked', 'deregistered')
