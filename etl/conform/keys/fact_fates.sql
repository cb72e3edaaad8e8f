-- 未采用的事实行。 A row of facts that does not speak: an exact repeat, superseded, unusable, or withdrawn by a later pull.
WITH ranked AS (
    -- The later UPDATED_AT wins, then the later pull, the later file by name, the later row.
    SELECT
        source,
        pull,
        row_number,
        file,
        bad,
        asked,
        key,
        content,
        row_number() OVER (
            PARTITION BY source, key
            ORDER BY coalesce(updated_at, TIMESTAMP '1900-01-01 00:00:00'), pull, file, row_number
        ) AS place
    FROM conform.contested
    WHERE is_shared
), weighed AS (
    SELECT
        source,
        pull,
        row_number,
        bad,
        asked,
        row_number() OVER (PARTITION BY source, key, content ORDER BY pull, file, row_number) AS nth,
        max(place) OVER (PARTITION BY source, key, content) AS latest,
        max(CASE WHEN NOT bad THEN place END) OVER (PARTITION BY source, key) AS best,
        max(pull) OVER (PARTITION BY source, key) AS last_pull
    FROM ranked
), fates AS (
    SELECT
        source,
        pull,
        row_number,
        asked,
        last_pull,
        CASE WHEN nth > 1 THEN 'repeat' WHEN bad THEN 'quarantined' WHEN latest < best THEN 'superseded' END AS fate
    FROM weighed
    UNION ALL
    SELECT source, pull, row_number, asked, pull AS last_pull, CASE WHEN bad THEN 'quarantined' END AS fate
    FROM conform.contested
    WHERE NOT is_shared
), gone AS (
    SELECT f.source, f.pull, f.row_number
    FROM fates AS f
    JOIN landed.asked AS a ON a.source = f.source AND a.asked = f.asked AND a.pull > f.last_pull
    WHERE f.fate IS NULL
    UNION
    SELECT f.source, f.pull, f.row_number
    FROM fates AS f
    JOIN conform.pulls AS p ON p.source = f.source AND p.pull = f.last_pull
    WHERE f.fate IS NULL AND p.next_full IS NOT NULL
)
SELECT source, pull, row_number, fate
FROM fates
WHERE fate IS NOT NULL
UNION ALL
SELECT source, pull, row_number, 'withdrawn' AS fate
FROM gone
