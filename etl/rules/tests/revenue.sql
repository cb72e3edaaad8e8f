-- 经营收入。 A workshop's revenue of the last full year against what a rule asks.
SELECT
    q.workshop_id,
    q.asked,
    CASE
        WHEN s.annual_revenue IS NULL THEN 'needs_person'
        WHEN s.annual_revenue >= a.amount THEN 'met'
        ELSE 'not_met'
    END AS outcome,
    CAST(s.annual_revenue AS DOUBLE) AS low,
    CAST(s.annual_revenue AS DOUBLE) AS high,
    CAST(a.amount AS DOUBLE) AS threshold,
    '上一完整年度经营收入 ' || known(s.annual_revenue) || ' 元，标准 ' || text(a.amount) || ' 元' AS says
FROM rules.questions AS q
INNER JOIN policy.asked AS a ON a.asked = q.asked
INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
WHERE a.form = 'revenue'
