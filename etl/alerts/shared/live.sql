-- 有效的申报和发放。 A claim or payment that counts, with whom it surely names, its unit, and one id for instalments of one payment.
WITH counting AS (
    SELECT b.row_ref, b.native_key, b.batch_id, b.scheme, b.from_month, b.to_month,
        month_number(b.to_month) - month_number(b.from_month) + 1 AS span, b.amount, b.county, c.area,
        b.form, b.sure AS who, b.same AS who_same, CASE WHEN b.outcome <> 'unsure' THEN b.person END AS named, b.workshop_id, b.uscc, coalesce(u.unit, b.uscc, b.workshop_id) AS unit,
        b.beneficiary_kind, b.project_id, b.fund, b.office, b.state, b.paid_on
    FROM alerts.claims AS b
    LEFT JOIN alerts.units AS u ON u.workshop_id = b.workshop_id
    LEFT JOIN alerts.counties AS c ON c.county = b.county
    WHERE b.is_live
),
batches AS (
    SELECT batch_id, who, scheme, from_month, to_month, max(span) AS span, max(county) AS county,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS total
    FROM counting
    WHERE batch_id IS NOT NULL AND who IS NOT NULL
    GROUP BY batch_id, who, scheme, from_month, to_month
    HAVING count(*) > 1
),
-- What each of two workshops might claim for one person is not owed twice.
owed AS (
    SELECT b.batch_id, b.who, b.scheme, b.from_month, b.to_month
    FROM batches AS b
    JOIN rules.entitlements AS e ON e.scheme = b.scheme AND e.person = b.who
    WHERE e.amount_high IS NOT NULL AND b.from_month <= e.to_month AND b.to_month >= e.from_month
    GROUP BY b.batch_id, b.who, b.scheme, b.from_month, b.to_month, e.workshop_id
    HAVING CAST(sum(e.amount_high) AS DECIMAL(18, 2)) = max(b.total)
),
instalments AS (
    SELECT b.batch_id, b.who, b.scheme, b.from_month, b.to_month
    FROM batches AS b
    JOIN alerts.counties AS c ON c.county = b.county
    JOIN policy.amounts AS a ON a.area = c.area AND a.scheme = b.scheme
    WHERE b.to_month BETWEEN a.first_month AND a.last_month
        AND b.total = a.amount * CASE WHEN a.per = 'person_month' THEN b.span ELSE 1 END
    UNION
    SELECT batch_id, who, scheme, from_month, to_month FROM owed
)
SELECT c.row_ref, c.native_key, c.scheme, c.from_month, c.to_month, c.span, c.amount, c.county, c.area, c.form, c.who, c.who_same, c.named,
    c.workshop_id, c.uscc, c.unit, c.beneficiary_kind, text(c.beneficiary_kind) || '|' || text(c.unit) AS payee,
    c.project_id, c.fund, c.office, c.state, c.paid_on,
    CASE WHEN i.who IS NULL THEN c.row_ref
         ELSE c.batch_id || '|' || text(c.who) || '|' || c.scheme || '|' || text(c.from_month) || '|' || text(c.to_month)
    END AS payment
FROM counting AS c
LEFT JOIN instalments AS i ON i.batch_id = c.batch_id AND i.who = c.who AND i.scheme = c.scheme
    AND i.from_month = c.from_month AND i.to_month = c.to_month
WHERE c.amount > 0
