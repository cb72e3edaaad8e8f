-- 适用文件表。 The documents applied to workshops of a county.
WITH applied AS (
    SELECT policy, county, count(*) AS workshops FROM ledger.ledger GROUP BY policy, county
)
SELECT a.policy, a.county, a.workshops, coalesce(c.county_name, a.county) AS county_name
FROM applied AS a
LEFT JOIN publish.counties AS c USING (county)
