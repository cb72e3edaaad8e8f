-- 务工期条件。 Whether the person worked so many months at the workshop, and was paid so much in them.
WITH measured AS (
    SELECT
        u.unit,
        a.clause,
        a.test,
        a.months AS needed,
        a.number AS asked_pay,
        coalesce(s.low, 0) AS low,
        coalesce(s.high, 0) + coalesce(s.missing, 0) AS high,
        coalesce(s.pay_low, 0) AS pay_low,
        coalesce(s.pay_high, 0) AS pay_high,
        coalesce(s.missing, 0) AS missing,
        coalesce(h.is_inspected AND s.only_declared, FALSE) AS is_inspected
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'stayed'
    LEFT JOIN rules.grant_stays AS s ON s.unit = u.unit
    LEFT JOIN rules.grant_shops AS h ON h.place = u.place
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN low >= needed AND coalesce(pay_low >= asked_pay, TRUE) THEN 'met'
        WHEN high < needed OR coalesce(pay_high < asked_pay AND missing = 0, FALSE) THEN 'not_met'
        WHEN is_inspected THEN 'needs_person'
        ELSE 'undetermined'
    END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(needed AS DOUBLE) AS threshold,
    '在该车间务工 ' || range_zh(low, high) || ' 个月，须 ' || text(needed) || ' 个月'
    || CASE WHEN asked_pay IS NULL THEN '' ELSE '；工资合计 ' || range_zh(pay_low, pay_high) || ' 元，须 ' || text(asked_pay) || ' 元' END AS says
FROM measured
