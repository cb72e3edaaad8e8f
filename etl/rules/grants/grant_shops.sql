-- 补贴判断所用的车间。 A workshop that the registry, a roster or a claim names, numbered, as the ledger month knows it.
WITH known AS (
    SELECT
        w.*,
        row_number() OVER (
            PARTITION BY w.workshop_id ORDER BY w.known_from DESC, w.pull_id, w.row_number
        ) AS nth,
        m.last_day
    FROM conform.workshops AS w
    CROSS JOIN run.month AS m
    WHERE (w.known_from <= m.last_day AND (w.known_to IS NULL OR w.known_to > m.last_day))
        OR (w.is_first AND w.known_from > m.last_day)
),

registered AS (
    SELECT
        workshop_id,
        uscc,
        substr(area_code, 1, 6) AS area,
        kind,
        coalesce(seasonal, FALSE) AS seasonal,
        premises,
        investment,
        month_number(month_of(recognised_on)) AS since,
        month_number(month_of(opened_on)) AS opened,
        -- A state of a later day does not hold yet.
        CASE WHEN state IN ('revoked', 'deregistered') AND state_on <= last_day THEN state_on END AS untitled_on,
        CASE
            WHEN stopped_on <= last_day
                AND NOT (resumed_on IS NOT NULL AND resumed_on <= last_day AND resumed_on >= stopped_on)
                THEN stopped_on
        END AS stood_still_on
    FROM known
    WHERE nth = 1
),

named AS (
    SELECT workshop_id FROM registered
    UNION
    SELECT workshop_id FROM verify.worker_months
    UNION
    SELECT workshop_id FROM verify.benefits
)

SELECT
    row_number() OVER (ORDER BY n.workshop_id) AS place,
    n.workshop_id,
    r.uscc,
    r.area,
    r.kind,
    coalesce(r.kind IN ('home_based', 'planting_breeding', 'trade'), FALSE) AS is_inspected,
    coalesce(r.seasonal, FALSE) AS is_seasonal,
    r.premises,
    r.investment,
    r.since,
    -- Operation runs from the day that production began, titled or not.
    coalesce(r.opened, r.since) AS opened,
    r.opened IS NULL AS is_opening_unknown,
    month_number(month_of(least(r.stood_still_on, r.untitled_on))) AS until
FROM named AS n
LEFT JOIN registered AS r USING (workshop_id)
WHERE n.workshop_id IS NOT NULL
