-- 占比。 A workshop's counted people of the month as a share of its roster, where its premises and size are those the rule names.
WITH measured AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.ratio,
        a.ratio_zh,
        (NOT a.asks_premises OR p.asked IS NOT NULL) AND (a.staff IS NULL OR coalesce(c.workers >= a.staff, FALSE))
        AND NOT coalesce(c.workers >= a.staff_below, FALSE)
            AS applies,
        s.is_inspected,
        c.low,
        c.high,
        c.if_registered,
        c.unproven,
        c.base,
        c.least_base,
        c.workers,
        m.month
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    CROSS JOIN run.month AS m
    LEFT JOIN policy.asked_code AS p ON p.asked = q.asked AND p.list = 'premises' AND p.code = s.premises
    LEFT JOIN rules.counted AS c
        ON c.counting = a.counting AND c.workshop_id = q.workshop_id AND c.month = m.month
    WHERE a.form = 'share'
),
tested AS (
    SELECT
        d.*,
        CASE
            WHEN d.low * 1000000 >= d.base * d.ratio THEN 'met'
            WHEN d.high * 1000000 < d.least_base * d.ratio THEN 'not_met'
            ELSE 'undetermined'
        END AS found,
        d.if_registered > 0 AND (d.high + d.if_registered) * 1000000 >= d.least_base * d.ratio AS met_if_registered
    FROM measured AS d
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN NOT applies THEN 'not_applicable'
        WHEN workers IS NULL THEN 'undetermined'
        WHEN found = 'not_met' AND met_if_registered THEN 'needs_person'
        WHEN found = 'undetermined' AND is_inspected AND unproven > 0 THEN 'needs_person'
        ELSE found
    END AS outcome,
    CAST(low AS DOUBLE) / CAST(greatest(base, 1) AS DOUBLE) AS low,
    CAST(high AS DOUBLE) / CAST(greatest(least_base, 1) AS DOUBLE) AS high,
    CAST(ratio AS DOUBLE) / CAST(1000000 AS DOUBLE) AS threshold,
    CASE
        WHEN workers IS NULL THEN month_zh(month) || '花名册当月没有记录'
        ELSE month_zh(month) || '计入 ' || range_zh(low, high) || ' 人，占 ' || text(base) || ' 人的比例不得低于 ' || ratio_zh
    END AS says
FROM tested
