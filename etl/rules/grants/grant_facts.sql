-- 补贴判断所用的人工事实。 A fact about a workshop, or about one entitlement, that a person recorded.
WITH facts AS (
    SELECT
        number,
        answer AS code,
        workshop_id,
        entitlement_id,
        other,
        source,
        row_ref,
        native_key,
        from_month,
        to_month,
        value
    FROM decisions.spoken
    WHERE kind = 'fact'
),

rows_met AS (
    SELECT f.number
    FROM facts AS f
    INNER JOIN conform.row_origin AS o USING (row_ref)
    UNION
    SELECT f.number
    FROM facts AS f
    INNER JOIN conform.row_origin AS o
        ON o.source = f.source AND o.native_key = f.native_key
)

SELECT
    f.code,
    f.workshop_id,
    f.entitlement_id,
    p.person,
    f.from_month,
    f.to_month,
    f.value,
    trim(lower(coalesce(f.value, ''))) IN ('否', 'no', '0', 'false', '未', '无') AS is_denied
FROM facts AS f
LEFT JOIN rows_met AS r USING (number)
LEFT JOIN link.persons AS p ON p.register_person_id = f.other
-- A fact about a row or a person that this run does not know speaks of nothing here.
WHERE (r.number IS NOT NULL OR f.source IS NULL) AND (p.person IS NOT NULL OR f.other IS NULL)
