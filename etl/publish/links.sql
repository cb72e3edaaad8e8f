-- 人员匹配。 A row that names a person, and whom, how surely and why.
WITH span AS (
    SELECT
        month AS last_month, last_day,
        month_plus(month, -11) AS first_month, first_day(month_plus(month, -11)) AS first_day
    FROM run.month
),
people AS (
    SELECT DISTINCT person FROM publish.main_rows WHERE person IS NOT NULL
),
ruled AS (
    SELECT DISTINCT row_ref, person, outcome FROM link.row_decisions
),
forms AS (
    -- Ways of writing that name somebody of those people, or that stand in a row on which people decided.
    SELECT l.form FROM link.link_forms AS l SEMI JOIN people AS p USING (person)
    UNION
    SELECT o.form FROM conform.row_origin AS o SEMI JOIN ruled AS d USING (row_ref)
),
following AS (
    SELECT row_ref('hrss.employment', t.pull_id, t.row_number) AS row_ref, 'hrss.employment' AS source, t.form
    FROM conform.employment AS t
    SEMI JOIN forms AS f USING (form)
    CROSS JOIN span AS s
    WHERE (t.started_on IS NULL OR t.started_on <= s.last_day) AND (t.ended_on IS NULL OR t.ended_on >= s.first_day)
    UNION ALL
    SELECT row_ref('hrss.contracts', t.pull_id, t.row_number), 'hrss.contracts', t.form
    FROM conform.contracts AS t
    SEMI JOIN forms AS f USING (form)
    CROSS JOIN span AS s
    WHERE (t.contract_from IS NULL OR t.contract_from <= s.last_day)
        AND (t.contract_to IS NULL OR t.contract_to >= s.first_day)
    UNION ALL
    SELECT row_ref('social_insurance.contributions', t.pull_id, t.row_number), 'social_insurance.contributions', t.form
    FROM conform.contributions AS t
    SEMI JOIN forms AS f USING (form)
    CROSS JOIN span AS s
    WHERE t.month BETWEEN s.first_month AND s.last_month
    UNION ALL
    SELECT row_ref('social_insurance.pensions', t.pull_id, t.row_number), 'social_insurance.pensions', t.form
    FROM conform.pensions AS t
    SEMI JOIN forms AS f USING (form)
    CROSS JOIN span AS s
    WHERE (t.from_month IS NULL OR t.from_month <= s.last_month) AND (t.to_month IS NULL OR t.to_month >= s.first_month)
),
followers AS (
    SELECT
        f.row_ref, f.source, f.form,
        CASE WHEN d.row_ref IS NOT NULL THEN d.person ELSE l.person END AS person,
        d.outcome AS decided
    FROM following AS f
    INNER JOIN link.link_forms AS l USING (form)
    LEFT JOIN ruled AS d USING (row_ref)
),
named AS (
    SELECT row_ref, source, form, person, decided FROM publish.main_rows
    UNION ALL
    SELECT row_ref, source, form, person, decided FROM followers SEMI JOIN people USING (person)
)
SELECT
    n.row_ref, n.source, nullif(p.person_key, '') AS person_key,
    -- What people decided on a single row prevails over the match of its form.
    nullif(CASE WHEN n.decided IS NOT NULL THEN p.register_person_id ELSE l.register_person_id END, '')
        AS register_person_id,
    CASE WHEN n.decided IS NOT NULL THEN n.decided ELSE l.outcome END AS outcome,
    CASE WHEN n.decided IS NOT NULL THEN 'decision' ELSE l.tier END AS tier,
    CASE WHEN n.decided IS NOT NULL THEN CAST(1 AS DOUBLE) ELSE l.score END AS score,
    CASE WHEN n.decided IS NOT NULL THEN 'decided' ELSE l.reasons END AS reasons,
    nullif(l.runner_up_person_id, '') AS runner_up_person_id,
    l.runner_up_score
FROM named AS n
INNER JOIN link.link_forms AS l USING (form)
LEFT JOIN link.persons AS p ON p.person = n.person
UNION ALL
-- The register names itself.
SELECT
    row_ref('monitoring.people', t.pull_id, t.row_number), 'monitoring.people', nullif(p.person_key, ''),
    t.person_id, 'same', 'id', CAST(1 AS DOUBLE),
    CASE WHEN t.id_number IS NOT NULL THEN 'id_equal,name_equal' ELSE 'name_equal' END, NULL, NULL
FROM conform.people AS t
INNER JOIN link.persons AS p ON p.register_person_id = t.person_id
SEMI JOIN people AS q ON q.person = p.person
