-- 疑似更名的两个车间。 A workshop that ended and a later one with its credit code or its manager, to be compared by name.
WITH shops AS (
    SELECT w.workshop_id, w.workshop_name, w.address, w.uscc, w.state, w.state_on, l.who AS manager,
        coalesce(w.recognised_on, w.opened_on) AS began
    FROM alerts.workshops AS w
    LEFT JOIN alerts.form_people AS l ON l.form = w.form
),
gone AS (
    SELECT workshop_id AS old, workshop_name AS old_name, address AS old_address, uscc, manager, state_on AS ended
    FROM shops
    WHERE state IN ('revoked', 'deregistered') AND state_on IS NOT NULL
),
later AS (
    SELECT s.workshop_id, s.workshop_name, s.address, s.uscc, s.manager, s.began
    FROM shops AS s
    CROSS JOIN run.month AS m
    WHERE s.began <= m.last_day
)
SELECT g.old, s.workshop_id, 'uscc' AS why, g.old_name, s.workshop_name, g.old_address, s.address
FROM later AS s
JOIN gone AS g ON g.uscc = s.uscc
WHERE s.workshop_id <> g.old AND g.ended <= s.began
UNION ALL
SELECT g.old, s.workshop_id, 'manager', g.old_name, s.workshop_name, g.old_address, s.address
FROM later AS s
JOIN gone AS g ON g.manager = s.manager
WHERE s.workshop_id <> g.old AND g.ended <= s.began
