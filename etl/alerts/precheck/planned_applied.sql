-- 计划发放所付的申请。 A claim not yet paid that a planned row pays: the two are one payment and counted once; each pairs once, in row order.
WITH planned AS (
    SELECT p.*, row_number() OVER (
        PARTITION BY p.scheme, p.beneficiary_kind, text(p.workshop_id), coalesce(p.sure, -1), p.from_month, p.to_month, p.amount
        ORDER BY p.row_number
    ) AS nth
    FROM alerts.planned_rows AS p
    WHERE p.sure IS NOT NULL OR p.form IS NULL
),
waiting AS (
    SELECT b.*, row_number() OVER (
        PARTITION BY b.scheme, b.beneficiary_kind, text(b.workshop_id), coalesce(b.sure, -1), b.from_month, b.to_month, b.amount
        ORDER BY b.row_ref
    ) AS nth
    FROM verify.benefits AS b
    WHERE b.is_live AND b.state IN ('claimed', 'approved') AND (b.sure IS NOT NULL OR b.form IS NULL)
)
SELECT p.row_number, w.row_ref
FROM planned AS p
INNER JOIN waiting AS w
    ON w.scheme = p.scheme AND w.beneficiary_kind = p.beneficiary_kind AND text(w.workshop_id) = text(p.workshop_id)
    AND coalesce(w.sure, -1) = coalesce(p.sure, -1) AND w.from_month = p.from_month AND w.to_month = p.to_month
    AND w.amount = p.amount AND w.nth = p.nth
