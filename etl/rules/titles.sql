-- 认定期间。 A span of months in which a workshop held its title by any version known, or in which nobody can tell.
WITH versions AS (
    SELECT
        w.workshop_id,
        w.recognised_on,
        coalesce(w.state, 'active') AS state,
        w.state_on,
        w.known_from,
        row_number() OVER (PARTITION BY w.workshop_id ORDER BY w.known_from, w.pull_id, w.row_number) AS place
    FROM conform.workshops AS w
    CROSS JOIN run.month AS m
    WHERE w.is_first OR w.known_from <= m.last_day
),

-- Who has only applied holds none. A version that leaves out the day speaks of the recognition known before it, or after.
told AS (
    SELECT
        workshop_id,
        coalesce(
            recognised_on,
            max(recognised_on) OVER (
                PARTITION BY workshop_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ),
            min(recognised_on) OVER (PARTITION BY workshop_id)
        ) AS begun_on,
        state IN ('revoked', 'deregistered') AS is_ended,
        state_on,
        known_from,
        place
    FROM versions
    WHERE state <> 'applied'
),

newest AS (
    SELECT
        t.*,
        row_number() OVER (PARTITION BY workshop_id, begun_on ORDER BY place DESC) AS nth,
        max(CASE WHEN NOT is_ended THEN known_from END) OVER (PARTITION BY workshop_id, begun_on) AS held_on
    FROM told AS t
),

spells AS (
    SELECT
        workshop_id,
        month_number(month_of(begun_on)) AS begun,
        CASE WHEN is_ended THEN month_number(month_of(state_on)) END AS ended,
        month_number(month_of(held_on)) AS held,
        is_ended,
        month_number(month_of(lead(begun_on) OVER (PARTITION BY workshop_id ORDER BY begun_on))) AS next_begun,
        place < max(place) OVER (PARTITION BY workshop_id) AS is_past
    FROM newest
    WHERE nth = 1
),

-- Ended without a day, or followed by another recognition without an end: sure as far as a version said so.
parts AS (
    SELECT
        s.*,
        ended IS NULL AND (is_ended OR (is_past AND next_begun IS NOT NULL)) AS is_vague
    FROM spells AS s
),

spans AS (
    SELECT
        workshop_id,
        begun AS first_number,
        CASE WHEN is_vague THEN held ELSE ended END AS last_number,
        FALSE AS is_open
    FROM parts
    WHERE begun IS NOT NULL AND coalesce(ended, begun) >= begun AND NOT (is_vague AND coalesce(held, begun - 1) < begun)
    UNION ALL
    SELECT
        workshop_id,
        greatest(coalesce(held, begun - 1) + 1, begun) AS first_number,
        CASE WHEN NOT is_ended THEN next_begun - 1 END AS last_number,
        TRUE AS is_open
    FROM parts
    WHERE begun IS NOT NULL AND is_vague
    UNION ALL
    SELECT
        workshop_id,
        CAST(0 AS BIGINT) AS first_number,
        ended AS last_number,
        TRUE AS is_open
    FROM parts
    WHERE begun IS NULL
)

SELECT
    workshop_id,
    first_number,
    CASE WHEN count(*) = count(last_number) THEN max(last_number) END AS last_number,
    is_open
FROM spans
GROUP BY workshop_id, first_number, is_open
