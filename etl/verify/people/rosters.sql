-- 花名册行与所指人员。 A roster row up to the ledger month with whom it names and the operator's standing in that month.
SELECT
    r.pull_id, r.row_number, r.row_id, r.form,
    CASE WHEN d.source IS NULL THEN w.person ELSE d.person END AS person,
    coalesce(CASE WHEN d.source IS NULL THEN w.outcome ELSE d.outcome END, 'none') AS outcome,
    CASE WHEN d.source IS NULL THEN w.sure ELSE d.same END AS sure,
    CASE WHEN d.source IS NULL THEN w.same ELSE d.same END AS same,
    r.workshop_id,
    coalesce(r.county, s.county, w.home, '') AS county,
    r.month, c.number, c.word, c.mask,
    r.declared_group, r.post, r.contract_kind, r.contract_from, r.contract_to,
    r.days_worked, r.paid_on, r.pay, r.accident_premium,
    w.account, s.uscc AS shop_uscc, s.kind AS shop_kind
FROM conform.rosters AS r
JOIN run.month AS now ON r.month <= now.month
LEFT JOIN run.calendar AS c ON c.month = r.month
LEFT JOIN verify.who AS w ON w.form = r.form
LEFT JOIN verify.ruled AS d
    ON d.source = 'hrss.rosters' AND d.pull_id = r.pull_id AND d.row_number = r.row_number
LEFT JOIN verify.shops AS s ON s.workshop_id = r.workshop_id AND s.month = r.month
