-- 号码相同的两册登记。 An entry and a person of the poverty register with its number, and a name that the person is known by.
WITH holders AS (
    SELECT e.entry_id, e.name, p.person_id
    FROM link.entries AS e
    INNER JOIN conform.people AS p ON p.id_number = e.number
    UNION
    SELECT e.entry_id, e.name, h.person_id
    FROM link.entries AS e
    INNER JOIN link.held_numbers AS h ON h.number = e.number
),
known AS (
    SELECT p.person_id, p.name AS known, FALSE AS is_former FROM conform.people AS p
    UNION
    SELECT p.person_id, p.former_name AS known, TRUE AS is_former FROM conform.people AS p WHERE p.former_name <> ''
)
SELECT DISTINCT h.entry_id, h.person_id, h.name, k.known, k.is_former
FROM holders AS h
INNER JOIN known AS k USING (person_id)
WHERE h.name <> ''
