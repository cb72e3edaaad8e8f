-- 列名公示的补贴。 A line of a list of people: a rule that orders it is configured for the scheme, and the list is not so short that it points at somebody.
WITH lists AS (
    SELECT n.county, n.stage, n.scheme, count(DISTINCT n.person_key) AS people
    FROM publish.noticed AS n
    INNER JOIN run.public_schemes AS s USING (scheme)
    WHERE n.person_key IS NOT NULL
    GROUP BY n.county, n.stage, n.scheme
)
SELECT n.county, n.stage, n.scheme, n.workshop_id, n.person_key, n.from_month, n.to_month, n.amount, s.document
FROM publish.noticed AS n
INNER JOIN run.public_schemes AS s USING (scheme)
INNER JOIN lists AS l ON l.county = n.county AND l.stage = n.stage AND l.scheme = n.scheme
CROSS JOIN run.public_numbers AS k
WHERE n.person_key IS NOT NULL AND l.people >= k.threshold
