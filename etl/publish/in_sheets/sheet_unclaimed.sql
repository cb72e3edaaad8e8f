-- 符合条件未申报表。 What is due, its period over, and was neither claimed nor paid, with whom to tell.
WITH placed AS (
    SELECT
        e.entitlement_id, e.scheme, e.beneficiary_kind, e.workshop_id, s.workshop_name, p.name, p.id_masked, p.id_number,
        p.township, p.village, e.from_month, e.to_month, e.amount_due, e.says, e.document || ' ' || e.clause AS clause_shown,
        CAST(NULL AS VARCHAR) AS blank_told, CAST(NULL AS VARCHAR) AS blank_claimed, coalesce(s.county, p.county, '') AS county
    FROM publish.entitlements AS e
    CROSS JOIN run.month AS m
    LEFT JOIN ledger.ledger AS s USING (workshop_id)
    LEFT JOIN publish.people AS p ON p.person_key = e.person_key
    WHERE e.outcome = 'due' AND e.to_month <= m.month AND e.claimed = 0 AND e.paid = 0
)
SELECT r.*, coalesce(c.county_name, r.county) AS county_name
FROM placed AS r
LEFT JOIN publish.counties AS c USING (county)
