-- 公示名单。 A line of the notice of a county: a person where a list of people is ordered, else a workshop's sum of a scheme.
WITH people AS (
    SELECT n.county, n.stage, n.scheme, n.workshop_id, p.name, p.id_shown, n.from_month, n.to_month, 1 AS people, n.amount, n.document
    FROM publish.listed_people AS n
    INNER JOIN publish.masked_people AS p USING (person_key)
),
sums AS (
    SELECT
        n.county, n.stage, n.scheme, n.workshop_id, '' AS name, '' AS id_shown, min(n.from_month) AS from_month,
        max(n.to_month) AS to_month, count(DISTINCT n.person_key) AS people, CAST(sum(n.amount) AS DECIMAL(18, 2)) AS amount,
        max(n.document) AS document
    FROM publish.noticed AS n
    ANTI JOIN publish.listed_people AS l USING (county, stage, scheme)
    GROUP BY n.county, n.stage, n.scheme, n.workshop_id
)
SELECT
    a.county, a.stage, a.scheme, coalesce(s.workshop_name, '') AS workshop_name, a.name, a.id_shown, a.from_month, a.to_month,
    -- A number of people smaller than the threshold is not told.
    CASE WHEN a.name <> '' OR a.people >= k.threshold THEN a.people END AS people, a.amount, a.document
FROM (SELECT * FROM people UNION ALL SELECT * FROM sums) AS a
CROSS JOIN run.public_numbers AS k
LEFT JOIN ledger.ledger AS s USING (workshop_id)
