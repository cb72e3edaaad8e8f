-- 疑点依据。 A row behind an alert of the areas.
SELECT e.alert_id, e.seq, e.row_ref, text(e.role) AS role, text(e.says) AS says
FROM alerts.alert_evidence AS e
SEMI JOIN publish.alerts AS t USING (alert_id)
