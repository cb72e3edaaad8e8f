-- 应享与已享。 What a scheme gives for a period of the ledger year; of what is given once only, whatever the period.
SELECT
    e.entitlement_id, e.scheme, e.beneficiary_kind, e.beneficiary_key, nullif(e.person_key, '') AS person_key,
    nullif(e.workshop_id, '') AS workshop_id, e.from_month, e.to_month, e.outcome, e.amount_due, e.amount_high,
    e.claimed, e.paid, e.over, e.under, e.rule, text(e.failed) AS failed, e.says, e.document, e.clause
FROM rules.entitlements AS e
SEMI JOIN run.areas AS a ON text(e.area) = '' OR starts_with(e.area, a.area)
CROSS JOIN run.month AS m
LEFT JOIN policy.published_always AS p USING (scheme)
WHERE p.scheme IS NOT NULL OR (e.from_month <= m.year * 100 + 12 AND e.to_month >= m.year * 100 + 1)
