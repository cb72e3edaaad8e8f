-- 疑点涉及的款项。 A payment row that an alert puts at risk, by its largest share.
SELECT e.alert_id, e.row_ref, max(e.amount) AS amount
FROM alerts.raised_evidence AS e
SEMI JOIN alerts.alerts AS a ON a.alert_id = e.alert_id
WHERE e.amount > 0
GROUP BY e.alert_id, e.row_ref
