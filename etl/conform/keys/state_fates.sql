-- 状态行的版本。 A row of a table of states: its fate where it is no version of its own, else the days it holds and whether a later pull withdrew it.
WITH files AS (
    SELECT source, max(CASE WHEN file IS NOT NULL THEN 1 ELSE 0 END) = 1 AS has_files
    FROM conform.counted
    GROUP BY source
), stated AS (
    SELECT DISTINCT source, said, as_of
    FROM conform.counted
    WHERE said IS NOT NULL
), dated AS (
    SELECT
        s.source,
        s.pull,
        s.row_number,
        s.file,
        s.updated_at,
        s.bad,
        s.asked,
        s.is_keyed,
        s.is_shared,
        s.key,
        s.content,
        coalesce(d.as_of, p.day, DATE '1900-01-01') AS known_from,
        p.next_full,
        -- Files each hold a place's whole table: the place's next export is what would hold the row again.
        CASE WHEN f.has_files THEN s.place END AS place
    FROM conform.states AS s
    JOIN conform.pulls AS p USING (source, pull)
    JOIN files AS f USING (source)
    LEFT JOIN stated AS d USING (source, said)
), export_days AS (
    SELECT DISTINCT source, place, known_from
    FROM dated
    WHERE place IS NOT NULL
), exports AS (
    SELECT
        source,
        place,
        known_from,
        lead(known_from) OVER (PARTITION BY source, place ORDER BY known_from) AS next_export
    FROM export_days
), asked_again AS (
    SELECT d.source, d.pull, d.asked, min(a.pull) AS next_asked
    FROM (SELECT DISTINCT source, pull, asked FROM dated) AS d
    JOIN landed.asked AS a ON a.source = d.source AND a.asked = d.asked AND a.pull > d.pull
    GROUP BY d.source, d.pull, d.asked
), stepped AS (
    SELECT
        d.source,
        d.pull,
        d.row_number,
        d.file,
        d.updated_at,
        d.bad,
        d.is_shared,
        d.key,
        d.content,
        d.known_from,
        CASE WHEN d.place IS NULL THEN d.pull ELSE day_number(d.known_from) END AS step,
        CASE
            WHEN d.place IS NOT NULL THEN day_number(e.next_export)
            ELSE coalesce(least(d.next_full, q.next_asked), d.next_full, q.next_asked)
        END AS gone_step,
        e.next_export
    FROM dated AS d
    LEFT JOIN exports AS e USING (source, place, known_from)
    LEFT JOIN asked_again AS q USING (source, pull, asked)
    WHERE d.is_keyed
), ending AS (
    SELECT s.*, coalesce(s.next_export, g.day) AS gone_on
    FROM stepped AS s
    LEFT JOIN conform.pulls AS g ON g.source = s.source AND g.pull = s.gone_step
), ranked AS (
    SELECT
        source,
        pull,
        row_number,
        file,
        bad,
        key,
        content,
        known_from,
        step,
        gone_step,
        gone_on,
        row_number() OVER (
            PARTITION BY source, key, known_from
            ORDER BY coalesce(updated_at, TIMESTAMP '1900-01-01 00:00:00'), pull, file, row_number
        ) AS place
    FROM ending
    WHERE is_shared
), weighed AS (
    SELECT
        source,
        pull,
        row_number,
        bad,
        key,
        content,
        known_from,
        step,
        gone_step,
        gone_on,
        row_number() OVER (PARTITION BY source, key, known_from, content ORDER BY pull, file, row_number) AS nth,
        max(place) OVER (PARTITION BY source, key, known_from, content) AS latest,
        max(CASE WHEN NOT bad THEN place END) OVER (PARTITION BY source, key, known_from) AS best
    FROM ranked
), fates AS (
    SELECT
        source,
        pull,
        row_number,
        key,
        content,
        known_from,
        step,
        gone_step,
        gone_on,
        CASE WHEN nth > 1 THEN 'repeat' WHEN bad THEN 'quarantined' WHEN latest < best THEN 'superseded' END AS fate
    FROM weighed
), seen_steps AS (
    SELECT DISTINCT source, key, step
    FROM fates
), next_steps AS (
    SELECT source, key, step, lead(step) OVER (PARTITION BY source, key ORDER BY step) AS next_step
    FROM seen_steps
), lasting AS (
    SELECT
        f.source,
        f.pull,
        f.row_number,
        f.key,
        f.content,
        f.known_from,
        f.gone_on,
        coalesce(n.next_step <= f.gone_step, f.gone_step IS NULL) AS stays
    FROM fates AS f
    LEFT JOIN next_steps AS n USING (source, key, step)
    WHERE f.fate IS NULL
), compared AS (
    SELECT
        source,
        pull,
        row_number,
        key,
        known_from,
        CASE WHEN NOT stays THEN gone_on END AS gone_on,
        CASE
            WHEN lag(content) OVER (PARTITION BY source, key ORDER BY known_from) = content
                AND lag(stays) OVER (PARTITION BY source, key ORDER BY known_from) THEN 0
            ELSE 1
        END AS is_new
    FROM lasting
), numbered AS (
    SELECT
        source,
        pull,
        row_number,
        key,
        known_from,
        gone_on,
        is_new,
        CAST(
            sum(is_new) OVER (
                PARTITION BY source, key
                ORDER BY known_from
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS BIGINT
        ) AS run
    FROM compared
), runs AS (
    SELECT
        source,
        pull,
        row_number,
        key,
        known_from,
        is_new,
        max(gone_on) OVER (PARTITION BY source, key, run) AS ends_on
    FROM numbered
), versions AS (
    SELECT
        source,
        pull,
        row_number,
        known_from,
        ends_on,
        lead(known_from) OVER (PARTITION BY source, key ORDER BY known_from) AS next_from,
        row_number() OVER (PARTITION BY source, key ORDER BY known_from) = 1 AS is_first
    FROM runs
    WHERE is_new = 1
)
SELECT
    source,
    pull,
    row_number,
    CAST(NULL AS VARCHAR) AS fate,
    known_from,
    coalesce(least(next_from, ends_on), next_from, ends_on) AS known_to,
    is_first,
    ends_on IS NOT NULL AS is_withdrawn
FROM versions
UNION ALL
SELECT source, pull, row_number, 'repeat', known_from, CAST(NULL AS DATE), FALSE, FALSE
FROM runs
WHERE is_new = 0
UNION ALL
SELECT source, pull, row_number, fate, known_from, CAST(NULL AS DATE), FALSE, FALSE
FROM fates
WHERE fate IS NOT NULL
UNION ALL
-- Most keys stand once: such a row holds from the day it was known until a later pull lacks it.
SELECT
    source,
    pull,
    row_number,
    CASE WHEN bad THEN 'quarantined' END,
    known_from,
    CASE WHEN NOT bad AND gone_step IS NOT NULL THEN gone_on END,
    NOT bad,
    NOT bad AND gone_step IS NOT NULL AND gone_on IS NOT NULL
FROM ending
WHERE NOT is_shared
UNION ALL
SELECT source, pull, row_number, 'quarantined', known_from, CAST(NULL AS DATE), FALSE, FALSE
FROM dated
WHERE NOT is_keyed AND bad
