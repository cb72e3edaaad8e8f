-- 可能是同一笔的两条记录。 A row of HRSS and one of county finance of the same person or workshop, scheme, months and amount.
WITH live AS (
    SELECT
        row_ref, source, scheme, beneficiary_kind, workshop_id, uscc, form, sure, person, from_month, to_month, amount, state, paid_on,
        account, pull_id, row_number, native_key
    FROM verify.benefit_rows
    WHERE is_live
)
SELECT
    h.row_ref AS hrss_ref, f.row_ref AS finance_ref, h.state AS hrss_state, h.paid_on AS hrss_paid_on, f.paid_on AS finance_paid_on,
    h.account AS hrss_account, f.account AS finance_account, h.pull_id AS hrss_pull, h.row_number AS hrss_row,
    f.pull_id AS finance_pull, f.row_number AS finance_row, coalesce(h.sure, f.sure) AS person,
    coalesce(h.workshop_id, f.workshop_id) AS workshop_id, h.scheme, h.from_month, h.to_month
FROM live AS h
JOIN live AS f
    ON f.scheme = h.scheme AND f.from_month = h.from_month AND f.to_month = h.to_month AND f.amount = h.amount
WHERE h.source = 'hrss.subsidies' AND f.source = 'county_finance.disbursements'
    AND (h.beneficiary_kind = f.beneficiary_kind OR h.beneficiary_kind = '' OR f.beneficiary_kind = '')
    -- Somebody surely, the same on both; where neither row names anybody the same workshop or code.
    AND CASE
        WHEN h.sure IS NOT NULL OR f.sure IS NOT NULL
            THEN h.sure = f.sure AND coalesce(h.workshop_id = f.workshop_id, true)
        ELSE h.person IS NULL AND f.person IS NULL
            AND coalesce(h.workshop_id = f.workshop_id, h.uscc = f.uscc, false)
    END
    -- What one side leaves out agrees, and so does the day of what HRSS has not paid yet.
    AND (h.state <> 'paid' OR coalesce(h.paid_on = f.paid_on, true))
    AND coalesce(h.account = f.account, true)
