-- 本期疑点的编号。 An alert of this run under the id that it goes on with.
SELECT coalesce(k.alert_id, f.alert_id) AS alert_id, f.alert_id AS fresh_id
FROM alerts.fresh AS f
LEFT JOIN alerts.kept AS k ON k.fresh_id = f.alert_id
