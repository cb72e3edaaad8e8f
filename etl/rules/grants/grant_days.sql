-- 出勤天数条件。 The fewest days of attendance in a roster month of the unit against the number asked; days that nobody wrote down are for a person.
WITH listed AS (
    SELECT
        u.unit,
        a.asked,
        a.clause,
        a.test,
        fen(a.number) // 100 AS needed,
        count(m.number) AS months,
        count(m.number) FILTER (WHERE m.days IS NULL) AS untold,
        min(m.days) AS fewest
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'days'
    LEFT JOIN rules.grant_months AS m ON m.unit = u.unit AND m.is_inside AND m.is_listed
    GROUP BY u.unit, a.asked, a.clause, a.test, a.number
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN fewest < needed THEN 'not_met'
        WHEN months = 0 THEN 'undetermined'
        WHEN untold > 0 THEN 'needs_person'
        ELSE 'met'
    END AS outcome,
    CAST(fewest AS DOUBLE) AS low,
    CAST(fewest AS DOUBLE) AS high,
    CAST(needed AS DOUBLE) AS threshold,
    CASE
        WHEN months = 0 THEN '花名册没有所属月份的出勤天数'
        WHEN fewest < needed OR untold = 0 THEN '当月出勤 ' || known(fewest) || ' 天，须 ' || text(needed) || ' 天'
        ELSE '须由人核实：出勤天数没有登记，须 ' || text(needed) || ' 天'
    END AS says
FROM listed
