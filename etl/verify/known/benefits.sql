-- 补贴申报与发放。 A claim or payment of HRSS or county finance, as the ledger month knows it; of one that both recorded the row of HRSS counts.
WITH one_payment AS (
    SELECT row_ref, other_ref FROM verify.twins WHERE NOT is_both_paid
),
-- What finance has paid is paid, whatever state the other record has reached.
paid AS (
    SELECT p.row_ref, b.paid_on, b.fund
    FROM one_payment AS p
    JOIN verify.benefit_rows AS b ON b.row_ref = p.other_ref
    WHERE b.state = 'paid'
)
SELECT
    b.row_ref, b.row_id, b.batch_id, b.scheme, b.beneficiary_kind, b.workshop_id, b.uscc, b.employer, b.form, b.from_month, b.to_month,
    b.amount, coalesce(b.fund, p.fund) AS fund, b.office, CASE WHEN p.row_ref IS NOT NULL THEN 'paid' ELSE b.state END AS state,
    CASE WHEN b.state = 'paid' THEN coalesce(b.paid_on, p.paid_on) ELSE coalesce(p.paid_on, b.paid_on) END AS paid_on, b.project_id,
    b.county, b.source, b.person, b.outcome, b.sure, b.same, b.account, b.native_key, b.is_live AND t.row_ref IS NULL AS is_live
FROM verify.benefit_rows AS b
LEFT JOIN (SELECT other_ref AS row_ref FROM one_payment) AS t ON t.row_ref = b.row_ref
LEFT JOIN paid AS p ON p.row_ref = b.row_ref
