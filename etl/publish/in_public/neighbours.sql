-- 公示人员的同乡镇人。 Somebody whom the register knows in a township of a person whom a notice lists.
WITH places AS (
    SELECT DISTINCT p.county, p.township FROM publish.people AS p SEMI JOIN publish.listed_people AS n USING (person_key)
)
SELECT p.county, p.township, p.name
FROM link.persons AS p
SEMI JOIN places AS q USING (county, township)
WHERE p.name <> ''
