-- 登记册外的号码与姓名。 A sound number outside the register and a name written beside it, in the order in which names lead.
WITH own AS (
    SELECT DISTINCT d.id_normal, d.name_normal
    FROM link.decided AS d
    WHERE d.outcome = 'none' AND d.person_id IS NULL AND d.id_normal IS NOT NULL
)
SELECT
    o.id_normal,
    o.name_normal,
    row_number() OVER (PARTITION BY o.id_normal ORDER BY o.name_normal = '', o.name_normal) AS place
FROM own AS o
