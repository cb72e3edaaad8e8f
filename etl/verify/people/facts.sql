-- 人工认定的事实。 A fact that people recorded, with the row and the person of this run that it speaks of.
WITH spoken AS (
    SELECT
        number, answer AS code, source, native_key, workshop_id, entitlement_id, other, from_month, to_month, value, row_ref,
        split_part(row_ref, ':', 1) AS said_source
    FROM decisions.spoken
    WHERE kind = 'fact'
),
by_ref AS (
    SELECT s.number, o.row_ref
    FROM spoken AS s
    JOIN conform.row_origin AS o ON o.source = s.said_source AND o.row_ref = s.row_ref
),
by_key AS (
    SELECT s.number, o.row_ref
    FROM spoken AS s
    JOIN conform.row_origin AS o ON o.source = s.source AND o.native_key = s.native_key
),
placed AS (
    -- By the row itself, and by its native key in whatever pull.
    SELECT number, row_ref FROM by_ref
    UNION SELECT number, row_ref FROM by_key
),
registered AS (
    SELECT person, register_person_id FROM link.persons WHERE register_person_id IS NOT NULL
)
SELECT s.code, p.row_ref, s.workshop_id, s.entitlement_id, r.person, s.from_month, s.to_month, s.value
FROM spoken AS s
LEFT JOIN placed AS p ON p.number = s.number
LEFT JOIN registered AS r ON r.register_person_id = s.other
-- A fact about a row or a person that this run does not know speaks of nothing here.
WHERE (p.row_ref IS NOT NULL OR s.source IS NULL) AND (r.person IS NOT NULL OR s.other IS NULL)
