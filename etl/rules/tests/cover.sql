-- 工伤或意外保险。 A workshop's counted people who have one of the covers that a rule names, and those who have none.
WITH asked AS (
    SELECT q.workshop_id, q.asked, a.counting, s.uscc, s.area, m.month
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    CROSS JOIN run.month AS m
    WHERE a.form = 'cover'
),
covers AS (
    SELECT
        asked,
        bool_or(code = 'accident_premium') AS by_premium,
        bool_or(code = 'injury_contribution') AS by_contribution
    FROM policy.asked_code
    WHERE list = 'cover'
    GROUP BY asked
),
insured AS (
    SELECT DISTINCT f.person, e.uscc
    FROM conform.contributions AS c
    SEMI JOIN run.month AS m ON m.month = c.month
    INNER JOIN link.link_forms AS f ON f.form = c.form
    INNER JOIN conform.employers AS e ON e.employer = c.employer
    WHERE c.kind = 'injury' AND c.state = 'paid' AND f.person IS NOT NULL
),
people AS (
    SELECT
        a.workshop_id,
        a.asked,
        w.in_low,
        w.in_high,
        (k.by_premium AND coalesce(w.accident_premium > 0, FALSE))
            OR (k.by_contribution AND i.person IS NOT NULL) AS is_covered
    FROM asked AS a
    INNER JOIN covers AS k ON k.asked = a.asked
    INNER JOIN rules.members AS w
        ON w.counting = a.counting AND w.workshop_id = a.workshop_id AND w.month = a.month
    LEFT JOIN insured AS i ON i.person = w.person AND i.uscc = a.uscc
),
sums AS (
    SELECT
        workshop_id,
        asked,
        count(*) FILTER (WHERE in_low AND is_covered) AS low,
        count(*) FILTER (WHERE in_high AND is_covered) AS high,
        count(*) FILTER (WHERE in_low AND NOT is_covered) AS bare_low,
        count(*) FILTER (WHERE in_high AND NOT is_covered) AS bare_high
    FROM people
    GROUP BY workshop_id, asked
),
-- Counties of which every contribution of the month came: there, not being found says something.
told AS (
    SELECT DISTINCT v.county
    FROM verify.coverage AS v
    SEMI JOIN run.month AS m ON m.month = v.month
    WHERE v.source = 'social_insurance.contributions' AND v.state = 'full'
)
SELECT
    a.workshop_id,
    a.asked,
    CASE
        WHEN coalesce(s.high + s.bare_high, 0) = 0 THEN 'not_applicable'
        WHEN s.bare_high = 0 THEN 'met'
        WHEN s.bare_low > 0 AND t.county IS NOT NULL THEN 'not_met'
        ELSE 'undetermined'
    END AS outcome,
    CAST(s.low AS DOUBLE) AS low,
    CAST(s.high AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE
        WHEN s.bare_high IS NULL THEN month_zh(a.month) || '没有计入人员'
        ELSE month_zh(a.month) || '计入人员中 ' || text(s.bare_high) || ' 人没有查到工伤保险或意外伤害保险'
    END AS says
FROM asked AS a
LEFT JOIN sums AS s ON s.workshop_id = a.workshop_id AND s.asked = a.asked
LEFT JOIN told AS t ON t.county = a.area
