-- 台账表。 A workshop, with its county's name.
SELECT l.*, coalesce(c.county_name, l.county) AS county_name
FROM ledger.ledger AS l
LEFT JOIN publish.counties AS c USING (county)
