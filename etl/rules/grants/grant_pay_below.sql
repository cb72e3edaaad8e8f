-- 工资低于条件。 Whether the month's pay lies under a part of a parameter; no pay at all is for a person to look at.
WITH judged AS (
    SELECT
        u.unit,
        a.clause,
        a.test,
        a.word,
        s.pay,
        part_of(n.amount, a.ratio) AS floor
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'pay_below'
    LEFT JOIN rules.grant_spans AS s USING (unit)
    LEFT JOIN rules.grant_numbers AS n
        ON n.code = a.parameter AND n.area = u.area AND n.number = u.judged
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN floor IS NULL THEN 'needs_person'
        WHEN pay IS NULL THEN 'undetermined'
        WHEN pay <= 0 THEN 'needs_person'
        WHEN pay < floor THEN 'met'
        ELSE 'not_met'
    END AS outcome,
    CAST(pay AS DOUBLE) AS low,
    CAST(pay AS DOUBLE) AS high,
    CAST(floor AS DOUBLE) AS threshold,
    CASE
        WHEN floor IS NULL THEN '未配置参数：' || word
        ELSE '当月工资 ' || known(pay) || ' 元，补齐标准 ' || known(floor) || ' 元'
    END AS says
FROM judged
