-- 本期疑点。 An alert of this run with what is at risk, since when it is known and what it grew by.
WITH alerts AS (
    SELECT r.alert_id, f.code, f.level, f.person, f.person_key, f.person_county, f.workshop_id,
        f.other_workshop_id, f.scheme, f.from_month, f.to_month, f.county, f.rule, f.detail
    FROM alerts.fresh AS f
    JOIN alerts.raised_ids AS r ON r.fresh_id = f.alert_id
),
money AS (
    SELECT alert_id, row_ref, max(amount) AS amount FROM alerts.raised_evidence WHERE amount > 0 GROUP BY alert_id, row_ref
),
sums AS (
    SELECT alert_id, CAST(sum(amount) AS DECIMAL(18, 2)) AS amount FROM money GROUP BY alert_id
),
rows AS (
    SELECT alert_id, count(DISTINCT row_ref) AS rows FROM alerts.raised_evidence GROUP BY alert_id
),
old_rows AS (
    SELECT alert_id, count(DISTINCT row_ref) AS rows FROM earlier.alert_evidence GROUP BY alert_id
),
costed AS (
    SELECT a.*, CASE WHEN a.level = 'inform' THEN CAST(0 AS DECIMAL(18, 2)) ELSE coalesce(s.amount, CAST(0 AS DECIMAL(18, 2))) END
        AS amount_at_risk
    FROM alerts AS a
    LEFT JOIN sums AS s ON s.alert_id = a.alert_id
),
grown AS (
    SELECT c.*, coalesce(o.first_seen, m.month) AS first_seen, coalesce(o.state <> 'cleared', FALSE) AS is_known,
        CASE WHEN c.from_month < o.from_month OR c.to_month > o.to_month
             THEN '月份由' || span_zh(o.from_month, o.to_month) || '增至' || span_zh(c.from_month, c.to_month) || '；' ELSE '' END
        || CASE WHEN r.rows > q.rows THEN '新增依据' || text(r.rows - q.rows) || '条；' ELSE '' END
        || CASE WHEN c.amount_at_risk > o.amount_at_risk
                THEN '涉及金额由' || yuan(o.amount_at_risk) || '增至' || yuan(c.amount_at_risk) || '；' ELSE '' END AS grew
    FROM costed AS c
    CROSS JOIN run.month AS m
    LEFT JOIN earlier.alerts AS o ON o.alert_id = c.alert_id
    LEFT JOIN rows AS r ON r.alert_id = c.alert_id
    LEFT JOIN old_rows AS q ON q.alert_id = c.alert_id
),
-- Two payments that somebody found to be two, where one was due: the answer holds for the repeat too.
pairs AS (
    SELECT row_ref FROM verify.twins WHERE is_both_paid
    UNION
    SELECT other_ref FROM verify.twins WHERE is_both_paid
),
taken_over AS (
    SELECT e.alert_id
    FROM alerts.raised_evidence AS e
    JOIN alerts AS a ON a.alert_id = e.alert_id AND a.code IN ('same_scheme_overlap', 'once_only_repeated')
    LEFT JOIN pairs AS p ON p.row_ref = e.row_ref
    WHERE e.role <> 'at_risk'
    GROUP BY e.alert_id
    HAVING count(*) = count(p.row_ref)
)
-- An answer stays while the evidence that it was given on stands; one given on nothing that is known, until the alert grows.
SELECT g.alert_id, g.code, g.level, g.person, g.person_key, g.person_county, g.workshop_id, g.other_workshop_id, g.scheme, g.from_month,
    g.to_month, g.county, g.rule, g.detail, g.amount_at_risk, g.first_seen,
    CASE WHEN a.answer IS NULL AND t.alert_id IS NOT NULL THEN 'confirmed' WHEN a.answer IS NULL AND g.is_known THEN 'known' WHEN a.answer IS NULL THEN 'new'
         WHEN a.stands OR (NOT a.has_ground AND NOT (g.is_known AND g.grew <> '')) THEN a.answer ELSE 'reopened' END AS state,
    CASE WHEN a.answer IS NOT NULL AND a.has_ground AND NOT a.stands THEN a.changed || a.answered
         WHEN a.answer IS NOT NULL AND NOT a.has_ground AND g.is_known AND g.grew <> '' THEN g.grew || a.answered
         WHEN a.answer IS NULL AND g.is_known AND g.grew <> '' THEN g.grew END AS grew
FROM grown AS g
LEFT JOIN alerts.answered AS a ON a.alert_id = g.alert_id
LEFT JOIN taken_over AS t ON t.alert_id = g.alert_id
