-- 疑点依据。 A row behind an alert; of cleared alerts those that the previous release showed.
WITH rows AS (
    SELECT e.alert_id, e.row_ref, e.role, max(e.says) AS says, min(e.month) AS month
    FROM alerts.raised_evidence AS e
    SEMI JOIN alerts.alerts AS a ON a.alert_id = e.alert_id
    GROUP BY e.alert_id, e.row_ref, e.role
),
shown AS (
    SELECT alert_id, row_ref FROM rows WHERE role <> 'at_risk'
),
-- A payment that stands there as a row already is not shown again for its money.
once AS (
    SELECT r.*
    FROM rows AS r
    LEFT JOIN (SELECT DISTINCT alert_id, row_ref FROM shown) AS s ON s.alert_id = r.alert_id AND s.row_ref = r.row_ref
    WHERE r.role <> 'at_risk' OR s.row_ref IS NULL
)
SELECT alert_id, row_number() OVER (PARTITION BY alert_id ORDER BY month, row_ref, role) AS seq, row_ref, role, text(says) AS says
FROM once
UNION ALL
SELECT e.alert_id, e.seq, e.row_ref, e.role, e.says
FROM earlier.alert_evidence AS e
SEMI JOIN alerts.alerts AS a ON a.alert_id = e.alert_id
ANTI JOIN once AS o ON o.alert_id = e.alert_id
