-- 案例的依据。 A row behind a case, once a role, with what of its amount is at risk; payments that months put at risk among them.
WITH payments AS (
    SELECT code FROM run.alert_codes WHERE looks_at = 'payments'
),
-- What tells one payment from another: when, in which batch, out of which fund, to which account, for whom as the row has it.
paid AS (
    SELECT b.row_ref, CASE WHEN b.state = 'paid' AND b.paid_on IS NOT NULL THEN '，发放日期' || day_zh(b.paid_on) ELSE '' END
        || CASE WHEN b.batch_id IS NOT NULL THEN '，批次' || b.batch_id ELSE '' END
        || CASE WHEN b.fund IS NOT NULL THEN '，资金来源：' || coalesce(n.zh, b.fund) ELSE '' END
        || CASE WHEN f.name IS NOT NULL OR f.id_text IS NOT NULL THEN '，所记人员' || who_zh(f.name, f.id_text) ELSE '' END
        || CASE WHEN length(b.account) > 4 THEN '，账号尾号' || right(b.account, 4) ELSE '' END AS more
    FROM verify.benefits AS b
    SEMI JOIN alerts.placed AS p ON p.row_ref = b.row_ref
    LEFT JOIN run.words AS n ON n.list = 'funds' AND n.code = b.fund
    LEFT JOIN conform.forms AS f ON f.form = b.form
),
told AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.code, p.key, p.row_ref, p.role ORDER BY p.from_month, text(p.says)) AS nth
    FROM alerts.placed AS p
    WHERE p.row_ref IS NOT NULL
)
-- Of a row in several months the first says what it is: as a text 10月 comes before 1月.
SELECT t.code, t.key, t.row_ref, t.role,
    max(CASE WHEN t.nth = 1 THEN t.says || CASE WHEN y.code IS NOT NULL AND t.role = 'payment' THEN text(m.more) ELSE '' END END) AS says,
    CAST(CASE WHEN max(t.cases) = 'months' THEN sum(t.risk) ELSE max(t.risk) END AS DECIMAL(18, 2)) AS amount,
    min(t.from_month) AS month
FROM told AS t
LEFT JOIN payments AS y ON y.code = t.code
LEFT JOIN paid AS m ON m.row_ref = t.row_ref
GROUP BY t.code, t.key, t.row_ref, t.role
UNION ALL
SELECT code, key, row_ref, 'at_risk', says, amount, month FROM alerts.month_money
