-- 疑点的依据。 A row behind an alert of this run under the id that it goes on with.
SELECT coalesce(k.alert_id, e.alert_id) AS alert_id, e.row_ref, e.role, e.says, e.amount, e.month
FROM alerts.fresh_evidence AS e
LEFT JOIN alerts.kept AS k ON k.fresh_id = e.alert_id
