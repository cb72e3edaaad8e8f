-- 日期写法。 A text that stands in a column of dates, with the day it means.
WITH texts AS (
    SELECT raw, spoken_time(raw) AS said, folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'date'
), read AS (
    SELECT raw, said, held, day_of(said) AS day
    FROM texts
)
SELECT raw, clean_key(raw) AS key, day, day IS NULL AND held IS NOT NULL AS is_unread, is_end_of_time(said) AS is_open
FROM read
