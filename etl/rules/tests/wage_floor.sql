-- 最低工资。 The lowest pay of a workshop's counted people, with and without those in doubt, against a part of a parameter.
WITH asked AS (
    SELECT q.workshop_id, q.asked, a.counting, a.ratio, a.parameter, a.parameter_zh, a.in_principle, s.area
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    WHERE a.form = 'wage_floor'
),
-- The parameter of the narrowest area that holds in the month, the newest start of it.
parameters AS (
    SELECT
        p.name AS parameter,
        k.area,
        p.amount,
        row_number() OVER (
            PARTITION BY p.name, k.area
            ORDER BY length(p.area) DESC, coalesce(p.first_month, 0) DESC, p.year DESC NULLS LAST, p.amount
        ) AS nth
    FROM (SELECT DISTINCT area FROM asked) AS k
    INNER JOIN run.parameters AS p ON starts_with(k.area, p.area)
    CROSS JOIN run.month AS m
    WHERE p.scheme IS NULL
      AND (p.first_month IS NULL OR p.first_month <= m.month)
      AND (p.year IS NULL OR p.year = m.year)
),
floors AS (
    SELECT a.workshop_id, a.asked, part_of(p.amount, a.ratio) AS floor
    FROM asked AS a
    INNER JOIN parameters AS p ON p.parameter = a.parameter AND p.area = a.area AND p.nth = 1
),
paid AS (
    SELECT counting, workshop_id, in_low, in_high, CAST(coalesce(pay, 0) AS DECIMAL(18, 2)) AS pay
    FROM rules.members
    SEMI JOIN run.month AS m USING (month)
),
lowest AS (
    SELECT
        counting,
        workshop_id,
        min(pay) FILTER (WHERE in_high) AS low,
        min(pay) FILTER (WHERE in_low) AS high,
        count(*) FILTER (WHERE in_high) AS people
    FROM paid
    GROUP BY counting, workshop_id
),
measured AS (
    SELECT a.workshop_id, a.asked, a.parameter_zh, a.in_principle, f.floor, l.low, l.high, l.people, m.month
    FROM asked AS a
    CROSS JOIN run.month AS m
    LEFT JOIN floors AS f ON f.workshop_id = a.workshop_id AND f.asked = a.asked
    LEFT JOIN lowest AS l ON l.counting = a.counting AND l.workshop_id = a.workshop_id
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN coalesce(people, 0) = 0 THEN 'not_applicable'
        WHEN floor IS NULL THEN 'needs_person'
        WHEN low >= floor THEN 'met'
        WHEN high < floor THEN CASE WHEN in_principle THEN 'needs_person' ELSE 'not_met' END
        ELSE 'undetermined'
    END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(floor AS DOUBLE) AS threshold,
    CASE
        WHEN floor IS NULL THEN '未配置参数：' || parameter_zh || '，不能核对' || month_zh(month) || '的工资'
        ELSE month_zh(month) || '计入人员最低工资 ' || known(low) || ' 元，标准 ' || known(floor) || ' 元'
    END AS says
FROM measured
