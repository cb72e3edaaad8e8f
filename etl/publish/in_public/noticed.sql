-- 须公示的应享。 What a notice lists: an amount due for a person, claimed or paid. Suspicions and refusals are in no notice.
SELECT
    e.person_key, e.scheme, e.workshop_id, e.from_month, e.to_month, e.document,
    CAST(e.claimed + e.paid AS DECIMAL(18, 2)) AS amount,
    CASE WHEN e.claimed > 0 THEN '拟发放' ELSE '已发放' END AS stage
FROM publish.entitlements AS e
SEMI JOIN run.public_schemes AS s USING (scheme)
WHERE e.outcome = 'due' AND e.person_key IS NOT NULL AND e.claimed + e.paid > 0
