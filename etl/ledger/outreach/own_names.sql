-- 车间及其经营主体的写法。 A way in which sources name a workshop or its operator: number, credit code, names.
SELECT w.workshop_id, w.workshop_id AS employer FROM conform.workshops AS w
UNION
SELECT w.workshop_id, upper(w.uscc) AS employer FROM conform.workshops AS w WHERE w.uscc IS NOT NULL
UNION
SELECT w.workshop_id, plain_name(w.workshop_name) AS employer FROM conform.workshops AS w
UNION
SELECT w.workshop_id, plain_name(e.entity_name) AS employer
FROM conform.workshops AS w
INNER JOIN conform.entities AS e ON upper(e.uscc) = upper(w.uscc)
