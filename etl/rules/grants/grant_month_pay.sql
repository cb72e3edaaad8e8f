-- 月工资条件。 The lowest pay of a roster month of the unit against yuan or a part of a parameter.
WITH listed AS (
    SELECT
        u.unit,
        u.area,
        u.judged,
        a.asked,
        a.clause,
        a.test,
        a.number,
        a.parameter,
        a.ratio,
        a.word,
        min(m.pay) FILTER (WHERE m.surely) AS sure_pay,
        min(m.pay) FILTER (WHERE m.maybe) AS pay,
        count(m.number) FILTER (WHERE m.maybe AND NOT m.surely) AS unsure
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'month_pay'
    LEFT JOIN rules.grant_months AS m ON m.unit = u.unit AND m.is_inside AND m.is_listed
    GROUP BY u.unit, u.area, u.judged, a.asked, a.clause, a.test, a.number, a.parameter, a.ratio, a.word
),

judged AS (
    SELECT
        l.*,
        coalesce(l.number, part_of(n.amount, l.ratio)) AS floor
    FROM listed AS l
    LEFT JOIN rules.grant_numbers AS n
        ON n.code = l.parameter AND n.area = l.area AND n.number = l.judged
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN floor IS NULL THEN 'needs_person'
        WHEN sure_pay < floor OR (pay < floor AND unsure = 0) THEN 'not_met'
        WHEN pay IS NULL OR pay < floor THEN 'undetermined'
        ELSE 'met'
    END AS outcome,
    CAST(pay AS DOUBLE) AS low,
    CAST(pay AS DOUBLE) AS high,
    CAST(floor AS DOUBLE) AS threshold,
    CASE
        WHEN floor IS NULL THEN '未配置参数：' || word
        ELSE '当月工资 ' || known(pay) || ' 元，须不低于 ' || known(floor) || ' 元'
    END AS says
FROM judged
