-- 补贴核对表。 What a scheme gives, with the workshop and the person; what is due and was never claimed has a sheet of its own.
WITH placed AS (
    SELECT
        e.entitlement_id, e.scheme, e.beneficiary_kind, e.workshop_id, s.workshop_name, p.name, p.id_masked, p.id_number,
        e.from_month, e.to_month, e.outcome, e.amount_due, e.amount_high, e.claimed, e.paid, e.over, e.under, e.says,
        e.document || ' ' || e.clause AS clause_shown,
        coalesce(s.county, p.county, '') AS county
    FROM publish.entitlements AS e
    LEFT JOIN ledger.ledger AS s USING (workshop_id)
    LEFT JOIN publish.people AS p ON p.person_key = e.person_key
    CROSS JOIN run.month AS m
    WHERE NOT (e.outcome = 'due' AND e.to_month <= m.month AND e.claimed = 0 AND e.paid = 0)
)
SELECT r.*, coalesce(c.county_name, r.county) AS county_name
FROM placed AS r
LEFT JOIN publish.counties AS c USING (county)
