-- 人员。 A person whom another table of the release names, with the groups of the newest month known.
WITH named AS (
    SELECT person_key FROM publish.links
    UNION
    SELECT person_key FROM publish.employment
    UNION
    SELECT person_key FROM publish.entitlements
    UNION
    SELECT person_key FROM publish.alerts
    UNION
    SELECT person_key FROM ledger.outreach
),
people AS (
    SELECT p.* FROM link.persons AS p SEMI JOIN named AS n USING (person_key)
),
newest AS (
    SELECT s.person, max(s.month) AS month
    FROM verify.status AS s
    SEMI JOIN people AS p USING (person)
    WHERE s.is_touched
    GROUP BY s.person
)
SELECT
    p.person_key, text(p.name) AS name, masked_id(p.id_normal) AS id_masked, nullif(p.id_normal, '') AS id_number,
    text(p.county) AS county, text(p.township) AS township, text(p.village) AS village,
    nullif(p.household_key, '') AS household_key,
    concat_ws(',',
        CASE WHEN s.monitored = 'yes' THEN 'monitored' END,
        CASE WHEN s.poverty_exit = 'yes' THEN 'poverty_exit' END,
        CASE WHEN s.relocated = 'yes' THEN 'relocated' END
    ) AS groups
FROM people AS p
LEFT JOIN newest AS n USING (person)
LEFT JOIN verify.status AS s ON s.person = n.person AND s.month = n.month
