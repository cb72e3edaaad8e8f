-- 行数核对。 A table that was landed: rows in = used + quarantined + repeats + superseded.
WITH sources AS (
    SELECT DISTINCT source
    FROM landed.pulls
), landed_rows AS (
    SELECT source, CAST(sum(rows) AS BIGINT) AS rows, CAST(sum(corrected) AS BIGINT) AS corrected
    FROM conform.counted
    GROUP BY source
), fates AS (
    SELECT source, fate, FALSE AS is_used
    FROM conform.fact_fates
    UNION ALL
    SELECT source, CASE WHEN is_withdrawn THEN 'withdrawn' ELSE fate END AS fate, is_withdrawn AS is_used
    FROM conform.state_fates
), fated AS (
    SELECT
        source,
        count(*) FILTER (WHERE fate = 'quarantined') AS quarantined,
        count(*) FILTER (WHERE fate = 'repeat') AS repeats,
        count(*) FILTER (WHERE fate = 'superseded') AS superseded,
        count(*) FILTER (WHERE fate = 'withdrawn') AS withdrawn,
        -- A withdrawn row of a fact has spoken, and is in no table any more; that of a state is.
        count(*) FILTER (WHERE fate = 'withdrawn' AND NOT is_used) AS has_spoken
    FROM fates
    GROUP BY source
)
SELECT
    s.source,
    coalesce(l.rows, 0) AS rows,
    coalesce(u.used, 0) + coalesce(f.has_spoken, 0) AS used,
    coalesce(f.quarantined, 0) AS quarantined,
    coalesce(f.repeats, 0) AS repeats,
    coalesce(f.superseded, 0) AS superseded,
    coalesce(f.withdrawn, 0) AS withdrawn,
    coalesce(l.corrected, 0) AS corrected
FROM sources AS s
LEFT JOIN landed_rows AS l USING (source)
LEFT JOIN conform.used_rows AS u USING (source)
LEFT JOIN fated AS f USING (source)
