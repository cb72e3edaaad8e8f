-- 用工规模条件。 Whether the workshop had fewer on its roster of the month; a larger one came to its title by a share, which this scheme does not name.
WITH asked AS (
    SELECT
        u.unit,
        u.place,
        u.judged,
        a.clause,
        a.test,
        a.people AS below
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'staff'
),

listed AS (
    SELECT
        a.unit,
        count(DISTINCT w.worker) AS workers
    FROM asked AS a
    INNER JOIN rules.grant_work AS w ON w.place = a.place AND w.number = a.judged
    GROUP BY a.unit
)

SELECT
    a.unit,
    a.clause,
    a.test,
    CASE WHEN coalesce(l.workers, 0) < a.below THEN 'met' ELSE 'needs_person' END AS outcome,
    CAST(l.workers AS DOUBLE) AS low,
    CAST(l.workers AS DOUBLE) AS high,
    CAST(a.below AS DOUBLE) AS threshold,
    '须由人核实：务工达到 ' || text(a.below) || ' 人的企业按占比认定，只写了一次性吸纳奖补' AS says
FROM asked AS a
LEFT JOIN listed AS l USING (unit)
