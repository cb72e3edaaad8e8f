-- 代码写法。 A text that stands in a column of codes, by the column's list, with the code that it means.
WITH texts AS (
    SELECT list, raw, folded_code(raw) AS word, folded(raw) AS held
    FROM conform.texts
    WHERE kind = 'code'
)
SELECT list, t.raw, clean_key(t.raw) AS key, c.code, c.code IS NULL AND t.held IS NOT NULL AS is_unread
FROM texts AS t
LEFT JOIN landed.codes AS c USING (list, word)
