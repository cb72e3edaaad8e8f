-- 车间运营月数条件。 Months since production began, without a day of it since recognition, in which the workshop has verified pay, against the number asked.
WITH paid AS (
    SELECT
        place,
        number,
        bool_or(surely) AS surely,
        bool_or(maybe) AS maybe
    FROM rules.grant_work
    SEMI JOIN rules.grant_since USING (place)
    WHERE pay > 0
    GROUP BY place, number
),

ends AS (
    SELECT
        s.unit,
        count(*) FILTER (WHERE p.surely) AS low,
        count(*) FILTER (WHERE p.maybe) AS high
    FROM rules.grant_since AS s
    INNER JOIN paid AS p
        ON p.place = s.place AND p.number BETWEEN s.since AND s.judged
    GROUP BY s.unit
),

measured AS (
    SELECT
        u.unit,
        a.clause,
        a.test,
        a.months AS needed,
        coalesce(e.low, 0) AS low,
        coalesce(e.high, 0) + coalesce(s.missing, 0) AS high,
        coalesce(s.is_opening_unknown, TRUE) AS is_opening_unknown
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'months'
    LEFT JOIN ends AS e ON e.unit = u.unit
    LEFT JOIN rules.grant_since AS s ON s.unit = u.unit
    WHERE NOT g.by_year
)

SELECT
    unit,
    clause,
    test,
    CASE WHEN low >= needed THEN 'met' WHEN high < needed THEN 'not_met' ELSE 'undetermined' END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(needed AS DOUBLE) AS threshold,
    CASE WHEN is_opening_unknown THEN '认定以来（没有开工日期）' ELSE '开工以来' END || '有核实工资的月份 ' || range_zh(low, high) || ' 个，须 ' || text(needed) || ' 个' AS says
FROM measured
