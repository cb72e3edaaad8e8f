-- 车间与前身同为一个单位。 A workshop and its unit: one for a credit code and all that took it up, three renamings deep.
WITH own AS (
    SELECT workshop_id, coalesce(uscc, workshop_id) AS unit FROM alerts.workshops
),
roots AS (
    SELECT new.unit AS later, min(old.unit) AS root
    FROM alerts.successors AS s
    JOIN own AS new ON new.workshop_id = s.workshop_id
    JOIN own AS old ON old.workshop_id = s.old
    WHERE new.unit <> old.unit
    GROUP BY new.unit
)
SELECT o.workshop_id, coalesce(third.root, second.root, first.root, o.unit) AS unit
FROM own AS o
LEFT JOIN roots AS first ON first.later = o.unit
LEFT JOIN roots AS second ON second.later = first.root
LEFT JOIN roots AS third ON third.later = second.root
