-- 可能失去工作的人。 A person who was lately confirmed at a workshop of the areas, and is asked whether work is left: in which way, since when.
WITH recent AS (
    SELECT w.worker AS person, w.outcome, w.workshop_id, month_number(w.month) AS number, max(w.pay) AS pay
    FROM verify.worker_months AS w
    SEMI JOIN ledger.workshops AS s ON s.workshop_id = w.workshop_id
    CROSS JOIN run.month AS m
    CROSS JOIN policy.limits AS l
    -- Below zero nobody is surely named.
    WHERE w.verdict = 'confirmed' AND w.worker > 0 AND month_number(w.month) BETWEEN m.number - l.followed_months - l.lately_months AND m.number
    GROUP BY w.worker, w.outcome, w.workshop_id, month_number(w.month)
),
before AS (
    SELECT r.person, r.workshop_id, r.number, r.pay,
        row_number() OVER (PARTITION BY r.person ORDER BY r.number DESC, r.pay DESC NULLS LAST, r.workshop_id) AS nth
    FROM recent AS r
    CROSS JOIN run.month AS m
    CROSS JOIN policy.limits AS l
    WHERE r.outcome = 'same' AND r.number BETWEEN m.number - l.lately_months AND m.number - 1
),
often AS (
    SELECT b.person
    FROM before AS b
    CROSS JOIN policy.limits AS l
    GROUP BY b.person
    HAVING count(DISTINCT b.number) >= max(l.lately_at_least)
),
ended AS (
    SELECT e.workshop_id, e.ended_number
    FROM ledger.endings AS e
    CROSS JOIN run.month AS m
    CROSS JOIN policy.limits AS l
    WHERE e.ended_number BETWEEN m.number - l.followed_months AND m.number
)
SELECT 'lost_work' AS kind, b.person, b.workshop_id, CAST(NULL AS BIGINT) AS ended_number
FROM before AS b
SEMI JOIN often AS o ON o.person = b.person
WHERE b.nth = 1
UNION ALL
-- Of the end of the title and of production the earlier that took work from the person.
SELECT 'workshop_ended' AS kind, r.person, r.workshop_id, min(e.ended_number) AS ended_number
FROM recent AS r
CROSS JOIN policy.limits AS l
INNER JOIN ended AS e
    ON e.workshop_id = r.workshop_id AND r.number BETWEEN e.ended_number - l.lately_months AND e.ended_number - 1
GROUP BY r.person, r.workshop_id
