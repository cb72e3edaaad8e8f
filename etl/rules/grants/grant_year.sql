-- 人年的条件。 A condition of a person-year as it was measured; said only where the unit may have a row.
SELECT
    y.unit,
    a.clause,
    a.test,
    y.of_months AS outcome,
    CAST(y.work_low AS DOUBLE) AS low,
    CAST(y.work_high + y.missing AS DOUBLE) AS high,
    CAST(y.needed AS DOUBLE) AS threshold,
    CASE
        WHEN y.stays
            THEN '全年计入工作月份 ' || range_zh(y.work_low, y.work_high + y.missing) || ' 个，须 ' || text(y.needed) || ' 个'
    END AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grant_asked AS a ON a.lane = y.lane AND a.test = 'months'
UNION ALL
SELECT
    y.unit,
    a.clause,
    a.test,
    y.of_status AS outcome,
    CAST(y.group_low AS DOUBLE) AS low,
    CAST(y.group_high AS DOUBLE) AS high,
    CAST(y.needed AS DOUBLE) AS threshold,
    CASE WHEN y.stays THEN '工作月份中身份符合的 ' || range_zh(y.group_low, y.group_high) || ' 个' END AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grant_asked AS a ON a.lane = y.lane AND a.test = 'status'
UNION ALL
SELECT
    y.unit,
    a.clause,
    a.test,
    y.of_premium AS outcome,
    CAST(y.cover_low AS DOUBLE) AS low,
    CAST(y.cover_high AS DOUBLE) AS high,
    CAST(y.needed AS DOUBLE) AS threshold,
    CASE
        WHEN y.stays
            THEN '意外伤害险每月不少于 ' || text(a.number) || ' 元的工作月份 ' || range_zh(y.cover_low, y.cover_high) || ' 个'
    END AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grant_asked AS a ON a.lane = y.lane AND a.test = 'premium'
UNION ALL
SELECT
    y.unit,
    a.clause,
    a.test,
    y.of_agreement AS outcome,
    CAST(y.agreed AS DOUBLE) AS low,
    CAST(y.agreed + y.reviewed AS DOUBLE) AS high,
    CAST(y.needed AS DOUBLE) AS threshold,
    CASE
        WHEN y.stays
            THEN '工作月份中合同种类符合的 ' || text(y.agreed) || ' 个，须由人核定的 ' || text(y.reviewed) || ' 个'
    END AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grant_asked AS a ON a.lane = y.lane AND a.test = 'agreement'
UNION ALL
SELECT
    y.unit,
    a.clause,
    a.test,
    y.of_pay AS outcome,
    CAST(y.pay_low AS DOUBLE) AS low,
    CAST(y.pay_high AS DOUBLE) AS high,
    CAST(a.number AS DOUBLE) AS threshold,
    CASE
        WHEN y.stays THEN '全年工资 ' || range_zh(y.pay_low, y.pay_high) || ' 元，须 ' || text(a.number) || ' 元'
    END AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grant_asked AS a ON a.lane = y.lane AND a.test = 'pay'
UNION ALL
SELECT
    y.unit,
    g.title_clause AS clause,
    'title' AS test,
    y.of_title AS outcome,
    CAST(y.work_low AS DOUBLE) AS low,
    CAST(y.work_high AS DOUBLE) AS high,
    CAST(y.needed AS DOUBLE) AS threshold,
    CASE
        WHEN y.stays
            THEN '在岗的 ' || text(y.worked) || ' 个月里，车间持有就业帮扶车间称号的有 '
                || range_zh(y.work_high - y.open_title, y.work_high) || ' 个，只有这些月份及其工资计入'
    END AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grants AS g USING (lane)
WHERE y.asks_title
UNION ALL
SELECT
    y.unit,
    g.clause,
    'no_document' AS test,
    'needs_person' AS outcome,
    CAST(y.early AS DOUBLE) AS low,
    CAST(y.early AS DOUBLE) AS high,
    CAST(y.needed AS DOUBLE) AS threshold,
    '须由人核实：另有 ' || text(y.early) || ' 个月没有已知的政策文件，能否计入' AS says
FROM rules.grant_year_outcomes AS y
INNER JOIN policy.grants AS g USING (lane)
WHERE y.waits
