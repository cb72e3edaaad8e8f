-- 首笔之外的部分。 A row of a group with two payments or more, with its part beyond the group's first payment.
-- Rows are laid one after the other; what reaches past the first payment is at risk, so no row counts for more than itself.
WITH several AS (
    SELECT kind, key FROM alerts.groups GROUP BY kind, key HAVING min(payment) <> max(payment)
),
rows AS (
    SELECT g.* FROM alerts.groups AS g SEMI JOIN several USING (kind, key)
),
payments AS (
    SELECT kind, key, payment, CAST(sum(amount) AS DECIMAL(18, 2)) AS paid, min(from_month) AS first_from,
        min(paid_on) AS first_paid, min(native_key) AS first_key
    FROM rows
    GROUP BY kind, key, payment
),
placed AS (
    SELECT kind, key, payment, paid, count(*) OVER (PARTITION BY kind, key) AS payments,
        row_number() OVER (PARTITION BY kind, key ORDER BY first_from, first_paid, first_key, payment) AS place
    FROM payments
),
laid AS (
    SELECT r.*, p.payments, max(CASE WHEN p.place = 1 THEN p.paid END) OVER (PARTITION BY r.kind, r.key) AS due,
        sum(r.amount) OVER (
            PARTITION BY r.kind, r.key ORDER BY p.place, r.from_month, r.native_key, r.row_ref
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS so_far
    FROM rows AS r
    JOIN placed AS p ON p.kind = r.kind AND p.key = r.key AND p.payment = r.payment
)
SELECT kind, key, row_ref, payment, amount, month, who, room, level, rule, payments,
    CAST(least(greatest(so_far - due, 0), amount) AS DECIMAL(18, 2)) AS risk
FROM laid
