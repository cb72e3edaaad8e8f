-- 案例的依据。 A row behind a case, once a role, with what of its amount is at risk; payments that months put at risk among them.
SELECT p.code, p.key, p.row_ref, p.role, CASE WHEN max(p.cases) = 'months' THEN min(p.says) ELSE max(p.says) END AS says,
    CAST(CASE WHEN max(p.cases) = 'months' THEN sum(p.risk) ELSE max(p.risk) END AS DECIMAL(18, 2)) AS amount,
    min(p.from_month) AS month
FROM alerts.placed AS p
WHERE p.row_ref IS NOT NULL
GROUP BY p.code, p.key, p.row_ref, p.role
UNION ALL
SELECT code, key, row_ref, 'at_risk', says, amount, month FROM alerts.month_money
