-- 车间（台账月）。 A workshop as the ledger month holds it: its version known by the month's end, else its first.
WITH versions AS (
    SELECT
        w.*,
        m.last_day,
        row_number() OVER (
            PARTITION BY w.workshop_id ORDER BY w.known_from DESC, w.pull_id DESC, w.row_number DESC
        ) AS nth
    FROM conform.workshops AS w
    CROSS JOIN run.month AS m
    WHERE (w.known_from <= m.last_day AND (w.known_to IS NULL OR w.known_to > m.last_day))
       OR (w.is_first AND w.known_from > m.last_day)
),
as_of AS (
    SELECT
        v.*,
        coalesce(v.resumed_on <= v.last_day AND v.resumed_on >= v.stopped_on, FALSE) AS was_resumed
    FROM versions AS v
    WHERE v.nth = 1
)
SELECT
    workshop_id,
    uscc,
    area_code,
    coalesce(substr(area_code, 1, 6), '') AS area,
    kind,
    -- No social insurance is expected there: what other systems don't show is for an inspection to settle.
    coalesce(kind IN ('home_based', 'planting_breeding', 'trade'), FALSE) AS is_inspected,
    premises,
    investment,
    annual_revenue,
    coalesce(seasonal, FALSE) AS seasonal,
    recognised_on,
    opened_on,
    -- A state that begins later does not hold yet.
    CASE WHEN state_on > last_day THEN 'active' ELSE coalesce(state, 'active') END AS state,
    state_on,
    coalesce(stopped_on <= last_day, FALSE) AND NOT was_resumed AS stopped,
    stopped_on,
    was_resumed,
    resumed_on
FROM as_of
