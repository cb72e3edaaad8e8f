-- 台账月有效的车间事实。 A fact that stands for a workshop in the ledger month, by all that was recorded of it.
WITH standing AS (
    SELECT
        f.workshop_id, f.code, f.value,
        lower(trim(coalesce(f.value, ''))) IN ('否', 'no', '0', 'false', '未', '无') AS is_denied
    FROM link.facts AS f
    CROSS JOIN run.month AS m
    WHERE f.workshop_id IS NOT NULL
      AND (f.from_month IS NULL OR f.from_month <= m.month)
      AND (f.to_month IS NULL OR f.to_month >= m.month)
),
said AS (
    SELECT
        workshop_id,
        code,
        bool_or(NOT is_denied) AS holds,
        bool_and(is_denied) AS is_denied,
        max(value) AS value
    FROM standing
    GROUP BY workshop_id, code
)
SELECT
    workshop_id,
    code,
    holds,
    is_denied,
    value,
    -- The month that a value names, where it names one.
    TRY_CAST(substr(regexp_replace(coalesce(value, ''), '[^0-9]', '', 'g'), 1, 6) AS BIGINT) AS until_month
FROM said
