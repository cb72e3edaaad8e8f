-- 勾稽关系表。 A county's sums that tie the sheets of the workbook together; what should be equal stands side by side.
WITH heads AS (
    SELECT
        county, count(*) AS workshops, CAST(sum(poverty_declared + poverty_undeclared) AS BIGINT) AS heads_said,
        CAST(sum(poverty_not_in_force + poverty_contradicted + poverty_unknown + poverty_confirmed + poverty_declared_only) AS BIGINT)
            AS heads_found,
        CAST(sum(paid_this_year) AS DECIMAL(18, 2)) AS paid_ledger, CAST(sum(over_this_year) AS DECIMAL(18, 2)) AS over_ledger,
        CAST(sum(open_alerts) AS BIGINT) AS alerts_ledger
    FROM ledger.ledger
    GROUP BY county
),
listed_money AS (
    SELECT
        s.county, CAST(sum(e.paid) AS DECIMAL(18, 2)) AS paid_list, CAST(sum(e.over) AS DECIMAL(18, 2)) AS over_list
    FROM publish.entitlements AS e
    INNER JOIN ledger.ledger AS s USING (workshop_id)
    CROSS JOIN run.month AS m
    WHERE e.from_month BETWEEN m.year * 100 + 1 AND m.month
    GROUP BY s.county
),
-- Each alert once for each workshop that it names, as the ledger counts it.
named AS (
    SELECT alert_id, workshop_id, state FROM publish.alerts
    WHERE level IN ('duplicate', 'contradiction', 'review') AND workshop_id IS NOT NULL
    UNION
    SELECT alert_id, other_workshop_id AS workshop_id, state FROM publish.alerts
    WHERE level IN ('duplicate', 'contradiction', 'review') AND other_workshop_id IS NOT NULL
),
listed_alerts AS (
    SELECT
        s.county, count(*) FILTER (WHERE n.state IN ('new', 'known', 'reopened')) AS alerts_list,
        count(DISTINCT n.alert_id) FILTER (WHERE n.state IN ('confirmed', 'not_confirmed', 'data_error', 'owed')) AS alerts_answered
    FROM named AS n
    INNER JOIN ledger.ledger AS s USING (workshop_id)
    GROUP BY s.county
),
refused AS (
    SELECT
        e.entitlement_id, e.paid, coalesce(s.county, p.county, '') AS county,
        bool_or(t.alert_id IS NOT NULL) AS is_listed
    FROM publish.entitlements AS e
    LEFT JOIN ledger.ledger AS s USING (workshop_id)
    LEFT JOIN publish.people AS p ON p.person_key = e.person_key
    LEFT JOIN publish.alerts AS t
        ON t.level <> 'inform' AND coalesce(t.scheme, e.scheme) = e.scheme AND t.amount_at_risk > 0
        AND coalesce(t.from_month, e.from_month) <= e.to_month AND coalesce(t.to_month, e.to_month) >= e.from_month
        AND (t.person_key = e.person_key OR (t.person_key IS NULL AND t.workshop_id = e.workshop_id)
            OR (e.person_key IS NULL AND t.workshop_id = e.workshop_id))
    WHERE e.outcome = 'not_due' AND e.paid > 0
    GROUP BY e.entitlement_id, e.paid, coalesce(s.county, p.county, '')
),
refusals AS (
    SELECT
        county, count(*) AS refused, count(*) FILTER (WHERE is_listed) AS refused_listed,
        CAST(sum(paid) AS DECIMAL(18, 2)) AS refused_paid, CAST(sum(CASE WHEN is_listed THEN paid ELSE 0 END) AS DECIMAL(18, 2))
            AS refused_paid_listed
    FROM refused
    GROUP BY county
)
SELECT
    h.county, coalesce(c.county_name, h.county) AS county_name, h.workshops, h.heads_said, h.heads_found, h.paid_ledger,
    coalesce(m.paid_list, CAST(0 AS DECIMAL(18, 2))) AS paid_list, h.over_ledger,
    coalesce(m.over_list, CAST(0 AS DECIMAL(18, 2))) AS over_list, h.alerts_ledger, coalesce(a.alerts_list, 0) AS alerts_list,
    coalesce(a.alerts_answered, 0) AS alerts_answered, coalesce(r.refused, 0) AS refused, coalesce(r.refused_listed, 0) AS refused_listed,
    coalesce(r.refused_paid, CAST(0 AS DECIMAL(18, 2))) AS refused_paid,
    coalesce(r.refused_paid_listed, CAST(0 AS DECIMAL(18, 2))) AS refused_paid_listed
FROM heads AS h
LEFT JOIN listed_money AS m USING (county)
LEFT JOIN listed_alerts AS a USING (county)
LEFT JOIN refusals AS r USING (county)
LEFT JOIN publish.counties AS c USING (county)
