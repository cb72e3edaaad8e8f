-- 逐月对照认定标准。 A workshop's month against the standards that a streak rule names: 0 below one of them on every way to the title, 1 unknown, 2 reaching all of one way.
WITH standards AS (
    SELECT
        o.asked,
        s.asked AS standard,
        s.counting,
        s.people,
        s.ratio,
        s.staff,
        s.staff_below,
        s.way,
        s.asks_premises,
        s.form = 'share' AS is_share,
        s.first_on,
        s.last_on
    FROM policy.asked_of AS o
    INNER JOIN policy.asked AS s ON s.asked = o.standard
),
measured AS (
    SELECT
        s.asked,
        s.people,
        s.ratio,
        s.way,
        c.workshop_id,
        c.month,
        c.low,
        c.high,
        c.high + c.if_registered AS high_if_registered,
        c.base,
        c.least_base,
        s.ratio IS NOT NULL AND c.workers >= coalesce(s.staff, 0) AS asks_share
    FROM standards AS s
    INNER JOIN rules.counted AS c ON c.counting = s.counting
    INNER JOIN run.calendar AS k ON k.month = c.month AND k.last_day BETWEEN s.first_on AND s.last_on
    LEFT JOIN rules.shops AS w ON w.workshop_id = c.workshop_id
    LEFT JOIN policy.asked_code AS p ON p.asked = s.standard AND p.list = 'premises' AND p.code = w.premises
    -- A share that is a rule of its own binds only workshops of its premises and size.
    WHERE (
        NOT s.is_share
        OR ((NOT s.asks_premises OR p.asked IS NOT NULL) AND (s.staff IS NULL OR c.workers >= s.staff))
    )
    AND (s.staff_below IS NULL OR c.workers < s.staff_below)
),
judged AS (
    SELECT
        d.asked,
        d.workshop_id,
        d.month,
        d.way,
        d.low >= coalesce(d.people, 0) AND (NOT d.asks_share OR d.low * 1000000 >= d.base * d.ratio) AS is_reached,
        coalesce(d.high < d.people, FALSE) OR (d.asks_share AND d.high * 1000000 < d.least_base * d.ratio) AS is_failed,
        coalesce(d.high_if_registered < d.people, FALSE)
            OR (d.asks_share AND d.high_if_registered * 1000000 < d.least_base * d.ratio) AS is_failed_if_registered
    FROM measured AS d
),
-- Each way to the title by the worst of its standards.
ways AS (
    SELECT
        asked,
        workshop_id,
        month,
        way,
        min(CASE WHEN is_failed THEN 0 WHEN is_reached THEN 2 ELSE 1 END) AS state,
        min(CASE WHEN is_failed_if_registered THEN 0 WHEN is_reached THEN 2 ELSE 1 END) AS state_if_registered
    FROM judged
    GROUP BY asked, workshop_id, month, way
)
SELECT
    asked,
    workshop_id,
    month,
    max(state) AS state,
    max(state_if_registered) AS state_if_registered
FROM ways
GROUP BY asked, workshop_id, month
