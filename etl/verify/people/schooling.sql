-- 在校生状况适用的月份。 What an export said of a person's schooling, with the months to which it is the nearest.
WITH last_days AS (
    SELECT person_id, number, max(day) AS day FROM verify.sightings GROUP BY person_id, number
),
said AS (
    SELECT DISTINCT s.person_id, s.number, s.schooling, s.row_ref
    FROM verify.sightings AS s
    JOIN last_days AS d ON d.person_id = s.person_id AND d.number = s.number AND d.day = s.day
),
around AS (
    SELECT
        person_id, number, schooling, row_ref,
        lag(number) OVER (PARTITION BY person_id ORDER BY number, row_ref) AS before,
        lead(number) OVER (PARTITION BY person_id ORDER BY number, row_ref) AS after
    FROM said
)
SELECT
    a.person_id, a.schooling, a.row_ref,
    -- Halfway between two exports the earlier one still answers.
    greatest(a.number - l.schooling_months, (a.before + a.number) // 2 + 1) AS first_number,
    least(a.number + l.schooling_months, (a.number + a.after) // 2) AS last_number
FROM around AS a
CROSS JOIN policy.limits AS l
