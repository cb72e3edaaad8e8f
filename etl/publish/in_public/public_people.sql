-- 公示人员。 A person of the notice, masked; a masked name that is one person's alone in the village is generalised further.
WITH masked AS (
    SELECT n.county, n.township, n.village, s.surname, s.masked, count(*) AS many
    FROM publish.neighbours AS n
    INNER JOIN publish.shown_names AS s USING (name)
    GROUP BY n.county, n.township, n.village, s.surname, s.masked
),
alike AS (
    SELECT
        county, township, village, surname, masked, many,
        CAST(sum(many) OVER (PARTITION BY county, township, village, surname) AS BIGINT) AS of_surname
    FROM masked
),
people AS (
    SELECT p.person_key, p.name, p.id_masked, p.county, p.township, p.village, s.surname, s.masked
    FROM publish.people AS p
    SEMI JOIN publish.noticed AS n USING (person_key)
    LEFT JOIN publish.shown_names AS s ON s.name = p.name
)
SELECT
    p.person_key,
    CASE
        WHEN p.name = '' THEN ''
        WHEN a.many > 1 THEN p.masked
        WHEN a.of_surname > 1 THEN p.surname || '**'
        ELSE '***'
    END AS name,
    CASE
        WHEN length(p.id_masked) < 15 THEN p.id_masked
        -- First six, last four, name and village find a person again.
        ELSE left(p.id_masked, k.first)
            || repeat('*', CAST(greatest(length(p.id_masked) - k.first - k.last, 0) AS INTEGER))
            || right(p.id_masked, k.last)
    END AS id_masked,
    CAST(NULL AS VARCHAR) AS id_number, p.county, p.township, '' AS village,
    CAST(NULL AS VARCHAR) AS household_key, '' AS groups
FROM people AS p
CROSS JOIN run.public_numbers AS k
LEFT JOIN alike AS a USING (county, township, village, surname, masked)
