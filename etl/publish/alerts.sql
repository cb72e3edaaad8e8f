-- 疑点。 What does not fit, in the areas or in no county, to be checked by people.
SELECT
    t.alert_id, t.case_id, t.code, t.level, nullif(t.person_key, '') AS person_key,
    nullif(t.workshop_id, '') AS workshop_id, nullif(t.other_workshop_id, '') AS other_workshop_id,
    nullif(t.scheme, '') AS scheme, t.from_month, t.to_month, t.amount_at_risk, t.priority, text(t.county) AS county,
    t.title, t.says, nullif(t.rule, '') AS rule, nullif(t.document, '') AS document, nullif(t.clause, '') AS clause,
    text(t.comparison) AS comparison,
    t.first_seen, t.state, t.cleared_month, nullif(t.cleared_because, '') AS cleared_because, nullif(t.grew, '') AS grew
FROM alerts.alerts AS t
SEMI JOIN run.areas AS a ON text(t.county) = '' OR starts_with(t.county, a.area)
