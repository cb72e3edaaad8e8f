-- 疑点的原因。 An alert that another one explains, and the id of the case: that of the cause, which comes first.
-- A cause is an alert about who somebody is, or about a month that can't be, of the same person (or, of an operator and its successors,
-- the same workshop) in touching months; or one on the very row. What is for information only explains nothing, and nothing but a
-- wrong ID explains it.
WITH base AS (
    SELECT a.alert_id, a.code, a.level, a.person, a.workshop_id, a.other_workshop_id, month_number(a.from_month) AS first_number,
        month_number(a.to_month) AS last_number
    FROM alerts.raised AS a
),
ranked AS (
    SELECT b.*, c.through, c.effect, c.rank FROM base AS b JOIN run.alert_causes AS c ON c.code = b.code WHERE b.level <> 'inform'
),
own_rank AS (
    SELECT alert_id, max(CASE WHEN through = 'person' THEN rank END) AS person_rank,
        max(CASE WHEN through = 'workshop' THEN rank END) AS shop_rank
    FROM ranked
    GROUP BY alert_id
),
alerts AS (
    SELECT b.*, r.person_rank, r.shop_rank FROM base AS b LEFT JOIN own_rank AS r ON r.alert_id = b.alert_id
),
shops AS (
    SELECT alert_id, first_number, last_number, shop_rank, workshop_id FROM alerts WHERE workshop_id IS NOT NULL AND person IS NULL
    UNION ALL
    SELECT alert_id, first_number, last_number, shop_rank, other_workshop_id
    FROM alerts
    WHERE workshop_id IS NOT NULL AND other_workshop_id IS NOT NULL AND person IS NULL
),
rows AS (
    SELECT DISTINCT alert_id, row_ref FROM alerts.raised_evidence WHERE role <> 'at_risk'
),
cause_rows AS (
    SELECT r.row_ref, c.alert_id AS cause_id, c.effect, c.rank, c.first_number
    FROM ranked AS c
    JOIN rows AS r ON r.alert_id = c.alert_id
    WHERE c.through = 'rows'
),
on_rows AS (
    SELECT DISTINCT a.alert_id, c.cause_id, c.rank, c.first_number
    FROM cause_rows AS c
    JOIN rows AS r ON r.row_ref = c.row_ref
    JOIN alerts AS a ON a.alert_id = r.alert_id
    WHERE a.alert_id <> c.cause_id AND (a.person_rank IS NULL OR a.person_rank > c.rank) AND c.effect IN ('', a.code)
),
pairs AS (
    SELECT a.alert_id, c.alert_id AS cause_id, c.person_rank AS rank, c.first_number
    FROM alerts AS a
    JOIN alerts AS c ON c.person = a.person
    WHERE c.person_rank IS NOT NULL AND a.alert_id <> c.alert_id AND (a.person_rank IS NULL OR a.person_rank > c.person_rank)
        AND (a.first_number IS NULL OR c.first_number IS NULL
            OR (a.first_number <= c.last_number AND a.last_number >= c.first_number))
    UNION ALL
    SELECT a.alert_id, c.alert_id, c.shop_rank, c.first_number
    FROM shops AS a
    JOIN shops AS c ON c.workshop_id = a.workshop_id
    WHERE c.shop_rank IS NOT NULL AND a.alert_id <> c.alert_id AND (a.shop_rank IS NULL OR a.shop_rank > c.shop_rank)
        AND (a.first_number IS NULL OR c.first_number IS NULL
            OR (a.first_number <= c.last_number AND a.last_number >= c.first_number))
    UNION ALL
    -- Across a workshop and the one it was before the renaming comes first.
    SELECT a.alert_id, c.alert_id, c.rank, c.first_number
    FROM alerts AS a
    JOIN ranked AS c ON c.through = 'renaming' AND least(c.workshop_id, c.other_workshop_id) = least(a.workshop_id, a.other_workshop_id)
        AND greatest(c.workshop_id, c.other_workshop_id) = greatest(a.workshop_id, a.other_workshop_id)
    WHERE a.alert_id <> c.alert_id AND a.workshop_id IS NOT NULL AND a.other_workshop_id IS NOT NULL
        AND c.workshop_id IS NOT NULL AND c.other_workshop_id IS NOT NULL
    UNION ALL
    SELECT alert_id, cause_id, rank, first_number FROM on_rows
),
who_it_is AS (
    SELECT alert_id AS cause_id FROM ranked WHERE through = 'rows' AND effect = ''
),
best AS (
    SELECT p.alert_id, p.cause_id,
        row_number() OVER (PARTITION BY p.alert_id ORDER BY p.rank, p.first_number, p.cause_id) AS nth
    FROM pairs AS p
    JOIN alerts AS a ON a.alert_id = p.alert_id
    LEFT JOIN (SELECT DISTINCT cause_id FROM who_it_is) AS w ON w.cause_id = p.cause_id
    WHERE a.level <> 'inform' OR w.cause_id IS NOT NULL
),
explained AS (
    SELECT alert_id, cause_id FROM best WHERE nth = 1
)
SELECT e.alert_id, coalesce(further.cause_id, e.cause_id) AS case_id
FROM explained AS e
LEFT JOIN explained AS further ON further.alert_id = e.cause_id
