-- 案例的依据。 A row behind a case, once a role, with what of its amount is at risk; payments that months put at risk among them.
WITH told AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.code, p.key, p.row_ref, p.role ORDER BY p.from_month, text(p.says)) AS nth
    FROM alerts.placed AS p
    WHERE p.row_ref IS NOT NULL
)
-- Of a row in several months the first says what it is: as a text 10月 comes before 1月.
SELECT code, key, row_ref, role, max(CASE WHEN nth = 1 THEN says END) AS says,
    CAST(CASE WHEN max(cases) = 'months' THEN sum(risk) ELSE max(risk) END AS DECIMAL(18, 2)) AS amount,
    min(from_month) AS month
FROM told
GROUP BY code, key, row_ref, role
UNION ALL
SELECT code, key, row_ref, 'at_risk', says, amount, month FROM alerts.month_money
