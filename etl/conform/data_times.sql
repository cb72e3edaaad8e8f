-- 数据时间。 A pull's data time, rows and reach; for files each file's, with the counties it speaks of.
SELECT
    p.source,
    p.pull_id,
    p.pull AS pull_order,
    c.county,
    c.file,
    coalesce(c.as_of, d.day) AS as_of,
    coalesce(c.rows, 0) AS rows,
    p.complete AND p.asked IS NULL AS complete,
    p.asked
FROM landed.pulls AS p
JOIN conform.pulls AS d USING (source, pull)
LEFT JOIN conform.counted AS c USING (source, pull)
