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
        row_number() OVER (
            PARTITION BY kind, key
            -- Of unlike awards the largest is the one that stays.
            ORDER BY CASE WHEN kind = 'kinds' THEN -paid END, first_from, first_paid, first_key, payment
        ) AS place
    FROM payments
),
-- A workshop whose head count reached a higher tier is due that tier's amount between all its awards.
reached AS (
    SELECT '车间|' || u.unit || '|' || e.scheme AS key, max(e.amount_high) AS amount
    FROM rules.entitlements AS e
    JOIN alerts.units AS u USING (workshop_id)
    SEMI JOIN (SELECT DISTINCT scheme FROM policy.once_only WHERE by_tiers) AS o ON o.scheme = e.scheme
    WHERE e.amount_high > 0
    GROUP BY u.unit, e.scheme
),
sums AS (
    SELECT p.kind, p.key, max(CASE WHEN p.place = 1 THEN p.paid END) AS first_paid, sum(p.paid) AS total, max(a.amount) AS reached
    FROM placed AS p
    LEFT JOIN reached AS a ON a.key = p.key AND p.kind = 'once'
    GROUP BY p.kind, p.key
),
laid AS (
    SELECT r.*, p.payments, s.total = s.reached AS is_step,
        CASE WHEN s.reached > s.first_paid AND s.reached < s.total THEN s.reached ELSE s.first_paid END AS due,
        sum(r.amount) OVER (
            PARTITION BY r.kind, r.key ORDER BY p.place, r.from_month, r.native_key, r.row_ref
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS so_far
    FROM rows AS r
    JOIN placed AS p ON p.kind = r.kind AND p.key = r.key AND p.payment = r.payment
    JOIN sums AS s ON s.kind = r.kind AND s.key = r.key
)
SELECT kind, key, row_ref, payment, amount, month, who, room, level, rule, payments, coalesce(is_step, FALSE) AS is_step,
    CAST(least(greatest(so_far - due, 0), amount) AS DECIMAL(18, 2)) AS risk
FROM laid
