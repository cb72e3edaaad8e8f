-- 整数写法。 A text that stands in a column of whole numbers, with its value; a year or a count of months may carry its unit.
WITH texts AS (
    SELECT raw, folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'int'
), read AS (
    SELECT
        raw,
        held,
        try_cast(
            regexp_extract(
                ungrouped(regexp_replace(held, '年度?$|个?月$', '', 'g')), '^([+-]?[0-9]+)(?:\.0*)?$', 1
            ) AS BIGINT
        ) AS number
    FROM texts
)
SELECT raw, clean_key(raw) AS key, number, number IS NULL AND held IS NOT NULL AS is_unread
FROM read
