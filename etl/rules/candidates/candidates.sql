-- 应认未认。 An employer that is no workshop and employs people enough who count, or nearly.
WITH thresholds AS (
    SELECT a.asked, a.rule, a.area, a.people, a.nearly, c.poverty_exit, c.monitored, c.relocated, c.undelivered
    FROM policy.asked AS a
    INNER JOIN policy.counting AS c ON c.counting = a.counting
    INNER JOIN run.month AS m ON m.last_day BETWEEN a.first_on AND a.last_on
    WHERE a.form = 'head_count' AND a.family = 'recognition' AND a.nearly IS NOT NULL
),
workshops AS (
    SELECT DISTINCT uscc
    FROM rules.shops
    WHERE state NOT IN ('revoked', 'deregistered')
),
-- Whose title ended is no workshop either, and was recognised once.
former AS (
    SELECT DISTINCT uscc FROM rules.shops WHERE state IN ('revoked', 'deregistered') AND uscc IS NOT NULL
),
gone AS (
    SELECT uscc
    FROM rules.entities
    WHERE is_gone
),
employers AS (
    SELECT DISTINCT e.uscc
    FROM rules.employed AS e
    ANTI JOIN workshops AS w ON w.uscc = e.uscc
    ANTI JOIN gone AS g ON g.uscc = e.uscc
),
asked AS (
    -- The third to eighth digits of a credit code are the area of its registration.
    SELECT e.uscc, t.*
    FROM employers AS e
    INNER JOIN thresholds AS t ON starts_with(substr(e.uscc, 3), t.area)
),
counted AS (
    SELECT
        a.uscc,
        a.asked,
        count(*) FILTER (
            WHERE e.is_sure AND coalesce(p.alive <> 'no', TRUE) AND (
                (a.poverty_exit AND p.poverty_exit = 'yes')
                OR (a.monitored AND p.monitored = 'yes')
                OR (a.relocated AND p.relocated = 'yes')
            )
        ) AS low,
        count(*) FILTER (
            WHERE coalesce(p.alive <> 'no', TRUE) AND (
                a.undelivered
                OR (a.poverty_exit AND p.poverty_exit IN ('yes', 'unknown'))
                OR (a.monitored AND p.monitored IN ('yes', 'unknown'))
                OR (a.relocated AND p.relocated IN ('yes', 'unknown'))
            )
        ) AS high
    FROM asked AS a
    INNER JOIN rules.employed AS e ON e.uscc = a.uscc
    INNER JOIN rules.employed_people AS p ON p.person = e.person
    GROUP BY a.uscc, a.asked
),
found AS (
    SELECT
        c.uscc,
        t.rule,
        t.people,
        c.low,
        c.high,
        CASE WHEN c.low >= t.people THEN 'qualifies' WHEN c.high >= t.people THEN 'undetermined' ELSE 'nearly' END AS outcome
    FROM counted AS c
    INNER JOIN thresholds AS t ON t.asked = c.asked
    WHERE c.high >= t.people - t.nearly
),
-- For employers whom the registry was not asked about.
names AS (
    SELECT uscc, min(employer_name) AS employer_name
    FROM conform.employers
    GROUP BY uscc
)
SELECT
    f.uscc,
    coalesce(e.entity_name, n.employer_name, '') AS entity_name,
    substr(f.uscc, 3, 6) AS county,
    m.month,
    f.low,
    f.high,
    f.people AS threshold,
    f.outcome,
    month_zh(m.month) || '参保、合同或就业登记显示用工中计入 ' || range_zh(f.low, f.high) || ' 人，标准 ' || text(f.people) || ' 人，'
        || CASE f.outcome
            WHEN 'qualifies' THEN '达到认定标准，' || CASE WHEN w.uscc IS NULL THEN '尚未认定' ELSE '原车间称号已取消或注销' END
            WHEN 'nearly' THEN '接近认定标准'
            ELSE '能否达到认定标准不能确定'
        END || '。' AS says,
    f.rule
FROM found AS f
CROSS JOIN run.month AS m
LEFT JOIN rules.entities AS e ON e.uscc = f.uscc
LEFT JOIN names AS n ON n.uscc = f.uscc
LEFT JOIN former AS w ON w.uscc = f.uscc
