-- 人工认定的事实。 A fact that a person recorded, with the row and the person of this run that it is about.
WITH spoken AS (
    SELECT d.*
    FROM decisions.spoken AS d
    WHERE d.kind = 'fact'
),
rows_named AS (
    SELECT s.number, o.row_ref
    FROM spoken AS s
    INNER JOIN conform.row_origin AS o ON o.row_ref = s.row_ref
    UNION
    SELECT s.number, o.row_ref
    FROM spoken AS s
    INNER JOIN conform.row_origin AS o ON o.source = s.source AND o.native_key = s.native_key
)
SELECT
    s.number,
    s.answer AS code,
    r.row_ref,
    s.workshop_id,
    s.entitlement_id,
    p.person,
    s.from_month,
    s.to_month,
    s.value,
    lower(trim(coalesce(s.value, ''))) IN ('否', 'no', '0', 'false', '未', '无') AS is_denied
FROM spoken AS s
LEFT JOIN rows_named AS r ON r.number = s.number
LEFT JOIN link.persons AS p ON p.register_person_id = s.other
-- A fact about a row or a person that this run does not know speaks of nothing here.
WHERE (r.row_ref IS NOT NULL OR s.source IS NULL)
  AND (p.person IS NOT NULL OR s.other IS NULL)
