-- 登记册人员编号。 An entry of another register with the number by which the united register knows its person.
-- Who is in no poverty register is known by the resettlement's number, else by the smallest of assistance; one sound number is one person.
WITH alone AS (
    SELECT DISTINCT e.entry_id, e.rank, e.number FROM link.entries AS e ANTI JOIN link.same_entries AS t ON t.entry_id = e.entry_id
),
first_of_number AS (
    SELECT a.number, min(CAST(a.rank AS VARCHAR) || a.entry_id) AS first
    FROM alone AS a
    WHERE a.number IS NOT NULL
    GROUP BY a.number
),
led AS (
    SELECT a.entry_id, min(coalesce(substr(f.first, 2), a.entry_id)) AS person_id
    FROM alone AS a
    LEFT JOIN first_of_number AS f ON f.number = a.number
    GROUP BY a.entry_id
)
SELECT t.entry_id, t.person_id AS register_person_id FROM link.same_entries AS t
UNION ALL
SELECT l.entry_id, l.person_id AS register_person_id FROM led AS l
