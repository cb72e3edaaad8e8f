-- 未列入疑点的不应享款项。 An entitlement that is not due and was paid, and that no alert tells of: there must be none, or nothing is published.
-- A code that somebody paused, or that lacks its source, is silent for a reason that alert_runs says.
WITH silent AS (
    SELECT code FROM run.paused UNION SELECT code FROM alerts.unable
),
told AS (
    SELECT person_key, workshop_id, other_workshop_id, scheme, from_month, to_month
    FROM alerts.alerts
    WHERE state <> 'cleared' AND code IN (
            'paid_not_due', 'over_cap', 'outside_recognition', 'same_scheme_overlap', 'once_only_repeated', 'excluded_pair', 'step_up'
        )
),
published AS (
    SELECT min(month) AS first_month, max(month) AS last_month FROM run.window
),
every_area AS (
    SELECT count(*) = 0 AS is_served FROM run.areas
),
served AS (
    SELECT DISTINCT e.entitlement_id
    FROM rules.entitlements AS e
    JOIN run.areas AS a ON starts_with(e.area, a.area)
),
paid AS (
    SELECT e.entitlement_id, e.scheme, e.person_key, e.workshop_id, e.from_month, e.to_month, e.paid
    FROM rules.entitlements AS e
    CROSS JOIN published AS m
    CROSS JOIN every_area AS v
    LEFT JOIN served AS s USING (entitlement_id)
    WHERE e.outcome = 'not_due' AND e.paid > 0 AND (v.is_served OR s.entitlement_id IS NOT NULL)
        AND e.to_month >= m.first_month AND e.from_month <= m.last_month
)
SELECT p.entitlement_id, p.scheme, p.workshop_id, p.from_month, p.to_month, p.paid
FROM paid AS p
LEFT JOIN (
    SELECT DISTINCT q.entitlement_id
    FROM paid AS q
    JOIN told AS t ON t.scheme = q.scheme AND coalesce(t.from_month, q.from_month) <= q.to_month
        AND coalesce(t.to_month, q.to_month) >= q.from_month
        AND (text(t.person_key) = text(q.person_key) OR t.person_key IS NULL)
        AND (t.workshop_id IS NULL OR q.workshop_id IS NULL OR q.workshop_id IN (t.workshop_id, text(t.other_workshop_id)))
) AS f ON f.entitlement_id = p.entitlement_id
WHERE f.entitlement_id IS NULL AND NOT EXISTS (SELECT code FROM silent WHERE code = 'paid_not_due')
