-- 月份写法。 A text that stands in a column of months, with the month it means: the month itself, or any day in it.
WITH texts AS (
    SELECT
        raw,
        spoken_time(raw) AS said,
        folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'month'
), parts AS (
    SELECT
        raw,
        said,
        held,
        regexp_extract(said, month_pattern(), 1) AS year,
        lpad(
            regexp_extract(said, month_pattern(), 2)
            || regexp_extract(said, month_pattern(), 3)
            || regexp_extract(said, month_pattern(), 4),
            2, '0'
        ) AS number
    FROM texts
), read AS (
    SELECT
        raw,
        said,
        held,
        coalesce(
            try_cast(
                regexp_extract(year || number, '^((?:1[89]|2[0-9])[0-9]{2}(?:0[1-9]|1[0-2]))$', 1) AS BIGINT
            ),
            month_of(day_of(said))
        ) AS month
    FROM parts
)
SELECT raw, clean_key(raw) AS key, month, month IS NULL AND held IS NOT NULL AS is_unread, is_end_of_time(said) AS is_open
FROM read
