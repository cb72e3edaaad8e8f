-- 金额写法。 A text that stands in a column of money or measures, with its value: exact, half up to the second digit.
WITH texts AS (
    SELECT raw, folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'decimal'
), read AS (
    SELECT
        raw,
        held,
        try_cast(
            regexp_extract(
                ungrouped(regexp_replace(held, '元$|^[¥￥]', '', 'g')),
                '^([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,2})?)$',
                1
            ) AS DECIMAL(18, 2)
        ) AS amount
    FROM texts
)
SELECT raw, amount, amount IS NULL AND held IS NOT NULL AS is_unread
FROM read
