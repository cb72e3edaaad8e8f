-- 疑点涉及的款项。 A payment row that open alerts of a county put at risk, by its largest share: a total counts it once.
SELECT text(t.county) AS county, a.row_ref, CAST(max(a.amount) AS DECIMAL(18, 2)) AS amount
FROM alerts.alert_money AS a
INNER JOIN publish.alerts AS t USING (alert_id)
WHERE t.state <> 'cleared' AND t.code <> 'unpaid_due'
GROUP BY text(t.county), a.row_ref
