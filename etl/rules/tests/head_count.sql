-- 计入人数。 A workshop's counted people of the month against the number a rule asks, and where it asks one, against a share.
WITH measured AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.people,
        a.ratio,
        a.ratio_zh,
        a.staff_below,
        a.words,
        a.ratio IS NOT NULL AND c.workers >= coalesce(a.staff, 0) AS asks_share,
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
    LEFT JOIN rules.counted AS c
        ON c.counting = a.counting AND c.workshop_id = q.workshop_id AND c.month = m.month
    WHERE a.form = 'head_count'
),
tested AS (
    SELECT
        d.*,
        CASE
            WHEN d.high < d.people OR (d.asks_share AND d.high * 1000000 < d.least_base * d.ratio) THEN 'not_met'
            WHEN d.low >= d.people AND (NOT d.asks_share OR d.low * 1000000 >= d.base * d.ratio) THEN 'met'
            ELSE 'undetermined'
        END AS found,
        d.if_registered > 0 AND d.high + d.if_registered >= d.people
            AND (NOT d.asks_share OR (d.high + d.if_registered) * 1000000 >= d.least_base * d.ratio) AS met_if_registered
    FROM measured AS d
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN workers >= staff_below THEN 'not_applicable'
        WHEN words IS NOT NULL AND found = 'met' THEN 'needs_person'
        WHEN words IS NOT NULL AND found = 'not_met' THEN 'not_applicable'
        WHEN workers IS NULL THEN 'undetermined'
        WHEN found = 'not_met' AND met_if_registered THEN 'needs_person'
        WHEN found = 'undetermined' AND is_inspected AND unproven > 0 THEN 'needs_person'
        ELSE found
    END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(people AS DOUBLE) AS threshold,
    CASE
        WHEN workers >= staff_below
            THEN month_zh(month) || '务工 ' || text(workers) || ' 人，达到 ' || text(staff_below) || ' 人的按占比认定，不看人数标准'
        WHEN workers IS NULL THEN month_zh(month) || '花名册当月没有记录，标准 ' || text(people) || ' 人'
        ELSE month_zh(month) || '计入人数 ' || range_zh(low, high) || ' 人，标准 ' || text(people) || ' 人'
            || CASE WHEN asks_share THEN '；务工 ' || text(workers) || ' 人，占比不得低于 ' || ratio_zh ELSE '' END
            || CASE WHEN found = 'met' THEN coalesce('；须由人核实：' || words, '') ELSE '' END
    END AS says
FROM tested
