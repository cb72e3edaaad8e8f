-- 应享条件（不含人工事实）。 A condition of a unit as it was measured, but for facts that people record of one entitlement.
SELECT * FROM rules.grant_year
UNION ALL
SELECT * FROM rules.grant_title
UNION ALL
SELECT * FROM rules.grant_status
UNION ALL
SELECT * FROM rules.grant_contract_term
UNION ALL
SELECT * FROM rules.grant_has_contract
UNION ALL
SELECT * FROM rules.grant_contributed
UNION ALL
SELECT * FROM rules.grant_worked
UNION ALL
SELECT * FROM rules.grant_pay_below
UNION ALL
SELECT * FROM rules.grant_age
UNION ALL
SELECT * FROM rules.grant_trained
UNION ALL
SELECT * FROM rules.grant_workers
UNION ALL
SELECT * FROM rules.grant_shop_months
UNION ALL
SELECT * FROM rules.grant_shop_pay
UNION ALL
SELECT * FROM rules.grant_matters
UNION ALL
SELECT * FROM rules.grant_premises
UNION ALL
SELECT * FROM rules.grant_staff
UNION ALL
SELECT * FROM rules.grant_days
UNION ALL
SELECT * FROM rules.grant_month_pay
UNION ALL
SELECT * FROM rules.grant_stayed
UNION ALL
SELECT * FROM rules.grant_claim_by
UNION ALL
SELECT * FROM rules.grant_months_cap
