-- 本期疑点。 An alert of this run with what is at risk, since when it is known and what it grew by.
WITH alerts AS (
    SELECT coalesce(k.alert_id, f.alert_id) AS alert_id, f.code, f.level, f.person, f.person_key, f.person_county, f.workshop_id,
        f.other_workshop_id, f.scheme, f.from_month, f.to_month, f.county, f.rule, f.detail
    FROM alerts.fresh AS f
    LEFT JOIN alerts.kept AS k ON k.fresh_id = f.alert_id
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
    SELECT c.*, coalesce(o.first_seen, m.month) AS first_seen, coalesce(o.state IN ('new', 'known'), FALSE) AS is_known,
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
)
SELECT alert_id, code, level, person, person_key, person_county, workshop_id, other_workshop_id, scheme, from_month, to_month, county,
    rule, detail, amount_at_risk, first_seen, CASE WHEN is_known THEN 'known' ELSE 'new' END AS state,
    CASE WHEN is_known AND grew <> '' THEN grew END AS grew
FROM grown
