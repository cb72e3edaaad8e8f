-- 登记册外的人员。 A form of somebody outside the register with a sound number, and the name that stands for the person.
-- Names of one number that agree in a known way are one person; others are people of their own.
WITH led_by AS (
    SELECT w.id_normal, w.name_normal, min(w.place) AS place
    FROM link.stranger_ways AS w
    GROUP BY w.id_normal, w.name_normal
),
led AS (
    SELECT n.id_normal, n.name_normal, coalesce(l.place, n.place) AS place
    FROM link.stranger_names AS n
    LEFT JOIN led_by AS l ON l.id_normal = n.id_normal AND l.name_normal = n.name_normal
),
named AS (
    SELECT l.id_normal, l.name_normal, n.name_normal AS lead, l.place = 1 AS is_first
    FROM led AS l
    INNER JOIN link.stranger_names AS n ON n.id_normal = l.id_normal AND n.place = l.place
)
SELECT d.form, d.id_normal, n.lead, n.is_first
FROM link.decided AS d
INNER JOIN named AS n USING (id_normal, name_normal)
WHERE d.outcome = 'none' AND d.person_id IS NULL
