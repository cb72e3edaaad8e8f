-- 公示人员的同村人。 Somebody whom the register knows in a village of a person of the notice.
WITH places AS (
    SELECT p.county, p.township, p.village FROM publish.people AS p SEMI JOIN publish.noticed AS n USING (person_key)
)
SELECT p.county, p.township, p.village, p.name
FROM link.persons AS p
SEMI JOIN places AS q USING (county, township, village)
WHERE p.name <> ''
