-- 当月台账所列车间。 A workshop of the areas in the version that answers for the month, with its operator and manager.
WITH answering AS (
    SELECT
        w.workshop_id,
        row_number() OVER (
            PARTITION BY w.workshop_id ORDER BY w.known_from DESC, w.pull_id DESC, w.row_number DESC
        ) AS nth,
        w.workshop_name, w.uscc, w.area_code, w.address, w.form, w.kind, w.floor_area_m2, w.product, w.scale,
        w.recognised_on, w.recognised_by, w.certificate_no,
        CASE WHEN w.state_on <= m.last_day THEN w.state_on END AS state_on,
        coalesce(w.stopped_on <= m.last_day, FALSE)
            AND NOT coalesce(w.resumed_on <= m.last_day AND w.resumed_on >= w.stopped_on, FALSE) AS is_stopped,
        w.stopped_on,
        CASE WHEN w.state_on > m.last_day THEN 'active' ELSE w.state END AS state
    FROM conform.workshops AS w
    CROSS JOIN run.month AS m
    SEMI JOIN run.areas AS a ON starts_with(w.area_code, a.area)
    -- Before the first version the first one answers.
    WHERE (w.known_from <= m.last_day AND (w.known_to IS NULL OR w.known_to > m.last_day))
        OR (w.is_first AND w.known_from > m.last_day)
),
operators AS (
    SELECT
        e.uscc,
        row_number() OVER (PARTITION BY e.uscc ORDER BY e.known_from DESC, e.row_number, e.pull_id) AS nth,
        e.entity_name AS operator_name,
        CASE WHEN e.state_on > m.last_day THEN 'active' ELSE e.state END AS operator_state
    FROM conform.entities AS e
    CROSS JOIN run.month AS m
    WHERE (e.known_from <= m.last_day AND (e.known_to IS NULL OR e.known_to > m.last_day))
        OR (e.is_first AND e.known_from > m.last_day)
)
SELECT
    s.workshop_id, s.workshop_name, s.uscc, o.operator_name, o.operator_state, s.area_code,
    substr(s.area_code, 1, 6) AS county,
    s.address, f.name AS manager_name, s.kind, s.floor_area_m2, s.product, s.scale,
    s.recognised_on, s.recognised_by, s.certificate_no, s.state, s.state_on, s.is_stopped, s.stopped_on
FROM answering AS s
LEFT JOIN operators AS o ON o.uscc = s.uscc AND o.nth = 1
LEFT JOIN conform.forms AS f ON f.form = s.form
WHERE s.nth = 1
