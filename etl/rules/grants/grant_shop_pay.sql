-- 车间工资条件。 How many people of the workshop were each paid the sum since production began, against the number asked.
WITH each AS (
    SELECT
        s.unit,
        w.worker,
        CAST(sum(w.pay) FILTER (WHERE w.surely) AS DECIMAL(18, 2)) AS low,
        CAST(sum(w.pay) FILTER (WHERE w.maybe) AS DECIMAL(18, 2)) AS high
    FROM rules.grant_since AS s
    INNER JOIN rules.grant_work AS w
        ON w.place = s.place AND w.number BETWEEN s.since AND s.judged
    GROUP BY s.unit, w.worker
),

measured AS (
    SELECT
        u.unit,
        a.asked,
        max(a.clause) AS clause,
        max(a.test) AS test,
        max(a.people) AS needed,
        count(*) FILTER (WHERE e.low >= a.number) AS low,
        count(*) FILTER (WHERE e.high >= a.number)
        + max(CASE WHEN s.missing > 0 THEN CASE WHEN a.people > 1 THEN a.people ELSE s.missing END ELSE 0 END) AS high
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'pay'
    LEFT JOIN rules.grant_since AS s ON s.unit = u.unit
    LEFT JOIN each AS e ON e.unit = u.unit
    WHERE NOT g.by_year
    GROUP BY u.unit, a.asked
)

SELECT
    unit,
    clause,
    test,
    CASE WHEN low >= needed THEN 'met' WHEN high < needed THEN 'not_met' ELSE 'undetermined' END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(needed AS DOUBLE) AS threshold,
    '工资实发达到标准的有 ' || range_zh(low, high) || ' 人，须 ' || text(needed) || ' 人' AS says
FROM measured
