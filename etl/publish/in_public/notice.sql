-- 公示名单。 A line of the notice of a county.
SELECT
    coalesce(s.county, p.county) AS county, n.scheme, s.workshop_name, p.name, p.id_masked AS id_shown,
    n.from_month, n.to_month, n.amount, n.stage, n.document
FROM publish.noticed AS n
INNER JOIN publish.public_people AS p USING (person_key)
LEFT JOIN ledger.ledger AS s USING (workshop_id)
