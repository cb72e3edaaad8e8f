-- 对单行的判定。 What people decided of a row and a register person, of forms whose rows they decided unlike one another.
-- Of a row the newest answer on each person, and of several persons that it was said to be the newest, count.
WITH newest AS (
    SELECT i.*, row_number() OVER (PARTITION BY i.row_ref, i.person_id ORDER BY i.number DESC) AS place
    FROM link.identities AS i
),
ranked AS (
    SELECT
        n.*,
        row_number() OVER (PARTITION BY n.row_ref, n.answer ORDER BY n.number DESC) AS place_of_answer
    FROM newest AS n
    WHERE n.place = 1
),
counting AS (
    SELECT r.form, r.row_ref, r.person_id, r.answer, r.was, r.now
    FROM ranked AS r
    WHERE r.answer <> 'same' OR r.place_of_answer = 1
),
split AS (
    SELECT c.form FROM counting AS c
    WHERE c.answer = 'same'
    GROUP BY c.form HAVING count(DISTINCT c.person_id) > 1
    UNION
    SELECT c.form FROM counting AS c
    GROUP BY c.form, c.person_id HAVING count(DISTINCT c.answer) > 1
)
SELECT c.row_ref, c.form, c.person_id, c.answer
FROM counting AS c
SEMI JOIN split USING (form)
WHERE c.was IN ('', c.now) AND c.now IS NOT NULL
