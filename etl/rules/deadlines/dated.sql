-- 起算的时限。 An event that starts a deadline, with its due day; none where the calendar of working days does not reach.
WITH begun AS (
    SELECT d.*
    FROM policy.deadline AS d
    INNER JOIN run.month AS m ON d.first_on <= m.last_day
    WHERE d.form = 'deadline'
)
SELECT
    p.workshop_id,
    p.case_key,
    d.kind,
    d.clause,
    d.done_by,
    d.at_least,
    c.known_to,
    p.happened_on AS started_on,
    -- Its own day is not counted.
    CASE WHEN d.by_calendar THEN CAST(p.happened_on + d.days * INTERVAL 1 DAY AS DATE) ELSE e.day END AS due_on
FROM rules.procedures AS p
INNER JOIN begun AS d ON d.starts_with = p.event AND p.happened_on BETWEEN d.first_on AND d.last_on
INNER JOIN rules.shops AS s ON s.workshop_id = p.workshop_id AND starts_with(s.area_code, d.area)
LEFT JOIN policy.workdays AS c ON c.day = p.happened_on
LEFT JOIN policy.workdays AS e ON e.is_worked AND e.seq = c.seq + d.days
