-- 对写法的判定。 What people decided of a form and a register person; it counts while it rests on what it rested on.
-- A decision on one row holds for every row that names the person in the same way.
WITH newest AS (
    SELECT
        i.*,
        row_number() OVER (PARTITION BY i.form, i.person_id ORDER BY i.number DESC, i.row_ref) AS place
    FROM link.identities AS i
),
-- Two rows of one form taken for two people: the newest ruling stands.
ranked AS (
    SELECT
        n.*,
        row_number() OVER (PARTITION BY n.form, n.answer ORDER BY n.number DESC) AS place_of_answer
    FROM newest AS n
    WHERE n.place = 1
)
SELECT r.form, r.person_id, r.answer, r.was, r.now, r.was IN ('', r.now) AS stands
FROM ranked AS r
WHERE (r.answer <> 'same' OR r.place_of_answer = 1) AND r.now IS NOT NULL
