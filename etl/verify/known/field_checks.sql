-- 实地核查。 A roster row of which people found that the person worked there; a denial confirms nothing.
WITH found AS (
    SELECT row_ref, person, workshop_id, from_month, to_month
    FROM link.facts
    WHERE code = 'field_check' AND lower(trim(coalesce(value, ''))) NOT IN ('否', 'no', '0', 'false', '未', '无')
),
of_people AS (
    SELECT DISTINCT person, workshop_id, from_month, to_month
    FROM found
    WHERE row_ref IS NULL AND person IS NOT NULL AND workshop_id IS NOT NULL
)
SELECT split_part(row_ref, ':', 2) AS pull_id, CAST(split_part(row_ref, ':', 3) AS BIGINT) AS row_number
FROM found
WHERE starts_with(row_ref, 'hrss.rosters:')
UNION
SELECT r.pull_id, r.row_number
FROM verify.rosters AS r
JOIN of_people AS f ON f.person = r.sure AND f.workshop_id = r.workshop_id
WHERE r.month >= coalesce(f.from_month, r.month) AND r.month <= coalesce(f.to_month, r.month)
