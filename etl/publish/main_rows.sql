-- 点名到人的主要来源行。 A row of the months published that names a person itself, in a source of which every such row is published.
WITH span AS (
    -- Twelve months up to the ledger month: no ledger month lies farther from its January.
    SELECT
        month AS last_month, last_day,
        month_plus(month, -11) AS first_month, first_day(month_plus(month, -11)) AS first_day
    FROM run.month
),
spoken AS (
    SELECT row_ref('hrss.rosters', t.pull_id, t.row_number) AS row_ref, 'hrss.rosters' AS source, t.form, t.county
    FROM conform.rosters AS t
    CROSS JOIN span AS s
    WHERE t.form IS NOT NULL AND t.month BETWEEN s.first_month AND s.last_month
    UNION ALL
    SELECT row_ref('hrss.public_posts', t.pull_id, t.row_number), 'hrss.public_posts', t.form, t.county
    FROM conform.public_posts AS t
    CROSS JOIN span AS s
    WHERE t.form IS NOT NULL
        AND (t.started_on IS NULL OR t.started_on <= s.last_day) AND (t.ended_on IS NULL OR t.ended_on >= s.first_day)
    UNION ALL
    SELECT row_ref('hrss.training', t.pull_id, t.row_number), 'hrss.training', t.form, t.county
    FROM conform.training AS t
    CROSS JOIN span AS s
    WHERE t.form IS NOT NULL
        AND (t.started_on IS NULL OR t.started_on <= s.last_day) AND (t.ended_on IS NULL OR t.ended_on >= s.first_day)
    UNION ALL
    SELECT row_ref('hrss.subsidies', t.pull_id, t.row_number), 'hrss.subsidies', t.form, t.county
    FROM conform.subsidies AS t
    CROSS JOIN span AS s
    LEFT JOIN policy.published_always AS p ON p.scheme = t.scheme
    WHERE t.form IS NOT NULL
        AND (t.from_month IS NULL OR t.from_month <= s.last_month)
        AND (p.scheme IS NOT NULL OR t.to_month IS NULL OR t.to_month >= s.first_month)
    UNION ALL
    SELECT row_ref('county_finance.disbursements', t.pull_id, t.row_number), 'county_finance.disbursements', t.form, t.county
    FROM conform.disbursements AS t
    CROSS JOIN span AS s
    LEFT JOIN policy.published_always AS p ON p.scheme = t.scheme
    WHERE t.form IS NOT NULL
        AND (t.from_month IS NULL OR t.from_month <= s.last_month)
        AND (p.scheme IS NOT NULL OR t.to_month IS NULL OR t.to_month >= s.first_month)
    UNION ALL
    SELECT row_ref('business_registry.officers', t.pull_id, t.row_number), 'business_registry.officers', t.form, t.county
    FROM conform.officers AS t
    WHERE t.form IS NOT NULL
    UNION ALL
    SELECT row_ref('hrss.workshops', t.pull_id, t.row_number), 'hrss.workshops', t.form, t.county
    FROM conform.workshops AS t
    WHERE t.form IS NOT NULL
    UNION ALL
    SELECT row_ref('business_registry.entities', t.pull_id, t.row_number), 'business_registry.entities', t.form, t.county
    FROM conform.entities AS t
    WHERE t.form IS NOT NULL
),
kept AS (
    SELECT a.row_ref, a.source, a.form
    FROM spoken AS a
    SEMI JOIN run.areas AS r ON text(a.county) = '' OR starts_with(text(a.county), r.area)
    UNION ALL
    -- Evidence of an alert lies in other counties too.
    SELECT a.row_ref, a.source, a.form
    FROM spoken AS a
    ANTI JOIN run.areas AS r ON text(a.county) = '' OR starts_with(text(a.county), r.area)
    SEMI JOIN publish.alert_evidence AS e USING (row_ref)
),
ruled AS (
    SELECT DISTINCT row_ref, person, outcome FROM link.row_decisions
)
SELECT
    k.row_ref, k.source, k.form,
    CASE WHEN d.row_ref IS NOT NULL THEN d.person ELSE l.person END AS person,
    d.outcome AS decided
FROM kept AS k
INNER JOIN link.link_forms AS l USING (form)
LEFT JOIN ruled AS d USING (row_ref)
