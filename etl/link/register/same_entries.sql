-- 同一人的两册登记。 An entry that is surely a person of the poverty register.
-- By the number and a name that agrees; else by the very name in the county with one more thing that only one such person shares.
WITH by_number AS (
    SELECT t.entry_id, min(t.person_id) AS person_id
    FROM link.entry_names AS t
    INNER JOIN link.entry_ways AS w USING (name, known, is_former)
    INNER JOIN link.ways AS y ON y.rank = w.rank AND y.is_known
    GROUP BY t.entry_id
),
rest AS (
    SELECT e.* FROM link.entries AS e ANTI JOIN by_number AS b ON b.entry_id = e.entry_id
),
near AS (
    SELECT r.entry_id, p.person_id
    FROM rest AS r
    INNER JOIN conform.people AS p ON p.name = r.name AND substr(p.village_code, 1, 6) = r.county
    LEFT JOIN link.repairs AS m ON m.text = r.odd_text AND m.repaired = p.id_number
    WHERE
        m.text IS NOT NULL
        OR (r.number IS NULL AND p.phone = r.phone)
        OR (r.number IS NULL AND substr(r.prefix, 1, 14) = substr(p.id_number, 1, 14))
        OR (
            r.number IS NOT NULL AND NOT coalesce(is_plain_number(p.id_number), FALSE)
            AND p.born_on = day_of(substr(r.number, 7, 8))
        )
)
SELECT b.entry_id, b.person_id FROM by_number AS b
UNION ALL
SELECT n.entry_id, min(n.person_id) AS person_id
FROM near AS n
GROUP BY n.entry_id
HAVING count(DISTINCT n.person_id) = 1
