-- 各县各项数字。 A county with workshops, and one figure of it that adds up: in the ledger month or year, and a year before.
WITH titles AS (
    SELECT t.county, t.month = m.month AS is_now,
        count(*) FILTER (WHERE t.is_active) AS active,
        count(*) FILTER (WHERE t.is_recognised) AS recognised,
        count(*) FILTER (WHERE t.is_ended) AS ended
    FROM ledger.two_days AS t
    CROSS JOIN run.month AS m
    GROUP BY t.county, t.month = m.month
),
counted AS (
    SELECT s.county, c.month = m.month AS is_now,
        CAST(sum(c.workers_declared) AS BIGINT) AS workers, CAST(sum(c.poverty_declared) AS BIGINT) AS declared,
        CAST(sum(c.poverty_confirmed) AS BIGINT) AS confirmed, CAST(sum(c.fen) AS BIGINT) AS fen, CAST(sum(c.paid) AS BIGINT) AS paid
    FROM ledger.counts AS c
    INNER JOIN ledger.workshops AS s USING (workshop_id)
    CROSS JOIN run.month AS m
    GROUP BY s.county, c.month = m.month
),
entitled AS (
    SELECT substr(coalesce(s.area_code, e.area), 1, 6) AS county, s.workshop_id IS NOT NULL AS is_listed, e.outcome, e.has_live, e.to_month <= m.month AS is_over,
        e.from_month BETWEEN m.year * 100 + 1 AND m.month AS is_now,
        e.from_month BETWEEN m.year * 100 - 99 AND m.month - 100 AS is_then,
        e.from_month <= m.month AND e.to_month >= m.year * 100 + 1 AS is_of_year,
        e.paid, e.amount_due
    FROM rules.entitlements AS e
    LEFT JOIN ledger.workshops AS s USING (workshop_id)
    CROSS JOIN run.month AS m
),
money AS (
    SELECT e.county,
        sum(CASE WHEN is_listed AND is_now THEN paid END) AS paid, CASE WHEN bool_or(is_then) THEN coalesce(sum(CASE WHEN is_listed AND is_then THEN paid END), 0) END AS paid_then,
        sum(CASE WHEN outcome = 'not_due' AND is_now THEN paid END) AS not_due,
        CASE WHEN bool_or(is_then) THEN coalesce(sum(CASE WHEN outcome = 'not_due' AND is_then THEN paid END), 0) END AS not_due_then,
        sum(CASE WHEN outcome = 'due' AND NOT has_live AND is_over AND is_of_year THEN amount_due END) AS unclaimed
    FROM entitled AS e
    GROUP BY e.county
),
answers AS (
    SELECT s.alert_id, s.answer, s."on",
        regexp_replace(replace(text(s.value), ',', ''), '元$', '') AS amount,
        row_number() OVER (PARTITION BY s.alert_id ORDER BY s.number DESC) AS nth
    FROM decisions.spoken AS s
    WHERE s.kind = 'alert'
),
alerts AS (
    SELECT a.county, count(*) AS found,
        count(*) FILTER (WHERE a.state NOT IN ('new', 'known', 'reopened')) AS closed,
        count(*) FILTER (WHERE a.state = 'confirmed') AS confirmed
    FROM alerts.alerts AS a
    WHERE a.level IN ('duplicate', 'contradiction', 'review')
    GROUP BY a.county
),
known AS (
    SELECT alert_id, county FROM alerts.alerts
    UNION
    SELECT e.alert_id, e.county FROM earlier.every_alert AS e ANTI JOIN alerts.alerts AS a ON a.alert_id = e.alert_id
),
recovered AS (
    SELECT k.county,
        sum(CASE WHEN substr(w."on", 1, 4) = text(m.year) THEN CAST(w.amount AS DECIMAL(18, 2)) END) AS now,
        sum(CASE WHEN substr(w."on", 1, 4) = text(m.year - 1) AND CAST(substr(w."on", 6, 2) AS BIGINT) <= m.month % 100
            THEN CAST(w.amount AS DECIMAL(18, 2)) END) AS then_
    FROM answers AS w
    INNER JOIN known AS k ON k.alert_id = w.alert_id
    CROSS JOIN run.month AS m
    WHERE w.nth = 1 AND w.answer = 'confirmed' AND regexp_matches(w.amount, '^[0-9]{1,15}([.][0-9]*)?$')
    GROUP BY k.county
),
counties AS (
    SELECT DISTINCT county FROM ledger.workshops
),
wide AS (
    SELECT k.county,
        t.active, u.active AS active_then, t.recognised, u.recognised AS recognised_then, t.ended, u.ended AS ended_then,
        -- Without a workshop there was nobody; with one and no roster nobody can tell.
        coalesce(c.workers, 0) AS workers, coalesce(d.workers, CASE WHEN u.active = 0 THEN 0 END) AS workers_then,
        coalesce(c.declared, 0) AS declared, coalesce(d.declared, CASE WHEN u.active = 0 THEN 0 END) AS declared_then,
        coalesce(c.confirmed, 0) AS confirmed, coalesce(d.confirmed, CASE WHEN u.active = 0 THEN 0 END) AS confirmed_then,
        coalesce(c.fen, 0) AS fen, coalesce(d.fen, CASE WHEN u.active = 0 OR d.workers IS NOT NULL THEN 0 END) AS fen_then,
        coalesce(c.paid, 0) AS heads, coalesce(d.paid, CASE WHEN u.active = 0 OR d.workers IS NOT NULL THEN 0 END) AS heads_then,
        coalesce(m.paid, 0) AS paid, m.paid_then, coalesce(m.not_due, 0) AS not_due, m.not_due_then,
        coalesce(m.unclaimed, 0) AS unclaimed,
        coalesce(a.found, 0) AS found, coalesce(a.closed, 0) AS closed, coalesce(a.confirmed, 0) AS proved,
        coalesce(r.now, 0) AS recovered, r.then_ AS recovered_then
    FROM counties AS k
    LEFT JOIN titles AS t ON t.county = k.county AND t.is_now
    LEFT JOIN titles AS u ON u.county = k.county AND NOT u.is_now
    LEFT JOIN counted AS c ON c.county = k.county AND c.is_now
    LEFT JOIN counted AS d ON d.county = k.county AND NOT d.is_now
    LEFT JOIN money AS m ON m.county = k.county
    LEFT JOIN alerts AS a ON a.county = k.county
    LEFT JOIN recovered AS r ON r.county = k.county
)
SELECT county, 'workshops_active' AS figure, CAST(active AS DECIMAL(18, 2)) AS value, CAST(active_then AS DECIMAL(18, 2)) AS year_before FROM wide
UNION ALL
SELECT county, 'recognised_this_year', CAST(recognised AS DECIMAL(18, 2)), CAST(recognised_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'ended_this_year', CAST(ended AS DECIMAL(18, 2)), CAST(ended_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'workers', CAST(workers AS DECIMAL(18, 2)), CAST(workers_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'counted_declared', CAST(declared AS DECIMAL(18, 2)), CAST(declared_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'counted_confirmed', CAST(confirmed AS DECIMAL(18, 2)), CAST(confirmed_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'pay_fen', CAST(fen AS DECIMAL(18, 2)), CAST(fen_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'pay_heads', CAST(heads AS DECIMAL(18, 2)), CAST(heads_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'paid_this_year', CAST(paid AS DECIMAL(18, 2)), CAST(paid_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'not_due_paid', CAST(not_due AS DECIMAL(18, 2)), CAST(not_due_then AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'unclaimed', CAST(unclaimed AS DECIMAL(18, 2)), CAST(NULL AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'alerts_found', CAST(found AS DECIMAL(18, 2)), CAST(NULL AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'alerts_closed', CAST(closed AS DECIMAL(18, 2)), CAST(NULL AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'alerts_confirmed', CAST(proved AS DECIMAL(18, 2)), CAST(NULL AS DECIMAL(18, 2)) FROM wide
UNION ALL
SELECT county, 'money_recovered', CAST(recovered AS DECIMAL(18, 2)), CAST(recovered_then AS DECIMAL(18, 2)) FROM wide
