-- 本期案例的依据及其编号。 A row behind a case of this run under its computed id.
SELECT i.alert_id, e.row_ref, e.role, e.says, e.amount, e.month
FROM alerts.evidence AS e
JOIN alerts.ids AS i USING (code, key)
