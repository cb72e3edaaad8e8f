-- 需要身份的人月。 A month of a register person that a roster, claim or payment touches, and the ledger month of whoever was on a roster of late.
WITH claims AS (
    SELECT DISTINCT person, month_number(from_month) AS first_number, month_number(to_month) AS last_number
    FROM verify.benefits
    WHERE outcome = 'same' AND person IS NOT NULL
),
named AS (
    SELECT same AS person, month, number, TRUE AS is_touched FROM verify.rosters WHERE same IS NOT NULL
    UNION
    SELECT c.person, m.month, m.number, TRUE AS is_touched
    FROM claims AS c
    JOIN verify.months AS m
        ON m.number >= coalesce(c.first_number, m.number) AND m.number <= coalesce(c.last_number, m.number)
    UNION
    -- Of whoever was on a roster of late it is asked how the person stands in the ledger month.
    SELECT r.same AS person, now.month, now.number, FALSE AS is_touched
    FROM verify.rosters AS r
    CROSS JOIN policy.limits AS l
    JOIN run.month AS now ON r.number >= now.number - l.followed_months - l.lately_months
    WHERE r.same IS NOT NULL
),
touched AS (
    SELECT person, month, number, bool_or(is_touched) AS is_touched FROM named GROUP BY person, month, number
)
SELECT t.person, t.month, t.number, t.is_touched, p.register_person_id AS person_id, p.household_id
FROM touched AS t
JOIN link.persons AS p ON p.person = t.person
WHERE p.register_person_id IS NOT NULL
