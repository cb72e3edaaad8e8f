-- 提取批次。 A pull of a table, with the day of its data and what later pulls can say against its rows.
WITH newest AS (
    SELECT source, pull, CAST(max(newest) AS DATE) AS day
    FROM conform.counted
    GROUP BY source, pull
), later AS (
    SELECT
        p.source,
        p.pull,
        min(CASE WHEN NOT l.is_narrowed THEN l.pull END) AS next_full,
        count(l.pull) > 0 AS is_followed
    FROM landed.pulls AS p
    LEFT JOIN landed.pulls AS l ON l.source = p.source AND l.pull > p.pull AND l.complete
    GROUP BY p.source, p.pull
)
SELECT p.source, p.pull, p.pull_id, coalesce(p.as_of, n.day) AS day, l.next_full, l.is_followed
FROM landed.pulls AS p
JOIN later AS l USING (source, pull)
LEFT JOIN newest AS n USING (source, pull)
