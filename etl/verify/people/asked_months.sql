-- 需要身份的人月。 A month of a register person that a roster, claim or payment touches.
WITH claims AS (
    SELECT DISTINCT person, month_number(from_month) AS first_number, month_number(to_month) AS last_number
    FROM verify.benefits
    WHERE outcome = 'same' AND person IS NOT NULL
),
touched AS (
    SELECT same AS person, month, number FROM verify.rosters WHERE same IS NOT NULL
    UNION
    SELECT c.person, m.month, m.number
    FROM claims AS c
    JOIN verify.months AS m
        ON m.number >= coalesce(c.first_number, m.number) AND m.number <= coalesce(c.last_number, m.number)
)
SELECT t.person, t.month, t.number, p.register_person_id AS person_id, p.household_id
FROM touched AS t
JOIN link.persons AS p ON p.person = t.person
WHERE p.register_person_id IS NOT NULL
