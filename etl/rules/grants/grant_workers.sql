-- 人数条件。 A head count of the workshop in the month, or in each of so many months since recognition, against the number.
WITH ends AS (
    SELECT
        u.unit,
        a.asked,
        max(c.low) FILTER (WHERE c.number = u.judged) AS low,
        max(c.high) FILTER (WHERE c.number = u.judged) AS high,
        count(*) FILTER (WHERE c.low >= a.number) AS months_low,
        count(*) FILTER (WHERE c.high >= a.number) AS months_high
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'workers'
    INNER JOIN rules.grant_counted AS c
        ON c.counting = a.counting AND c.place = u.place
    LEFT JOIN rules.grant_since AS s ON s.unit = u.unit
    WHERE c.number <= u.judged AND (a.months IS NULL OR c.number >= coalesce(s.since, 0))
    GROUP BY u.unit, a.asked
),

measured AS (
    SELECT
        u.unit,
        u.has_live,
        a.clause,
        a.test,
        CASE WHEN a.months IS NULL THEN fen(a.number) // 100 ELSE a.months END AS needed,
        CASE WHEN a.months IS NULL THEN '人' ELSE '个月' END AS what,
        CASE WHEN a.months IS NULL THEN e.low ELSE coalesce(e.months_low, 0) END AS low,
        CASE
            WHEN a.months IS NULL THEN e.high
            ELSE coalesce(e.months_high, 0) + coalesce(s.missing, 0)
        END AS high
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'workers'
    LEFT JOIN ends AS e
        ON e.unit = u.unit AND e.asked = a.asked
    LEFT JOIN rules.grant_since AS s ON s.unit = u.unit
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN low IS NULL THEN 'undetermined'
        WHEN low >= needed THEN 'met'
        WHEN high < needed THEN 'not_met'
        ELSE 'undetermined'
    END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(needed AS DOUBLE) AS threshold,
    CASE WHEN low IS NULL AND high IS NULL THEN '当月没有可以计算的花名册' ELSE '计入 ' || range_zh(low, high) || ' ' || what END
    || '，须 ' || text(needed) || ' ' || what AS says
FROM measured
