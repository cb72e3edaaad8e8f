-- 时间写法。 A text that stands in a column of times, with the local time it means; an instant elsewhere is brought here.
WITH texts AS (
    SELECT raw, spoken_time(raw) AS said, folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'time'
), parts AS (
    SELECT
        raw,
        said,
        held,
        day_text(said)
        || ' ' || two_digits(said, clock_pattern(), 1, 6)
        || ':' || two_digits(said, clock_pattern(), 2, 7)
        || ':' || two_digits(said, clock_pattern(), 3, 8)
        || left(regexp_extract(said, clock_pattern(), 4), 7) AS stamp,
        try_cast(
            regexp_extract(
                replace(regexp_extract(said, clock_pattern(), 5), 'Z', '+00:00'), '^([+-][0-9]{2}):?00$', 1
            ) AS BIGINT
        ) AS zone,
        serial_day(said) AS serial,
        coalesce(
            try_cast(
                regexp_extract(said, '^(?:[1-6][0-9]{4}|7[0-2][0-9]{3})(\.[0-9]+)$', 1) AS DOUBLE
            ),
            0
        ) AS share
    FROM texts
), read AS (
    SELECT
        raw,
        held,
        coalesce(
            try_cast(stamp AS TIMESTAMP) + INTERVAL '1' HOUR * (8 - coalesce(zone, 8)),
            CAST(serial AS TIMESTAMP) + INTERVAL '1' SECOND * CAST(floor(share * 86400 + 0.5) AS BIGINT)
        ) AS moment
    FROM parts
)
SELECT raw, moment, moment IS NULL AND held IS NOT NULL AS is_unread
FROM read
