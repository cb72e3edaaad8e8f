-- 列名公示的人员。 A person whom a notice lists, masked; a masked name that too few in the township share is generalised further.
WITH masked AS (
    SELECT n.county, n.township, s.surname, s.masked, count(*) AS many
    FROM publish.neighbours AS n
    INNER JOIN publish.shown_names AS s USING (name)
    GROUP BY n.county, n.township, s.surname, s.masked
),
alike AS (
    SELECT
        county, township, surname, masked, many,
        CAST(sum(many) OVER (PARTITION BY county, township, surname) AS BIGINT) AS of_surname
    FROM masked
),
people AS (
    SELECT p.person_key, p.name, p.id_masked, p.county, p.township, s.surname, s.masked
    FROM publish.people AS p
    SEMI JOIN publish.listed_people AS n USING (person_key)
    LEFT JOIN publish.shown_names AS s ON s.name = p.name
)
SELECT
    p.person_key,
    CASE
        WHEN p.name = '' THEN ''
        WHEN a.many >= k.threshold THEN p.masked
        WHEN a.of_surname >= k.threshold THEN p.surname || '**'
        ELSE '***'
    END AS name,
    CASE
        WHEN length(p.id_masked) < 15 THEN p.id_masked
        -- First six, last four, name and village find a person again.
        ELSE left(p.id_masked, k.first)
            || repeat('*', CAST(greatest(length(p.id_masked) - k.first - k.last, 0) AS INTEGER))
            || right(p.id_masked, k.last)
    END AS id_shown,
    left(p.id_masked, k.first) || repeat('*', CAST(greatest(length(p.id_masked) - k.first, 0) AS INTEGER)) AS id_place,
    p.county, p.township
FROM people AS p
CROSS JOIN run.public_numbers AS k
LEFT JOIN alike AS a USING (county, township, surname, masked)
