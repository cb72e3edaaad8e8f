-- 是否写法。 A text that stands in a column of yes and no, with its answer; 无 is a no.
WITH texts AS (
    SELECT raw, upper(unmarked_but_no(squeezed(raw))) AS said, folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'flag'
), read AS (
    SELECT
        raw,
        held,
        CASE
            WHEN said IN ('是', '1', '1.0', 'Y', 'YES', 'T', 'TRUE', '有') THEN TRUE
            WHEN said IN ('否', '0', '0.0', 'N', 'NO', 'F', 'FALSE', '无') THEN FALSE
        END AS flag
    FROM texts
)
SELECT raw, flag, flag IS NULL AND held IS NOT NULL AS is_unread
FROM read
