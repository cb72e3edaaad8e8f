-- 两个时点的车间。 A workshop of the areas on the last day of the ledger month and a year before: its state then, as the version that answers has it.
WITH days AS (
    SELECT c.month, c.year, c.first_day, c.last_day, c.number
    FROM run.calendar AS c
    INNER JOIN run.month AS m ON c.number IN (m.number, m.number - 12)
),
answering AS (
    SELECT
        d.month, d.year, d.last_day, w.workshop_id, substr(w.area_code, 1, 6) AS county, w.recognised_on, w.state_on, w.state,
        row_number() OVER (
            PARTITION BY d.month, w.workshop_id ORDER BY w.known_from DESC, w.pull_id DESC, w.row_number DESC
        ) AS nth
    FROM conform.workshops AS w
    CROSS JOIN days AS d
    SEMI JOIN run.areas AS a ON starts_with(w.area_code, a.area)
    -- Before the first version the first one answers.
    WHERE (w.known_from <= d.last_day AND (w.known_to IS NULL OR w.known_to > d.last_day))
        OR (w.is_first AND w.known_from > d.last_day)
)
SELECT
    month, workshop_id, county,
    coalesce(CASE WHEN state_on > last_day THEN 'active' ELSE state END, 'active') = 'active'
        AND coalesce(recognised_on <= last_day, TRUE) AS is_active,
    coalesce(state <> 'applied', TRUE) AND coalesce(EXTRACT(year FROM recognised_on) = year AND recognised_on <= last_day, FALSE) AS is_recognised,
    state IN ('revoked', 'deregistered') AND coalesce(EXTRACT(year FROM state_on) = year AND state_on <= last_day, FALSE) AS is_ended
FROM answering
WHERE nth = 1
