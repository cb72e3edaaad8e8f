-- 只应享受一份的补贴。 A live row, or its share of a month, in a group in which one payment is due: a scope, or a unit that has it once.
WITH scoped AS (
    SELECT l.*, s.period, s.level, s.rule, coalesce(l.workshop_id, l.uscc) AS place
    FROM alerts.live AS l
    JOIN policy.scopes AS s ON s.area = l.area AND s.scheme = l.scheme
    WHERE l.from_month BETWEEN s.first_month AND s.last_month
),
-- Records of trainings whose dates run into each other are one training.
records AS (
    SELECT l.who, t.started_on, coalesce(t.ended_on, t.started_on) AS until,
        row_ref('hrss.training', t.pull_id, t.row_number) AS row_ref
    FROM conform.training AS t
    JOIN alerts.form_people AS l ON l.form = t.form
    WHERE l.who IS NOT NULL
),
reached AS (
    SELECT r.*, max(until) OVER (
        PARTITION BY who ORDER BY started_on, row_ref ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reach
    FROM records AS r
),
parted AS (
    SELECT r.*, sum(CASE WHEN reach IS NULL OR started_on > reach THEN 1 ELSE 0 END) OVER (
        PARTITION BY who ORDER BY started_on, row_ref ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS training
    FROM reached AS r
),
trainings AS (
    SELECT who, CAST(training AS BIGINT) AS training, month_of(min(started_on)) AS began, month_of(max(until)) AS ended
    FROM parted
    GROUP BY who, training
),
trained AS (
    SELECT s.row_ref, listed(text(t.training)) AS trainings, count(DISTINCT t.training) AS room
    FROM scoped AS s
    JOIN trainings AS t ON t.who = s.who
    WHERE s.period = 'dates' AND s.from_month <= t.ended AND s.to_month >= t.began
    GROUP BY s.row_ref
),
once AS (
    SELECT l.*, o.per, o.is_elsewhere, o.by_amount, o.rule,
        row_number() OVER (PARTITION BY l.row_ref ORDER BY o.first_month, o.rule) AS nth
    FROM alerts.live AS l
    JOIN policy.once_only AS o ON o.area = l.area AND o.scheme = l.scheme
    WHERE l.from_month BETWEEN o.first_month AND o.last_month
        -- From some funds it is not called once-only; of which fund, has to be known.
        AND (o.not_from = ',' OR NOT coalesce(contains(o.not_from, ',' || l.fund || ','), TRUE))
),
-- Elsewhere: one row a unit; the repeats inside a unit are repeats.
units AS (
    SELECT o.*, row_number() OVER (
        PARTITION BY who, scheme, unit ORDER BY from_month, paid_on, native_key, row_ref
    ) AS nth_of_unit
    FROM once AS o
    WHERE o.nth = 1 AND o.is_elsewhere AND o.per = 'person_workshop' AND o.who IS NOT NULL AND o.unit IS NOT NULL
),
-- Awards that are told apart by their amount: one row an amount; the repeats inside an amount are repeats.
kinds AS (
    SELECT o.*, row_number() OVER (
        PARTITION BY per, who, scheme, unit, amount ORDER BY from_month, paid_on, native_key, row_ref
    ) AS nth_of_kind
    FROM once AS o
    WHERE o.nth = 1 AND o.by_amount AND (per = 'workshop' OR who IS NOT NULL) AND (per = 'person' OR unit IS NOT NULL)
)
SELECT 'scope' AS kind, '年|' || text(who) || '|' || scheme || '|' || text(from_month // 100) AS key, row_ref, payment,
    native_key, from_month, paid_on, amount, from_month AS month, who, 1 AS room, level, rule
FROM scoped
WHERE period = 'calendar_year' AND who IS NOT NULL
UNION ALL
SELECT 'scope', '期|' || place || '|' || scheme || '|' || text(from_month) || '|' || text(to_month) || '|' || text(amount), row_ref,
    payment, native_key, from_month, paid_on, amount, from_month, NULL, 1, level, rule
FROM scoped
WHERE period = 'equal_period' AND place IS NOT NULL
UNION ALL
-- Once a year, or a month, to a workshop.
SELECT 'scope', '车间' || CASE period WHEN 'workshop_year' THEN '年|' ELSE '月|' END || place || '|' || scheme || '|'
    || text(CASE period WHEN 'workshop_year' THEN from_month // 100 ELSE from_month END), row_ref, payment, native_key, from_month,
    paid_on, amount, from_month, NULL, 1, level, rule
FROM scoped
WHERE period IN ('workshop_year', 'workshop_month') AND place IS NOT NULL
UNION ALL
SELECT 'scope', '项|' || place || '|' || project_id, row_ref, payment, native_key, from_month, paid_on, amount, from_month, NULL, 1,
    level, rule
FROM scoped
WHERE period = 'project' AND place IS NOT NULL AND project_id IS NOT NULL
UNION ALL
-- Without records, equal period and equal amount.
SELECT 'scope', '训|' || text(s.who) || '|' || s.scheme || '|'
    || coalesce(t.trainings, text(s.from_month) || '|' || text(s.to_month) || '|' || text(s.amount)),
    s.row_ref, s.payment, s.native_key, s.from_month, s.paid_on, s.amount, s.from_month, s.who, coalesce(t.room, 1), s.level, s.rule
FROM scoped AS s
LEFT JOIN trained AS t ON t.row_ref = s.row_ref
WHERE s.period = 'dates' AND s.who IS NOT NULL
UNION ALL
SELECT 'month', text(l.who) || '|' || l.scheme || '|' || text(l.month)
    || CASE WHEN l.scheme = 'SOCIAL_INSURANCE' THEN '|' || text(l.share) || '|' || l.payee ELSE '' END,
    l.row_ref, l.payment, l.native_key, l.from_month, l.paid_on, l.share, l.month, l.who, 1, s.level, s.rule
FROM alerts.live_months AS l
JOIN policy.scopes AS s ON s.area = l.area AND s.scheme = l.scheme
WHERE s.period = 'month' AND l.month BETWEEN s.first_month AND s.last_month AND l.who IS NOT NULL
UNION ALL
SELECT 'post', text(who) || '|' || text(month), row_ref, payment, native_key, from_month, paid_on, share, month, who, 1, '', NULL
FROM alerts.live_months
WHERE scheme = 'PUBLIC_POST' AND who IS NOT NULL
UNION ALL
SELECT 'once', CASE per WHEN 'person' THEN '人|' || text(who) || '|' || scheme
        WHEN 'person_workshop' THEN '人车间|' || text(who) || '|' || unit || '|' || scheme
        ELSE '车间|' || unit || '|' || scheme END || CASE WHEN by_amount THEN '|' || text(amount) ELSE '' END,
    row_ref, payment, native_key, from_month, paid_on, amount, from_month, CASE WHEN per <> 'workshop' THEN who END, 1, '', rule
FROM once
WHERE nth = 1 AND (per = 'workshop' OR who IS NOT NULL) AND (per = 'person' OR unit IS NOT NULL)
UNION ALL
SELECT 'elsewhere', '人|' || text(who) || '|' || scheme, row_ref, payment, native_key, from_month, paid_on, amount, from_month, who, 1,
    '', rule
FROM units
WHERE nth_of_unit = 1
UNION ALL
SELECT 'kinds', text(who) || '|' || text(unit) || '|' || scheme, row_ref, payment, native_key, from_month, paid_on, amount, from_month,
    CASE WHEN per <> 'workshop' THEN who END, 1, 'review', rule
FROM kinds
WHERE nth_of_kind = 1
