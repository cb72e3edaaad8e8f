-- 补贴判断所用的人工事实。 A fact about a workshop, or about one entitlement, that a person recorded, and whether it is denied.
SELECT
    code, workshop_id, entitlement_id, person, from_month, to_month, value,
    trim(lower(coalesce(value, ''))) IN ('否', 'no', '0', 'false', '未', '无') AS is_denied
FROM link.facts
