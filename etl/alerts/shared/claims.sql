-- 申报、发放和拟发放的补贴。 A claim or payment, the planned ones of a list among them as approved.
SELECT source, row_ref, coalesce(native_key, row_ref) AS native_key, batch_id, scheme, beneficiary_kind, workshop_id, uscc, form, person, outcome, sure, same,
    from_month, to_month, amount, fund, coalesce(office, '发放部门未写明') AS office, state, paid_on, project_id, coalesce(county, '') AS county,
    is_live
FROM verify.benefits
UNION ALL
SELECT 'planned.payments', row_ref, native_key, batch_id, scheme, beneficiary_kind, workshop_id, uscc, form, person, outcome, sure, same, from_month, to_month,
    amount, fund, coalesce(office, '发放部门未写明'), 'approved', NULL, project_id, county, TRUE
FROM alerts.planned_rows
